// API keys: those in use, and a new one.

import { Box, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ApiKey } from "#api/contract/people.ts";
import { remove } from "../../api.ts";
import { ConfirmModal } from "../../parts/ConfirmModal.tsx";
import { Instant } from "../../parts/Instant.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { Page } from "../../parts/Page.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { apiKeysQuery } from "../../queries.ts";
import { NewKey } from "./NewKey.tsx";

export function KeysPage() {
  const keys = useQuery(apiKeysQuery);
  return (
    <Page title="API keys" lead="For programs that publish for you">
      <NewKey />
      <Title order={2} size="h4" mt="xl" mb="sm">
        Keys in use
      </Title>
      <Loaded query={keys}>
        {(all) => (
          <>
            {all.length === 0 && <Text>There are none.</Text>}
            <Stack component="ul" gap="sm" m={0} p={0} className="plain-list">
              {all.map((apiKey) => (
                <KeyRow key={apiKey.id} apiKey={apiKey} />
              ))}
            </Stack>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function KeyRow({
  apiKey: { id, name, prefix, scopes, createdAt, lastUsedAt },
}: {
  apiKey: ApiKey;
}) {
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
          <Text fw={500}>{name}</Text>
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
