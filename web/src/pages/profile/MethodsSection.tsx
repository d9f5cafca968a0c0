// With which accounts elsewhere the user can sign in here, besides the password.

import { Box, Button, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { postAuth } from "../../api.ts";
import { ConfirmModal } from "../../parts/ConfirmModal.tsx";
import { Instant } from "../../parts/Instant.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { welcomeQuery } from "../../queries.ts";
import { methodsQuery, passwordId } from "./queries.ts";
import type { SignInMethod } from "./queries.ts";
import { Section } from "./Section.tsx";

interface Provider {
  id: string;
  name: string;
}

/** Nothing where there are only passwords. */
export function MethodsSection({ methods }: { methods: readonly SignInMethod[] }) {
  const offered = useQuery(welcomeQuery).data?.signInWith ?? [];
  const linked = methods.filter(({ providerId }) => providerId !== passwordId);
  const others = offered.filter(({ id }) => linked.every(({ providerId }) => providerId !== id));
  if (offered.length === 0 && linked.length === 0) return null;
  return (
    <Section title="Accounts to sign in with" lead="Each of them lets you in without a password.">
      <Stack
        component="ul"
        gap="xs"
        m={0}
        p={0}
        mb={linked.length > 0 && others.length > 0 ? "sm" : 0}
        className="plain-list"
        aria-live="polite"
      >
        {linked.map((method) => (
          <MethodRow
            key={method.id}
            method={method}
            name={offered.find(({ id }) => id === method.providerId)?.name ?? method.providerId}
          />
        ))}
      </Stack>
      {others.length > 0 && <LinkButtons providers={others} />}
    </Section>
  );
}

function MethodRow({ method, name }: { method: SignInMethod; name: string }) {
  const queryClient = useQueryClient();
  const [isAsking, ask] = useDisclosure();
  const unlink = useMutation({
    mutationFn: () => postAuth("/unlink-account", { accountId: method.id }),
    onSuccess: () => queryClient.invalidateQueries(methodsQuery),
    onSettled: ask.close,
  });
  return (
    <Box component="li">
      <Group justify="space-between" wrap="nowrap">
        <div>
          <Text fw={500}>{name}</Text>
          <Text size="sm" c="dimmed">
            Linked <Instant at={method.createdAt} />
          </Text>
        </div>
        <Button
          variant="default"
          size="compact-sm"
          flex="none"
          onClick={ask.open}
          aria-label={`Unlink ${name}`}
        >
          Unlink
        </Button>
      </Group>
      <Trouble error={unlink.error} />
      <ConfirmModal
        title={`Unlink ${name}?`}
        confirm="Unlink"
        isOpen={isAsking}
        isPending={unlink.isPending}
        onClose={ask.close}
        onConfirm={() => unlink.mutate()}
      >
        You can no longer sign in with it. Nothing changes over there.
      </ConfirmModal>
    </Box>
  );
}

function LinkButtons({ providers }: { providers: readonly Provider[] }) {
  const leave = useMutation({
    mutationFn: (provider: string) =>
      postAuth<{ url: string }>("/link-social", {
        provider,
        callbackURL: "/profile",
        errorCallbackURL: "/profile",
      }),
    onSuccess: ({ url }) => location.assign(url),
  });
  return (
    <>
      <Group gap="xs">
        {providers.map(({ id, name }) => (
          <Button
            key={id}
            variant="default"
            loading={leave.variables === id && (leave.isPending || leave.isSuccess)}
            onClick={() => leave.mutate(id)}
          >
            Link {name}
          </Button>
        ))}
      </Group>
      <Trouble error={leave.error} />
    </>
  );
}
