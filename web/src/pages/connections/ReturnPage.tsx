// Where the browser comes back to from a platform: what became of connecting, and, where one permission
// reaches several accounts, which of them to connect.

import { Box, Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { Authorization, Connection } from "#api/contract/connections.ts";
import { ApiProblem, fieldError, post } from "../../api.ts";
import { PageButton } from "../../parts/links.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { Page } from "../../parts/Page.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { authorizationQuery, connectionsQuery } from "../../queries.ts";
import { usePlatform } from "../../use-platforms.ts";
import { ConnectionName } from "./ConnectionName.tsx";

export function ReturnPage() {
  const { authorizationId } = useParams({ from: "/gate/connections/return/$authorizationId" });
  const authorization = useQuery(authorizationQuery(authorizationId));
  // An id that is none, too.
  const isUnknown = authorization.error instanceof ApiProblem && authorization.error.status < 500;
  return (
    <Page title="Connecting">
      {isUnknown ? (
        <Ended message="This way back was used already, or it is more than ten minutes old. Nothing was connected by it." />
      ) : (
        <Loaded query={authorization}>{(found) => <Outcome authorization={found} />}</Loaded>
      )}
    </Page>
  );
}

function Outcome({ authorization }: { authorization: Authorization }) {
  switch (authorization.stage) {
    case "linked":
      return <Linked ids={authorization.connectionIds} />;
    case "choosing":
      return <Choice authorization={authorization} />;
    case "failed":
      return <Ended message={authorization.message ?? "It did not work."} />;
    case "left":
    case "returning":
      return <Ended message="The account is not connected yet. Go through it once more." />;
  }
}

function Ended({ message }: { message: string }) {
  return (
    <>
      <Notice kind="trouble">
        <Text size="sm" className="as-written">
          {message}
        </Text>
      </Notice>
      <PageButton to="/connections">Back to connections</PageButton>
    </>
  );
}

function Linked({ ids }: { ids: readonly string[] }) {
  const connections = useQuery(connectionsQuery);
  return (
    <Loaded query={connections}>
      {(all) => {
        const linked = all.filter(({ id }) => ids.includes(id));
        return (
          <>
            <Notice kind="done">
              <Text size="sm">Connected. {whatNow(linked)}</Text>
            </Notice>
            <Stack component="ul" gap="sm" my="md" p={0} className="plain-list">
              {linked.map((connection) => (
                <Box component="li" key={connection.id} className="sheet" p="md">
                  <ConnectionName connection={connection} />
                </Box>
              ))}
            </Stack>
            <Group>
              <PageButton to="/connections">See your connections</PageButton>
              <PageButton to="/settings" variant="default">
                Auto-posting
              </PageButton>
            </Group>
          </>
        );
      }}
    </Loaded>
  );
}

function whatNow(linked: readonly Connection[]): string {
  return linked.every(({ autopost }) => autopost)
    ? "New posts go there by themselves."
    : "New posts go there by themselves once you switch auto-posting on.";
}

function Choice({ authorization }: { authorization: Authorization }) {
  const { id, targets, platform: platformId } = authorization;
  const platform = usePlatform(platformId);
  const [chosen, setChosen] = useState<string[]>([]);
  const queryClient = useQueryClient();
  const choose = useMutation({
    mutationFn: () =>
      post<Authorization>(`/authorizations/${id}/choose`, { body: { remoteIds: chosen } }),
    onSuccess: async (changed) => {
      await queryClient.invalidateQueries(connectionsQuery);
      queryClient.setQueryData(authorizationQuery(id).queryKey, changed);
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        choose.mutate();
      }}
    >
      <Checkbox.Group
        label={`Which of these do you want to post to on ${platform?.name ?? "the platform"}?`}
        value={chosen}
        onChange={setChosen}
        error={fieldError(choose.error, "remoteIds")}
      >
        <Stack gap="xs" my="sm">
          {targets.map(({ remoteId, name, handle }) => (
            <Checkbox key={remoteId} value={remoteId} label={name} description={handle} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Trouble error={choose.error} />
      <Button type="submit" loading={choose.isPending} disabled={chosen.length === 0}>
        Connect {chosen.length === 1 ? "this one" : `these ${chosen.length || ""}`}
      </Button>
    </form>
  );
}
