// One connection: its caption and how it is to be posted, beside what its readers will see.

import { Box, Text } from "@mantine/core";
import { useRef } from "react";
import type { Composition } from "#api/contract/deliveries.ts";
import { Columns } from "../../../parts/Columns.tsx";
import { PreviewFrame } from "../preview/PreviewFrame.tsx";
import { useFullName } from "../preview/use-author.ts";
import { DestinationName } from "../preview/DestinationName.tsx";
import { AdaptButtons } from "./adapt/AdaptButtons.tsx";
import { ProposalBox } from "./adapt/ProposalBox.tsx";
import type { Mode } from "./adapt/proposals.ts";
import type { Adapting } from "./adapt/use-adapting.ts";
import { CaptionEditor } from "./CaptionEditor.tsx";
import type { ShareDestination } from "./destinations.ts";
import { writtenCaption } from "./target-draft.ts";
import type { ChangeTarget, TargetDraft } from "./target-draft.ts";
import { TargetOptions } from "./TargetOptions.tsx";
import type { CaptionAt } from "./use-captions-at.ts";

interface TargetCardProps extends CaptionAt {
  destination: ShareDestination;
  draft: TargetDraft;
  onChange: ChangeTarget;
  composition: Composition | undefined;
  isCurrent: boolean;
  adapting: Adapting;
  onAdapt(mode: Mode): void;
  isLocked: boolean;
}

export function TargetCard(props: TargetCardProps) {
  const { destination, usual, draft, onChange, composition, adapting, onAdapt } = props;
  const { isLocked } = props;
  const { id } = destination;
  const name = useFullName(destination);
  const proposal = adapting.proposals[id];
  const field = useRef<HTMLTextAreaElement>(null);
  function close() {
    // The button that has the focus is about to go.
    field.current?.focus();
    adapting.discard(id);
  }
  return (
    <Box component="section" className="sheet" p="md" aria-label={`How it is posted to ${name}`}>
      <Text fw={600} component="div" mb="xs">
        <DestinationName destination={destination} />
      </Text>
      <Columns beside={<PreviewFrame destination={destination} composition={composition} />}>
        <CaptionEditor {...props} fieldRef={field} />
        <AdaptButtons
          name={name}
          canGenerate={adapting.isPost}
          isBusy={isLocked || proposal?.state === "writing"}
          onStart={onAdapt}
        />
        {proposal !== undefined && (
          <ProposalBox
            name={name}
            proposal={proposal}
            before={writtenCaption(draft, usual)}
            isLocked={isLocked}
            onTake={(caption) => {
              onChange({ caption });
              close();
            }}
            onDiscard={close}
          />
        )}
        <TargetOptions
          {...{ destination, isLocked, values: draft.options }}
          onChange={(options) => onChange({ options })}
        />
      </Columns>
    </Box>
  );
}
