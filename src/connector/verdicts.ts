// Kit for connector authors: what every failure means that is no answer of the platform's, how its words
// are quoted, and when a limit ends.

import { plus, seconds } from "#kernel/clock.ts";
import type { Failure, Verdict } from "./failure.ts";

type Answer = Extract<Failure, { kind: "answer" }>;

const maxQuotedLength = 300;
/** After an end that has just passed; a platform whose clock is behind ours is not pressed. */
const shortPauseMs = seconds(15);

/** `judge` is asked about answers with a status from 400 to 499. */
export function verdictOn(
  failure: Failure,
  { name, judge }: { name: string; judge: (answer: Answer) => Verdict },
): Verdict {
  switch (failure.kind) {
    case "network":
      return failure.sent === "no"
        ? { kind: "retry", reason: `${name} could not be reached: ${failure.detail}.` }
        : { kind: "uncertain", reason: `${name}'s answer was lost: ${failure.detail}.` };
    case "malformed":
      return {
        kind: "uncertain",
        reason: `${name}'s answer could not be read: ${failure.detail}.`,
      };
    case "no-app":
      return noApp(name);
    case "answer":
      if (failure.status >= 400 && failure.status < 500) return judge(failure);
      return { kind: "uncertain", reason: `${name} answered ${failure.status}.` };
  }
}

/** Only the operator can mend it. */
export function noApp(name: string): Verdict {
  const reason = `This server has no app at ${name}: its operator has to enter the app's credentials.`;
  return { kind: "misconfigured", reason };
}

/** The platform's own words at the end of a sentence, where it has any. */
export function quoted(words: string | null | undefined): string {
  return words ? `: “${words.slice(0, maxQuotedLength)}”` : "";
}

/** What a token endpoint's refusal means, where the platform says it in OAuth's own terms. */
export function verdictOnTokens(
  error: string | undefined,
  { name, words }: { name: string; words: string | undefined },
): Verdict | undefined {
  switch (error) {
    case "invalid_grant":
      return {
        kind: "reconnect",
        reason: `${name} no longer accepts the permission. Connect again.`,
      };
    case "invalid_client":
    case "unauthorized_client":
      return {
        kind: "misconfigured",
        reason: `${name} does not accept this server's app${quoted(words)}. Its operator has to check the app's credentials.`,
      };
    default:
      return undefined;
  }
}

export interface LimitWindow {
  /** How long the usual limit lasts. */
  usualMs: number;
  /** How long any does; what is further away is a broken header. */
  longestMs: number;
}

/**
 * When one may ask again, if the platform says that its limit ends in `pauseMs`; NaN where it says
 * nothing. An end that has just passed counts: the answer was slow, or the clocks differ.
 */
export function limitEnd(pauseMs: number, now: Date, { usualMs, longestMs }: LimitWindow): Date {
  if (pauseMs > 0) return plus(now, Math.min(pauseMs, longestMs));
  return plus(now, pauseMs > -usualMs ? shortPauseMs : usualMs);
}
