// What comes next in a delivery, read from its journal alone: the same after a crash as before it.

import { plus } from "#kernel/clock.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { Receipt, Step } from "#connector/contract.ts";

/** One step's saved state. */
export interface JournalEntry {
  intent: JsonObject;
  /** Of the requests that may have done the step, the first and the last one. */
  firstSentAt: Date | null;
  lastSentAt: Date | null;
  /** A request is under way, or was when its worker died, or ended without a clear answer. */
  isInDoubt: boolean;
  /** Since when the connector has asked for time, and for nothing else. */
  waitingSince: Date | null;
  result: JsonObject | null;
  receipt: Receipt | null;
  finishedAt: Date | null;
}

export type Journal = ReadonlyMap<string, JournalEntry>;

export type Action =
  | { kind: "run"; step: Step }
  | { kind: "look"; step: Step; sent: Sent }
  /** A request of the step may still be under way. */
  | { kind: "wait"; until: Date }
  | { kind: "finished" };

/** When the requests that may have done a step were sent. */
export interface Sent {
  firstAt: Date;
  lastAt: Date;
}

export function nextAction(steps: readonly Step[], journal: Journal, now: Date): Action {
  const index = steps.findIndex((step) => journal.get(step.name)?.result == null);
  const step = steps[index];
  if (step === undefined) return { kind: "finished" };
  const sent = doubtfulSends(journal.get(step.name));
  if (sent !== undefined) {
    const until = underWayUntil(step, sent);
    if (now < until) return { kind: "wait", until };
    if (mustLook(step, sent, now)) return { kind: "look", step, sent };
  }
  return { kind: "run", step: lapsedBefore(steps, index, journal, now) ?? step };
}

function doubtfulSends(entry: JournalEntry | undefined): Sent | undefined {
  if (entry?.isInDoubt !== true || entry.firstSentAt === null) return undefined;
  return { firstAt: entry.firstSentAt, lastAt: entry.lastSentAt ?? entry.firstSentAt };
}

/** Looks know for themselves how long the platform may take; a key is worth nothing to a request beside it. */
function underWayUntil({ effect }: Step, { lastAt }: Sent): Date {
  return typeof effect === "string" ? lastAt : plus(lastAt, effect.underWayForMs);
}

/** Whether running a step again that is in doubt could make a second post. */
function mustLook(step: Step, { firstAt }: Sent, now: Date): boolean {
  if (step.effect === "once") return true;
  if (typeof step.effect === "string") return false;
  return now >= plus(firstAt, step.effect.keyedForMs);
}

/** An upload that the platform has thrown away by now, although the next step still needs it. */
function lapsedBefore(
  steps: readonly Step[],
  index: number,
  journal: Journal,
  now: Date,
): Step | undefined {
  const sinceLastPost = steps.slice(0, index).findLastIndex((step) => !isHarmless(step)) + 1;
  return steps.slice(sinceLastPost, index).find((step) => {
    const finishedAt = journal.get(step.name)?.finishedAt;
    if (step.resultLastsMs === undefined || finishedAt == null) return false;
    return now >= plus(finishedAt, step.resultLastsMs);
  });
}

/** Whether repeating the step leaves nothing that a reader could see. */
export function isHarmless(step: Step): boolean {
  return step.effect === "read" || step.effect === "orphan";
}
