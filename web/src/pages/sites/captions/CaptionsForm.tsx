// The caption rules, one place at a time, saved together.

import { Box, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { SiteCaptions } from "#api/contract/captions.ts";
import type { Platform } from "#api/contract/connections.ts";
import type { Site } from "#api/contract/sites.ts";
import { ApiProblem, putTagged } from "../../../api.ts";
import { Columns } from "../../../parts/Columns.tsx";
import { Notice } from "../../../parts/Notice.tsx";
import { SaveBar } from "../../../parts/SaveBar.tsx";
import { Section } from "../../../parts/Section.tsx";
import { Trouble } from "../../../parts/Trouble.tsx";
import { siteCaptionsQuery } from "../../../queries.ts";
import type { SavedCaptions } from "../../../queries.ts";
import type { Destination } from "../../posts/preview/destination.ts";
import { templateProblem } from "../../posts/template-problem.ts";
import { RuleFields } from "./RuleFields.tsx";
import { everywhere, inheritedRule, isSame, toSave, withRule } from "./rules-draft.ts";
import type { CaptionsDraft, RuleChange, Scope } from "./rules-draft.ts";
import { ScopeField } from "./ScopeField.tsx";
import { TemplatePreview } from "./TemplatePreview.tsx";

interface CaptionsFormProps {
  site: Site;
  saved: SavedCaptions;
  platforms: readonly Platform[];
  /** Where the site's posts may go. */
  connections: readonly Destination[];
}

interface BegunDraft extends CaptionsDraft {
  /** The ETag of what was saved when it was begun. */
  basedOn: string | null;
}

const maxVoiceLength = 5000;

export function CaptionsForm({ site, saved, platforms, connections }: CaptionsFormProps) {
  const [draft, setDraft] = useState<BegunDraft | null>(null);
  const [scope, setScope] = useState<Scope>(everywhere);
  const shown = draft ?? saved;
  const isReadOnly = site.role !== "admin";
  const isOutdated = draft !== null && draft.basedOn !== saved.etag && !isSame(saved, draft);
  const saving = useSaveCaptions(site.id, saved.etag, () => setDraft(null));
  const broken = Object.values(shown.rules).some(
    ({ template = "" }) => templateProblem(template) !== undefined,
  );

  function change(part: Partial<CaptionsDraft>) {
    saving.reset();
    const { rules, voice } = shown;
    setDraft({ rules, voice, basedOn: draft === null ? saved.etag : draft.basedOn, ...part });
  }
  const changeRule = (part: RuleChange) =>
    change({ rules: withRule(shown.rules, scope.key, part) });

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isSame(saved, shown) && !broken) saving.mutate(toSave(shown));
      }}
    >
      <Section
        title="Templates"
        lead="What a post’s copies say. What is not set for a connection is as for its platform, and what is not set there is as for all."
      >
        <Box className="sheet" p="md">
          <Columns
            beside={
              <TemplatePreview
                site={site}
                captions={{ ...saved, rules: shown.rules }}
                saved={saved}
                scope={scope}
                connections={connections}
              />
            }
          >
            <Stack gap="sm">
              <ScopeField
                {...{ scope, platforms, connections, rules: shown.rules }}
                onChange={setScope}
              />
              <RuleFields
                key={scope.key}
                scope={scope}
                rule={shown.rules[scope.key] ?? {}}
                inherited={inheritedRule(shown.rules, scope)}
                builtIn={scope.platform === undefined ? undefined : saved.templates[scope.platform]}
                variables={saved.variables}
                isReadOnly={isReadOnly}
                onChange={changeRule}
              />
            </Stack>
          </Columns>
        </Box>
      </Section>
      <Section
        title="Voice"
        lead="How AI writes for this site: its tone, how it speaks of itself, what it never says."
      >
        <Box className="sheet" p="md">
          <Textarea
            aria-label="Voice"
            placeholder="Plain and warm, in the first person plural. No exclamation marks, no emoji."
            value={shown.voice}
            onChange={(event) => change({ voice: event.currentTarget.value })}
            maxLength={maxVoiceLength}
            readOnly={isReadOnly}
            autosize
            minRows={3}
          />
        </Box>
      </Section>
      {!isReadOnly && (
        <Box className="sheet" p="md">
          {broken && (
            <Trouble error={new Error("A template cannot be filled in yet: mend it, then save.")} />
          )}
          {isOutdated && <SavedElsewhere />}
          <Trouble error={isOutdated && isChanged(saving.error) ? null : saving.error} />
          <SaveBar
            save="Save captions"
            isDirty={!isSame(saved, shown)}
            isPending={saving.isPending}
            isSaved={saving.isSuccess}
            onDiscard={() => {
              saving.reset();
              setDraft(null);
            }}
          />
        </Box>
      )}
    </form>
  );
}

function SavedElsewhere() {
  return (
    <Notice kind="trouble">
      <Text size="sm">
        Somebody else has saved other captions since you began, and yours are not saved. Saving
        yours now replaces all of theirs; Discard shows theirs.
      </Text>
    </Notice>
  );
}

function useSaveCaptions(siteId: string, etag: string | null, onSaved: () => void) {
  const queryClient = useQueryClient();
  const { queryKey } = siteCaptionsQuery(siteId);
  return useMutation({
    mutationFn: (draft: CaptionsDraft) =>
      putTagged<SiteCaptions>(`/sites/${siteId}/captions`, draft, etag),
    onSuccess: ({ answer, etag: newEtag }) => {
      queryClient.setQueryData(queryKey, { ...answer, etag: newEtag });
      // What was previewed was made by the rules of before.
      void queryClient.invalidateQueries({ queryKey: ["preview"] });
      onSaved();
    },
    // Once the page knows what is saved by now, it says so, and saving again is a decision.
    onError: async (error) => {
      if (isChanged(error)) await queryClient.invalidateQueries({ queryKey });
    },
  });
}

function isChanged(error: Error | null): boolean {
  return error instanceof ApiProblem && error.code === "changed-meanwhile";
}
