// Where to, in which words, as it will look there, and the button that sends it now.

import { Box, Stack } from "@mantine/core";
import { useRef, useState } from "react";
import { shortenedTo } from "../preview/forecast.ts";
import { usePreview } from "../preview/use-preview.ts";
import { AdaptPanel } from "./adapt/AdaptPanel.tsx";
import type { Mode } from "./adapt/proposals.ts";
import { useAdapting } from "./adapt/use-adapting.ts";
import { chosenBeforehand } from "./destinations.ts";
import type { ShareDestination } from "./destinations.ts";
import { DestinationsField } from "./DestinationsField.tsx";
import { RunBar } from "./RunBar.tsx";
import type { Subject } from "./subject.ts";
import { toTarget, untouched } from "./target-draft.ts";
import type { TargetDraft } from "./target-draft.ts";
import { TargetCard } from "./TargetCard.tsx";
import { useCaptionsAt } from "./use-captions-at.ts";
import { useShare } from "./use-share.ts";

interface ShareFormProps {
  subject: Subject;
  destinations: readonly ShareDestination[];
  /** It is on its way. */
  onShared?(): void;
}

export function ShareForm({ subject, destinations, onShared }: ShareFormProps) {
  const [chosen, setChosen] = useState<readonly string[]>(() => chosenBeforehand(destinations));
  const [drafts, setDrafts] = useState<Readonly<Record<string, TargetDraft>>>({});
  const captionsAt = useCaptionsAt(subject);
  const draftOf = (id: string) => drafts[id] ?? untouched;
  const shown = destinations.filter(({ id }) => chosen.includes(id));
  const targets = shown.map(({ id }) => toTarget(id, draftOf(id)));
  const request = subject.request;
  const isReady = request !== null && targets.length > 0;
  const preview = usePreview(isReady ? { ...request, targets } : null);
  const { share, sharing, isInDoubt } = useShare(subject, preview, onShared);
  const adapting = useAdapting(subject);
  const isLocked = isInDoubt || sharing.isPending;

  const core = useRef<HTMLTextAreaElement>(null);

  function adapt(mode: Mode, wanted: readonly ShareDestination[]) {
    if (mode === "adapt" && adapting.core.trim() === "") {
      core.current?.focus();
      return;
    }
    adapting.start(
      mode,
      wanted.map((destination) => {
        const { usual } = captionsAt(destination);
        const text = mode === "adapt" ? adapting.core : (usual?.text ?? "");
        const { id, limits } = destination;
        return { id, fallback: shortenedTo(text, { limits, url: usual?.url ?? null }) };
      }),
    );
  }

  function change(id: string, part: Partial<TargetDraft>) {
    setDrafts((before) => ({ ...before, [id]: { ...(before[id] ?? untouched), ...part } }));
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        share(targets);
      }}
    >
      <Stack gap="md">
        <DestinationsField
          destinations={destinations}
          chosen={chosen}
          onChange={setChosen}
          isLocked={isLocked}
        />
        {isReady && (
          <AdaptPanel
            adapting={adapting}
            isLocked={isLocked}
            onStart={(mode) => adapt(mode, shown)}
            coreRef={core}
          />
        )}
        {request !== null &&
          shown.map((destination) => (
            <TargetCard
              key={destination.id}
              destination={destination}
              {...captionsAt(destination)}
              draft={draftOf(destination.id)}
              onChange={(part) => change(destination.id, part)}
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
            isReady={isReady}
            hint={request === null ? "Write the message first." : "Choose where to share it."}
            previewError={preview.error}
            sharing={sharing}
            isInDoubt={isInDoubt}
          />
        </Box>
      </Stack>
    </form>
  );
}
