// A proposed caption beside the one that is there: nothing changes before somebody takes it.

import { Box, Button, Group, Loader, Text } from "@mantine/core";
import { lazy, Suspense } from "react";
import { costWords } from "../../cost-words.ts";
import type { Spent } from "../../cost-words.ts";
import type { Proposal } from "./proposals.ts";
import classes from "./adapt.module.css";

const Changes = lazy(async () => ({ default: (await import("./Changes.tsx")).Changes }));

interface ProposalBoxProps {
  /** Of the connection. */
  name: string;
  proposal: Proposal;
  /** The caption that is there. */
  before: string;
  isLocked: boolean;
  onTake(caption: string): void;
  onDiscard(): void;
}

export function ProposalBox(props: ProposalBoxProps) {
  const { name, proposal, before, isLocked, onTake, onDiscard } = props;
  const { state } = proposal;
  const text = textOf(proposal);
  const spent = spentOn(proposal);
  const isWriting = state === "writing";
  const isSame = !isWriting && text.trim() === before.trim();
  return (
    <Box
      component="section"
      className={classes["proposal"] ?? ""}
      p="sm"
      mb="sm"
      aria-label={`Proposed for ${name}`}
      aria-busy={isWriting}
    >
      <Group gap="xs" mb={4} role="status">
        {isWriting && <Loader size="xs" aria-hidden />}
        <Text size="sm" {...(state === "failed" && { c: "var(--broadside-bad)" })}>
          {headline(proposal, isSame)}
        </Text>
      </Group>
      {isWriting ? (
        <Text size="sm" className="as-written">
          {text}
        </Text>
      ) : (
        !isSame &&
        text !== "" && (
          <Suspense fallback={<Text size="sm">{text}</Text>}>
            <Changes before={before} after={text} />
          </Suspense>
        )
      )}
      {state === "written" &&
        proposal.cautions.map((caution) => (
          <Text key={caution} size="sm" mt={6} c="var(--broadside-warn)">
            {caution}
          </Text>
        ))}
      {spent !== undefined && (
        <Text size="xs" c="dimmed" mt={6} className="count">
          {costWords(spent)}
        </Text>
      )}
      <Group gap="xs" mt="xs">
        {!isWriting && !isSame && text !== "" && (
          <Button size="compact-sm" disabled={isLocked} onClick={() => onTake(text)}>
            {state === "failed" ? "Take the shortened text" : "Take"}
          </Button>
        )}
        <Button size="compact-sm" variant="default" onClick={onDiscard}>
          {isWriting ? "Stop" : "Discard"}
        </Button>
      </Group>
    </Box>
  );
}

function textOf(proposal: Proposal): string {
  switch (proposal.state) {
    case "writing":
    case "written":
      return proposal.text;
    case "failed":
    case "mechanical":
      return proposal.fallback;
  }
}

/** What was asked in vain is paid for as well. */
function spentOn(proposal: Proposal): Spent | undefined {
  if (proposal.state === "written") return proposal;
  if (proposal.state !== "failed" || proposal.usage === undefined) return undefined;
  const { usage } = proposal;
  return usage.inputTokens || usage.outputTokens ? { usage } : undefined;
}

function headline(proposal: Proposal, isSame: boolean): string {
  switch (proposal.state) {
    case "writing":
      return "Writing …";
    case "written":
      if (isSame) return "The model proposes what is there already.";
      if (!proposal.isFitted) return "Proposed by the model. Read it before you take it.";
      return "The model’s text was too long, also when it was asked again, so it was shortened to fit.";
    case "failed":
      return proposal.message;
    case "mechanical":
      return isSame
        ? "What is there fits as it is."
        : "Shortened to fit, without a model: none is set up on this server.";
  }
}
