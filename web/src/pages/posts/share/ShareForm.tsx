// Where to, in which words, as it will look there, and the button that sends it now.

import { Box, Stack } from "@mantine/core";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { withoutVariables } from "#text/template-parts.ts";
import type { Target } from "#api/contract/runs.ts";
import { SendingForm } from "../../../parts/SendingForm.tsx";
import { shortenedTo } from "../preview/forecast.ts";
import { usePreview } from "../preview/use-preview.ts";
import { templateProblem } from "../template-problem.ts";
import { AdaptPanel } from "./adapt/AdaptPanel.tsx";
import type { Mode } from "./adapt/proposals.ts";
import { useAdapting } from "./adapt/use-adapting.ts";
import type { ShareDestination } from "./destinations.ts";
import { DestinationsField } from "./DestinationsField.tsx";
import { RunBar } from "./RunBar.tsx";
import type { Subject } from "./subject.ts";
import { toTarget } from "./target-draft.ts";
import { TargetCard } from "./TargetCard.tsx";
import { useCaptionsAt } from "./use-captions-at.ts";
import { useShareDraft } from "./use-share-draft.ts";
import { useShare } from "./use-share.ts";

interface ShareFormProps {
  subject: Subject;
  destinations: readonly ShareDestination[];
  /** It is on its way. */
  onShared?(): void;
}

export function ShareForm({ subject, destinations, onShared }: ShareFormProps) {
  const draft = useShareDraft(subject, destinations);
  const { chosen, draftOf } = draft;
  const captionsAt = useCaptionsAt(subject);
  const shown = destinations.filter(({ id }) => chosen.includes(id));
  const targets = shown.map(({ id }) => toTarget(id, draftOf(id)));
  // A caption that cannot be filled in says so itself, and hides nothing of the others.
  const sound = targets.filter(({ caption = "" }) => templateProblem(caption) === undefined);
  const { request } = subject;
  const preview = usePreview(
    request !== null && sound.length > 0 ? { ...request, targets: sound } : null,
  );
  const { share, sharing, doubt } = useShare(subject, preview, () => {
    draft.forget();
    onShared?.();
  });
  const adapting = useAdapting(subject, draft);
  const isLocked = doubt !== null || sharing.isPending;
  const hint = hintFor({ request, targets, sound });
  const core = useRef<HTMLTextAreaElement>(null);
  const [isCoreWanted, setCoreWanted] = useState(false);

  function send() {
    if (hint === null || doubt !== null) share(targets);
  }

  function adapt(mode: Mode, wanted: readonly ShareDestination[]) {
    if (mode === "adapt" && adapting.core.trim() === "") {
      // What is missing stands there when the field gets the focus.
      flushSync(() => setCoreWanted(true));
      core.current?.focus();
      return;
    }
    adapting.start(
      mode,
      wanted.map((destination) => {
        const { usual, worded } = captionsAt(destination);
        const caption = mode === "adapt" ? worded(adapting.core) : usual;
        const text = withoutVariables(caption?.text ?? "");
        const { id, limits } = destination;
        return { id, fallback: shortenedTo(text, { limits, url: usual?.url ?? null }) };
      }),
    );
  }

  return (
    <SendingForm onSend={send}>
      <Stack gap="md">
        <DestinationsField
          destinations={destinations}
          chosen={chosen}
          onChange={draft.setChosen}
          isLocked={isLocked}
        />
        {request !== null && targets.length > 0 && (
          <AdaptPanel
            adapting={adapting}
            isLocked={isLocked}
            onStart={(mode) => adapt(mode, shown)}
            coreRef={core}
            coreProblem={isCoreWanted && adapting.core.trim() === "" ? coreWanted : undefined}
          />
        )}
        {request !== null &&
          shown.map((destination) => (
            <TargetCard
              key={destination.id}
              destination={destination}
              {...captionsAt(destination)}
              draft={draftOf(destination.id)}
              onChange={(part) => draft.changeTarget(destination.id, part)}
              composition={
                preview.previews.find(({ connectionId }) => connectionId === destination.id)
                  ?.composition
              }
              isCurrent={preview.isCurrent}
              adapting={adapting}
              onAdapt={(mode) => adapt(mode, [destination])}
              isLocked={isLocked}
            />
          ))}
        <Box className="sheet" p="md">
          <RunBar
            hint={hint}
            previewError={preview.error}
            sharing={sharing}
            doubt={doubt}
            onSend={send}
          />
        </Box>
      </Stack>
    </SendingForm>
  );
}

const coreWanted = "Write here first what AI Adapt is to say.";

interface Hinted extends Pick<Subject, "request"> {
  targets: readonly Target[];
  /** Those of which the captions can be filled in. */
  sound: readonly Target[];
}

/** What is to be done before it can be sent; null: nothing. */
function hintFor({ request, targets, sound }: Hinted): string | null {
  if (request === null) return "Write the message first.";
  if (targets.length === 0) return "Choose where to share it.";
  if (sound.length < targets.length) return "A caption cannot be filled in yet: mend it first.";
  return null;
}
