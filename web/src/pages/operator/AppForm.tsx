// One app: whether it is set up, how to register it, and its credentials.

import {
  Box,
  Button,
  ColorSwatch,
  Group,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { PlatformApp } from "#api/contract/operator.ts";
import { fieldError, put, remove } from "../../api.ts";
import { CopyField } from "../../parts/CopyField.tsx";
import { Markdown } from "../../parts/Markdown.tsx";
import { PlatformIcon } from "../../parts/PlatformIcon.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { platformAppsQuery, platformsQuery } from "../../queries.ts";
import { usePlatform } from "../../use-platforms.ts";

export function AppForm({ app }: { app: PlatformApp }) {
  const platform = usePlatform(app.platform);
  const title = `${platform?.name ?? app.platform}${app.name === "main" ? "" : ` (${app.name})`}`;
  return (
    <Box component="section" className="sheet" p="md" aria-label={title}>
      <Group justify="space-between" mb="sm">
        <Group gap="sm" wrap="nowrap">
          <PlatformIcon svg={platform?.iconSvg} sizePx={24} />
          <Title order={3} size="h5">
            {title}
          </Title>
        </Group>
        <Group gap={6} wrap="nowrap">
          <ColorSwatch
            color={app.source === null ? "var(--broadside-warn)" : "var(--broadside-good)"}
            size={10}
            withShadow={false}
            aria-hidden
          />
          <Text size="sm">{app.source === null ? "Not set up" : "Set up"}</Text>
        </Group>
      </Group>
      <Stack>
        <CopyField label="Redirect URI to register" value={app.redirectUri} />
        {app.source === "environment" ? <FromEnvironment app={app} /> : <Credentials app={app} />}
        <details className="setup">
          <summary>How to register it</summary>
          <Markdown text={platform?.setupMarkdown ?? ""} />
        </details>
      </Stack>
    </Box>
  );
}

function FromEnvironment({ app: { clientId, settings } }: { app: PlatformApp }) {
  return (
    <Text size="sm" className="as-written">
      The environment gives it: <code>{settings.clientId}</code> is {clientId}. Change it there.
    </Text>
  );
}

function Credentials({ app }: { app: PlatformApp }) {
  const path = `/operator/apps/${app.platform}/${app.name}`;
  const [clientId, setClientId] = useState(app.clientId ?? "");
  const [clientSecret, setClientSecret] = useState("");
  const queryClient = useQueryClient();
  // Whether people can connect is part of what the platforms say of themselves.
  const lookAgain = () =>
    Promise.all([
      queryClient.invalidateQueries(platformAppsQuery),
      queryClient.invalidateQueries(platformsQuery),
    ]);
  const save = useMutation({
    mutationFn: () =>
      put<PlatformApp>(path, { clientId, ...(clientSecret !== "" && { clientSecret }) }),
    onSuccess: () => {
      setClientSecret("");
      return lookAgain();
    },
  });
  const forget = useMutation({ mutationFn: () => remove(path), onSuccess: lookAgain });
  const error = save.error ?? forget.error;
  const idProblem = fieldError(save.error, "clientId");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack>
        <TextInput
          label="Client id"
          value={clientId}
          onChange={(event) => setClientId(event.currentTarget.value)}
          error={idProblem}
          required
          autoComplete="off"
          spellCheck={false}
        />
        <PasswordInput
          label="Client secret"
          description={
            app.hasSecret
              ? "One is kept, encrypted. Leave this empty to keep it."
              : "Kept encrypted, and never shown again"
          }
          value={clientSecret}
          onChange={(event) => setClientSecret(event.currentTarget.value)}
          autoComplete="off"
        />
        {idProblem === undefined && <Trouble error={error} />}
        <Group>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
          {app.source === "operator" && (
            <Button variant="default" loading={forget.isPending} onClick={() => forget.mutate()}>
              Forget
            </Button>
          )}
          <Text size="sm" c="dimmed" role="status">
            {save.isSuccess && "Saved"}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}
