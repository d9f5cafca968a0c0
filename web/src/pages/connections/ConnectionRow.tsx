// One connection: whether it works, whether posts go to it by themselves, and the way to unlink it.

import { Box, Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Connection } from "#api/contract/connections.ts";
import { remove } from "../../api.ts";
import { ConfirmModal } from "../../parts/ConfirmModal.tsx";
import { PageLink } from "../../parts/links.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { connectionsQuery, sitesQuery } from "../../queries.ts";
import { useSession } from "../../session.tsx";
import { ConnectionName } from "./ConnectionName.tsx";
import { RefreshTokens } from "./RefreshTokens.tsx";
import { StateLight } from "./StateLight.tsx";
import { TestPost } from "./TestPost.tsx";

interface ConnectionRowProps {
  connection: Connection;
  /** Leads to the platform's form. */
  onLink(): void;
}

export function ConnectionRow({ connection, onLink }: ConnectionRowProps) {
  const { id, name, state, stateReason } = connection;
  const queryClient = useQueryClient();
  const [isAsking, ask] = useDisclosure();
  const unlinking = useMutation({
    mutationFn: () => remove(`/connections/${id}`),
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries(connectionsQuery),
        queryClient.invalidateQueries(sitesQuery),
      ]),
    onSettled: ask.close,
  });
  return (
    <Box component="li" className="sheet" p="md">
      <Group justify="space-between">
        <ConnectionName connection={connection} />
        <StateLight connection={connection} />
      </Group>
      {stateReason !== null && (
        <Text size="sm" mt="xs">
          {stateReason}
        </Text>
      )}
      <Group justify="space-between" mt="sm">
        <AutopostState connection={connection} />
        <Group gap="xs">
          {state !== "active" && <RefreshTokens connection={connection} onLink={onLink} />}
          {state !== "expired" && <TestPost connection={connection} />}
          <Button
            variant="default"
            size="compact-sm"
            onClick={ask.open}
            aria-label={`Unlink ${name}`}
          >
            Unlink
          </Button>
        </Group>
      </Group>
      <Trouble error={unlinking.error} />
      <ConfirmModal
        title={`Unlink ${name}?`}
        confirm="Unlink"
        isOpen={isAsking}
        isPending={unlinking.isPending}
        onClose={ask.close}
        onConfirm={() => unlinking.mutate()}
      >
        Nothing is posted to it any more, and what still waits for it is held. What is live stays
        live. Link it again, and everything goes on where it stopped.
      </ConfirmModal>
    </Box>
  );
}

/** In words, with the way to change it. */
function AutopostState({ connection: { name, autopost, siteIds } }: { connection: Connection }) {
  const { sites } = useSession();
  const names = sites.filter(({ id }) => siteIds?.includes(id)).map((site) => site.name);
  const on = siteIds === null ? "on" : `on for ${list.format(names) || "none of your sites"}`;
  return (
    <Text size="sm">
      Auto-posting is {autopost ? on : "off"} ·{" "}
      <PageLink to="/settings" inherit aria-label={`Change auto-posting to ${name} in Settings`}>
        Settings
      </PageLink>
    </Text>
  );
}

const list = new Intl.ListFormat("en");
