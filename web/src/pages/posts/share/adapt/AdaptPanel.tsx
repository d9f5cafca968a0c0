// Captions by a model, for all connections at once: from the post, or from a message that is typed once.

import { Box, Button, Group, Text, Textarea } from "@mantine/core";
import { useId } from "react";
import type { Ref } from "react";
import { AdaptIcon, GenerateIcon } from "../../../../parts/icons.ts";
import { NoModel } from "./NoModel.tsx";
import { isWriting } from "./proposals.ts";
import type { Mode } from "./proposals.ts";
import type { Adapting } from "./use-adapting.ts";

interface AdaptPanelProps {
  adapting: Adapting;
  isLocked: boolean;
  onStart(mode: Mode): void;
  /** Of the field that the message is typed into. */
  coreRef: Ref<HTMLTextAreaElement>;
  /** What is missing in it. */
  coreProblem: string | undefined;
}

export function AdaptPanel({ adapting, isLocked, onStart, coreRef, coreProblem }: AdaptPanelProps) {
  const { about, core, setCore, proposals, isPost } = adapting;
  const headingId = useId();
  const isBusy = isWriting(proposals);
  const button = { size: "xs", variant: "default", disabled: isLocked || isBusy } as const;
  return (
    <Box component="section" className="sheet" p="md" aria-labelledby={headingId}>
      <Group justify="space-between" gap="0 12px">
        <Text id={headingId} fw={600} size="sm">
          Write with AI
        </Text>
        {about?.isReady === true && (
          <Text size="sm" c="dimmed">
            {about.model}
          </Text>
        )}
      </Group>
      {about?.isReady === false && <NoModel help={about.help} />}
      {isPost && (
        <Textarea
          ref={coreRef}
          label="Core message"
          description="Said once, in your words; AI Adapt says it in each platform’s own way."
          value={core}
          onChange={(event) => setCore(event.currentTarget.value)}
          error={coreProblem}
          readOnly={isLocked}
          autosize
          minRows={2}
          maxRows={10}
          mt={4}
        />
      )}
      <Group gap="xs" mt="sm">
        {isPost && (
          <Button
            {...button}
            leftSection={<GenerateIcon size={16} stroke={1.6} aria-hidden />}
            onClick={() => onStart("generate")}
          >
            Generate for all
          </Button>
        )}
        <Button
          {...button}
          leftSection={<AdaptIcon size={16} stroke={1.6} aria-hidden />}
          onClick={() => onStart("adapt")}
        >
          AI Adapt for all
        </Button>
        <Text size="sm" c="dimmed">
          Nothing is taken before you have seen it.
        </Text>
      </Group>
    </Box>
  );
}
