// Where an admin arranges the members. Nothing changes until all of it is saved at once; before that,
// it says whose connections would follow.

import { Box, Text, VisuallyHidden } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Member, Site } from "#api/contract/sites.ts";
import { ApiProblem, put } from "../../api.ts";
import { Notice } from "../../parts/Notice.tsx";
import { SaveBar } from "../../parts/SaveBar.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { membersQuery, sitesQuery } from "../../queries.ts";
import { useSession } from "../../session.tsx";
import type { DefaultUser } from "./default-user.ts";
import { defaultUserOf, describePostsWay } from "./default-user.ts";
import { arrange, isSame, move, placesOf } from "./member-draft.ts";
import type { Place } from "./member-draft.ts";
import { MemberControls } from "./MemberControls.tsx";
import { MemberRow } from "./MemberRow.tsx";

interface MembersFormProps {
  site: Site;
  /** As they are saved. */
  members: readonly Member[];
}

export function MembersForm({ site, members }: MembersFormProps) {
  const { user } = useSession();
  const [draft, setDraft] = useState<readonly Place[] | null>(null);
  const [moved, setMoved] = useState("");
  const shown = arrange(members, draft);
  const saving = useSaveMembers(site.id, () => setDraft(null));
  function change(next: readonly Member[]) {
    saving.reset();
    setDraft(placesOf(next));
  }
  function moveTo(from: number, to: number) {
    const member = shown[from];
    if (member === undefined || to < 0 || to >= shown.length) return;
    change(move(shown, from, to));
    setMoved(`${member.name} is now number ${to + 1} of ${shown.length}.`);
  }
  return (
    <Box
      component="form"
      className="sheet"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isSame(members, shown)) saving.mutate(placesOf(shown));
      }}
    >
      <Text px="md" pt="md">
        {describePostsWay(defaultUserOf(members), user.id)}
      </Text>
      <Box component="ol" m={0} p={0} className="plain-list ruled">
        {shown.map((member, index) => (
          <MemberRow key={member.userId} member={member} place={index + 1}>
            <MemberControls
              site={site}
              member={member}
              isFirst={index === 0}
              isLast={index === shown.length - 1}
              onMove={(by) => moveTo(index, index + by)}
              onChange={(part) => change(shown.with(index, { ...member, ...part }))}
            />
          </MemberRow>
        ))}
      </Box>
      <Box p="md" pt={0}>
        <VisuallyHidden role="status">{moved}</VisuallyHidden>
        <Forecast before={defaultUserOf(members)} after={defaultUserOf(shown)} />
        <Trouble error={saving.error} />
        <SaveBar
          save="Save members"
          isDirty={!isSame(members, shown)}
          isPending={saving.isPending}
          isSaved={saving.isSuccess}
          onDiscard={() => {
            saving.reset();
            setDraft(null);
          }}
        />
      </Box>
    </Box>
  );
}

interface ForecastProps {
  before: DefaultUser | null;
  after: DefaultUser | null;
}

/** Nothing while the default user stays. */
function Forecast({ before, after }: ForecastProps) {
  const { user } = useSession();
  if (before?.userId === after?.userId) return null;
  return (
    <Notice kind="hint">
      <Text size="sm">After saving, {lowerFirst(describePostsWay(after, user.id))}</Text>
    </Notice>
  );
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

function useSaveMembers(siteId: string, onSaved: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (members: Place[]) => {
      try {
        return await put<{ data: Member[] }>(`/sites/${siteId}/members`, { members });
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.code !== "members-changed") throw error;
        await queryClient.invalidateQueries(membersQuery(siteId));
        throw new Error(
          "Somebody has joined or left meanwhile. The list now shows everybody, and what you have changed is kept: look at it again, then save.",
          { cause: error },
        );
      }
    },
    onSuccess: ({ data }) => {
      queryClient.setQueryData(membersQuery(siteId).queryKey, data);
      onSaved();
      return queryClient.invalidateQueries(sitesQuery);
    },
  });
}
