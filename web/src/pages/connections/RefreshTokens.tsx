// Renews the permission to post: without the user where that can be done, else by connecting again.

import { Button, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Connection } from "#api/contract/connections.ts";
import { post } from "../../api.ts";
import { connectionsQuery } from "../../queries.ts";

interface RefreshTokensProps {
  connection: Connection;
  /** Leads to connecting again. */
  onLink(): void;
}

export function RefreshTokens({ connection: { id, name }, onLink }: RefreshTokensProps) {
  const queryClient = useQueryClient();
  const refresh = useMutation({
    mutationFn: () => post<{ needsUser: boolean }>(`/connections/${id}/refresh`),
    onSuccess: async ({ needsUser }) => {
      await queryClient.invalidateQueries(connectionsQuery);
      if (needsUser) onLink();
    },
  });
  return (
    <>
      {refresh.error !== null && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {refresh.error.message}
        </Text>
      )}
      <Button
        size="compact-sm"
        loading={refresh.isPending}
        onClick={() => refresh.mutate()}
        aria-label={`Refresh tokens of ${name}`}
      >
        Refresh tokens
      </Button>
    </>
  );
}
