// One connection: whether it works, whether posts go to it by themselves, and the way to unlink it.

import { Box, Button, Group, Switch, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Connection } from "#api/contract/connections.ts";
import { patch, remove } from "../../api.ts";
import { ConfirmModal } from "../../parts/ConfirmModal.tsx";
import { PlatformIcon } from "../../parts/PlatformIcon.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { connectionsQuery } from "../../queries.ts";
import { usePlatform } from "../../use-platforms.ts";
import { StateLight } from "./StateLight.tsx";

export function ConnectionRow({ connection }: { connection: Connection }) {
  const { id, name, handle, platform: platformId, autopost, stateReason } = connection;
  const platform = usePlatform(platformId);
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries(connectionsQuery);
  const [isAsking, ask] = useDisclosure();
  const switching = useMutation({
    mutationFn: (wanted: boolean) => patch<Connection>(`/connections/${id}`, { autopost: wanted }),
    onSettled: refresh,
  });
  const unlinking = useMutation({
    mutationFn: () => remove(`/connections/${id}`),
    onSuccess: refresh,
    onSettled: ask.close,
  });
  return (
    <Box component="li" className="sheet" p="md">
      <Group justify="space-between">
        <Group wrap="nowrap" gap="sm" miw={0}>
          <PlatformIcon svg={platform?.iconSvg} sizePx={24} />
          <Box miw={0}>
            <Text fw={500} truncate>
              {name}
            </Text>
            <Text size="sm" c="dimmed" truncate>
              {[platform?.name, handle === name ? null : handle].filter(Boolean).join(" · ")}
            </Text>
          </Box>
        </Group>
        <StateLight state={connection.state} />
      </Group>
      {stateReason !== null && (
        <Text size="sm" mt="xs">
          {stateReason}
        </Text>
      )}
      <Group justify="space-between" mt="sm">
        <Switch
          label="Auto-post"
          description="New posts go here unless they say otherwise"
          aria-label={`Auto-post to ${name}`}
          checked={switching.isPending ? switching.variables : autopost}
          onChange={(event) => switching.mutate(event.currentTarget.checked)}
        />
        <Button
          variant="default"
          size="compact-sm"
          onClick={ask.open}
          aria-label={`Unlink ${name}`}
        >
          Unlink
        </Button>
      </Group>
      <Trouble error={switching.error ?? unlinking.error} />
      <ConfirmModal
        title={`Unlink ${name}?`}
        confirm="Unlink"
        isOpen={isAsking}
        isPending={unlinking.isPending}
        onClose={ask.close}
        onConfirm={() => unlinking.mutate()}
      >
        Nothing is posted to it any more, and what still waits for it is held. What is live stays
        live. Connect it again, and everything goes on where it stopped.
      </ConfirmModal>
    </Box>
  );
}
