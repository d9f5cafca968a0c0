// The switches of all connections, saved together. What could not be saved stays as it was set, and
// says why.

import { Box, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Connection } from "#api/contract/connections.ts";
import { patch } from "../../api.ts";
import { Notice } from "../../parts/Notice.tsx";
import { SaveBar } from "../../parts/SaveBar.tsx";
import { connectionsQuery, sitesQuery } from "../../queries.ts";
import { useSession } from "../../session.tsx";
import { changesOf, goesNowhere, settingOf } from "./autopost-draft.ts";
import type { Drafts, Setting } from "./autopost-draft.ts";
import { AutopostRow } from "./AutopostRow.tsx";

interface Failure {
  connectionId: string;
  error: Error;
}

const list = new Intl.ListFormat("en");

export function AutopostForm({ connections }: { connections: readonly Connection[] }) {
  const { sites } = useSession();
  const siteIds = sites.map(({ id }) => id);
  const [drafts, setDrafts] = useState<Drafts>({});
  const shownOf = (connection: Connection) =>
    drafts[connection.id] ?? settingOf(connection, siteIds);
  const changed = connections.filter((connection) => {
    const changes = changesOf(settingOf(connection, siteIds), shownOf(connection));
    return Object.keys(changes).length > 0;
  });
  const saving = useSaving((saved) =>
    setDrafts((before) =>
      Object.fromEntries(Object.entries(before).filter(([id]) => !saved.includes(id))),
    ),
  );
  const failures = saving.data ?? [];
  const isStuck = changed.some((connection) => goesNowhere(shownOf(connection)));

  function change(connection: Connection, part: Partial<Setting>) {
    saving.reset();
    setDrafts((before) => ({
      ...before,
      [connection.id]: { ...shownOf(connection), ...part },
    }));
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isStuck) return;
        saving.mutate(
          changed.map((connection) => ({
            id: connection.id,
            changes: changesOf(settingOf(connection, siteIds), shownOf(connection)),
          })),
        );
      }}
    >
      <Box className="sheet ruled">
        <Box component="ul" m={0} p={0} className="plain-list ruled">
          {connections.map((connection) => (
            <AutopostRow
              key={connection.id}
              connection={connection}
              setting={shownOf(connection)}
              isChanged={changed.includes(connection)}
              error={failures.find(({ connectionId }) => connectionId === connection.id)?.error}
              onChange={(part) => change(connection, part)}
            />
          ))}
        </Box>
        <Box p="md">
          <NotSaved names={namesOf(connections, failures)} />
          <SaveBar
            save="Save auto-posting"
            isDirty={changed.length > 0}
            isPending={saving.isPending}
            isSaved={saving.isSuccess && failures.length === 0}
            onDiscard={() => {
              saving.reset();
              setDrafts({});
            }}
          />
        </Box>
      </Box>
    </form>
  );
}

/** Ends with what could not be saved. */
function useSaving(onSaved: (ids: readonly string[]) => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (wanted: { id: string; changes: Partial<Setting> }[]) => {
      const failures: Failure[] = [];
      for (const { id, changes } of wanted) {
        try {
          const saved = await patch<Connection>(`/connections/${id}`, changes);
          queryClient.setQueryData(connectionsQuery.queryKey, (before) =>
            before?.map((each) => (each.id === id ? saved : each)),
          );
          onSaved([id]);
        } catch (error) {
          failures.push({ connectionId: id, error: error as Error });
        }
      }
      return failures;
    },
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries(connectionsQuery),
        // Where Save posts to is part of a site.
        queryClient.invalidateQueries(sitesQuery),
      ]),
  });
}

function namesOf(connections: readonly Connection[], failures: readonly Failure[]): string[] {
  const ids = failures.map(({ connectionId }) => connectionId);
  return connections.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
}

function NotSaved({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <Notice kind="trouble">
      <Text size="sm">Not saved: {list.format(names)}. What you have set is still here.</Text>
    </Notice>
  );
}
