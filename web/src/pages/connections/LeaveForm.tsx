// Connects by signing in at the platform: says what it will be asked for and why, and leaves for it.

import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { Auth, Platform } from "#api/contract/connections.ts";
import { fieldError, post } from "../../api.ts";
import { ExternalIcon } from "../../parts/icons.ts";
import { PageLink } from "../../parts/links.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { useSession } from "../../session.tsx";
import { FieldInputs, SandboxButton, useEntries } from "./fields.tsx";
import type { WayFormProps } from "./fields.tsx";

export function LeaveForm({ platform, way }: WayFormProps) {
  const { id, name } = platform;
  const form = useEntries(platform, way);
  const leave = useMutation({
    mutationFn: () => {
      const body = { auth: way.id, entries: form.entries };
      return post<{ url: string }>(`/connections/${id}/authorize`, { body });
    },
    onSuccess: ({ url }) => window.location.assign(url),
  });
  const namesField = way.fields.some((field) => fieldError(leave.error, field.name));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        leave.mutate();
      }}
    >
      <Stack>
        <Scopes name={name} scopes={way.scopes} />
        <FieldInputs fields={way.fields} form={form} error={leave.error} />
        {!namesField && <Trouble error={leave.error} />}
        {way.isReady ? (
          <Group>
            <Button
              type="submit"
              // Until the other page is there.
              loading={leave.isPending || leave.isSuccess}
              rightSection={<ExternalIcon size={18} stroke={1.6} aria-hidden />}
            >
              Continue to {name}
            </Button>
            <SandboxButton form={form} />
          </Group>
        ) : (
          <NotReady platform={platform} />
        )}
      </Stack>
    </form>
  );
}

function Scopes({ name, scopes }: { name: string; scopes: Auth["scopes"] }) {
  return (
    <div>
      <Text size="sm" mb={4}>
        {name} will ask you to allow:
      </Text>
      <Stack component="ul" gap={4} m={0} p={0} className="plain-list">
        {scopes.map((scope) => (
          <Text component="li" size="sm" key={scope.name}>
            {scope.reason} <Code>{scope.name}</Code>
          </Text>
        ))}
      </Stack>
    </div>
  );
}

function NotReady({ platform: { name } }: { platform: Platform }) {
  const { user } = useSession();
  return (
    <Notice kind="hint">
      <Text size="sm">
        This server is not set up for {name} yet:{" "}
        {user.isOperator ? (
          <>
            register an app there and enter its credentials on the{" "}
            <PageLink to="/operator" inherit>
              Operator page
            </PageLink>
            .
          </>
        ) : (
          "its operator has to register an app there first."
        )}
      </Text>
    </Notice>
  );
}
