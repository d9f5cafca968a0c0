// One API key: what it may do, when it was used, and the end of it.

import { Box, Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApiKey } from "#api/contract/people.ts";
import { remove } from "../../../api.ts";
import { ConfirmModal } from "../../../parts/ConfirmModal.tsx";
import { Instant } from "../../../parts/Instant.tsx";
import { Trouble } from "../../../parts/Trouble.tsx";
import { apiKeysQuery } from "../../../queries.ts";

export function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const { id, name, prefix, scopes, createdAt, lastUsedAt, expiresAt } = apiKey;
  const queryClient = useQueryClient();
  const [isAsking, ask] = useDisclosure();
  const revoking = useMutation({
    mutationFn: () => remove(`/api-keys/${id}`),
    onSuccess: () => queryClient.invalidateQueries(apiKeysQuery),
    onSettled: ask.close,
  });
  return (
    <Box component="li" className="sheet" p="md">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Box miw={0}>
          <Text fw={500} className="as-written">
            {name}
          </Text>
          <Text size="sm" className="as-written">
            <code>{prefix}…</code> may {scopes.join(", ")}
          </Text>
          <Text size="sm" c="dimmed">
            Made <Instant at={createdAt} />;{" "}
            {lastUsedAt === null ? (
              "never used"
            ) : (
              <>
                last used <Instant at={lastUsedAt} />
              </>
            )}
          </Text>
          <Expiry at={expiresAt} />
        </Box>
        <Button
          variant="default"
          size="compact-sm"
          flex="none"
          onClick={ask.open}
          aria-label={`Revoke ${name}`}
        >
          Revoke
        </Button>
      </Group>
      <Trouble error={revoking.error} />
      <ConfirmModal
        title={`Revoke ${name}?`}
        confirm="Revoke"
        isOpen={isAsking}
        isPending={revoking.isPending}
        onClose={ask.close}
        onConfirm={() => revoking.mutate()}
      >
        Programs that use this key are refused from now on. A revoked key cannot be brought back.
      </ConfirmModal>
    </Box>
  );
}

function Expiry({ at }: { at: string | null }) {
  if (at === null) return null;
  const isOver = new Date(at) <= new Date();
  return (
    <Text size="sm" c={isOver ? "var(--mantine-color-error)" : "dimmed"}>
      {isOver ? "Expired" : "Expires"} <Instant at={at} />
    </Text>
  );
}
