// The caption for one connection, counted with every letter, and what becomes of one that is too long.

import { Button, Checkbox, Group, NativeSelect, Text, Textarea } from "@mantine/core";
import { useId } from "react";
import type { Ref } from "react";
import type { Composition } from "#api/contract/deliveries.ts";
import { countOf, wordsFor } from "../preview/count.ts";
import { forecastOf, settled } from "../preview/forecast.ts";
import type { Fitting, Forecast } from "../preview/forecast.ts";
import { useFullName } from "../preview/use-author.ts";
import { templateProblem } from "../template-problem.ts";
import type { ShareDestination } from "./destinations.ts";
import { ownCaption, writtenCaption } from "./target-draft.ts";
import type { ChangeTarget, TargetDraft } from "./target-draft.ts";
import type { CaptionAt } from "./use-captions-at.ts";

interface CaptionEditorProps extends CaptionAt {
  destination: ShareDestination;
  draft: TargetDraft;
  onChange: ChangeTarget;
  composition: Composition | undefined;
  /** Whether the composition is of what is written now. */
  isCurrent: boolean;
  isLocked: boolean;
  /** Of the field that the caption is written in. */
  fieldRef: Ref<HTMLTextAreaElement>;
}

export function CaptionEditor(props: CaptionEditorProps) {
  const { destination, worded, usual, draft, onChange, composition, isCurrent, isLocked } = props;
  const countId = useId();
  const name = useFullName(destination);
  const own = ownCaption(draft);
  const fitting = fittingOf(props);
  const text = own === undefined ? usual?.text : worded(own).text;
  const expected = text === undefined ? undefined : forecastOf(text, fitting);
  const forecast = expected && settled(expected, isCurrent ? composition : undefined);
  const count = forecast?.length ? wordsFor(forecast.length) : composition && countOf(composition);
  // Nobody needs it before there is too much, or finds it gone once it is made.
  const hasChoice =
    forecast?.isOver === true || draft.overflow !== null || draft.isNumbered !== null;
  return (
    <>
      <Textarea
        ref={props.fieldRef}
        label={`Caption for ${name}`}
        placeholder={usual?.text ?? composition?.segments[0]?.text}
        value={writtenCaption(draft, usual)}
        onChange={(event) => onChange({ caption: event.currentTarget.value })}
        error={own === undefined ? undefined : templateProblem(own)}
        aria-describedby={countId}
        readOnly={isLocked}
        autosize
        minRows={4}
        maxRows={20}
      />
      <Group justify="space-between" gap="0 12px" mih={28} align="flex-start" mt={4}>
        <Text size="sm" role="status" c={isTrouble(forecast) ? "var(--broadside-bad)" : "dimmed"}>
          {forecast && outlook(forecast)}
        </Text>
        <Text
          id={countId}
          size="sm"
          ml="auto"
          className="count"
          c={forecast?.isOver ? "var(--broadside-bad)" : "dimmed"}
          fw={forecast?.isOver ? 600 : 400}
        >
          {count}
        </Text>
      </Group>
      <Group gap="sm" mb={hasChoice || draft.caption !== null ? "xs" : 0}>
        {hasChoice && <FitChoice {...props} name={name} fitting={fitting} />}
        {draft.caption !== null && (
          <Button
            size="compact-sm"
            variant="subtle"
            disabled={isLocked}
            onClick={() => onChange({ caption: null })}
          >
            Back to the usual caption
          </Button>
        )}
      </Group>
    </>
  );
}

function fittingOf(props: CaptionEditorProps): Fitting {
  const { destination, usual, worded, draft, composition } = props;
  const own = ownCaption(draft);
  const usually = own === undefined ? usual?.overflow : worded(own).overflow;
  const hasCard = composition?.segments.some(({ card }) => card !== null) ?? false;
  return {
    limits: destination.limits,
    overflow: draft.overflow ?? usually ?? "thread",
    isNumbered: draft.isNumbered ?? usual?.isNumbered ?? false,
    url: hasCard ? null : (usual?.url ?? null),
  };
}

const overflowChoices: { value: Fitting["overflow"]; label: string }[] = [
  { value: "thread", label: "becomes a thread" },
  { value: "shorten", label: "is shortened" },
];

type FitChoiceProps = CaptionEditorProps & { name: string; fitting: Fitting };

/** Nothing where the platform has no threads. */
function FitChoice({ name, fitting, onChange, isLocked }: FitChoiceProps) {
  if (fitting.limits.thread === null) return null;
  return (
    <>
      <Group gap={6} wrap="nowrap">
        <Text size="sm" aria-hidden>
          Too long:
        </Text>
        <NativeSelect
          size="xs"
          aria-label={`What is too long for ${name}`}
          data={overflowChoices}
          value={fitting.overflow}
          onChange={({ currentTarget: { value } }) =>
            onChange({ overflow: value === "thread" ? "thread" : "shorten" })
          }
          disabled={isLocked}
        />
      </Group>
      {fitting.overflow === "thread" && (
        <Checkbox
          size="xs"
          label="Number the posts"
          aria-label={`Number the posts for ${name}`}
          checked={fitting.isNumbered}
          onChange={(event) => onChange({ isNumbered: event.currentTarget.checked })}
          disabled={isLocked}
        />
      )}
    </>
  );
}

function isTrouble(forecast: Forecast | undefined): boolean {
  return forecast?.outcome.kind === "unfit";
}

const problems = {
  "link-too-long": "A link in it is longer than a post may be.",
  "character-too-long": "A character in it is longer than a post may be.",
  "too-many-segments": "It needs more posts than a thread may have. Shorten it.",
};

function outlook({ outcome }: Forecast): string {
  if (outcome.kind === "unfit") return problems[outcome.problem];
  if (outcome.isShortened) return "It will be shortened to fit.";
  return outcome.texts.length > 1 ? `It becomes a thread of ${outcome.texts.length} posts.` : "";
}
