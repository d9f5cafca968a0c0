// What a refusal of an instance means. Its words are in its language, so the status decides.
// https://docs.joinmastodon.org/methods/statuses (2026-11-25)

import { refusalBody as readRefusal } from "#connector/answer.ts";
import type { Failure, Verdict } from "#connector/failure.ts";
import { limitEnd, quoted, verdictOn, verdictOnTokens } from "#connector/verdicts.ts";
import { hours, minutes } from "#kernel/clock.ts";

import { about } from "./about.ts";
import { refusalBody } from "./wire.ts";

type Answer = Extract<Failure, { kind: "answer" }>;

const { name } = about;
/** The longest of the usual ones is 3 hours: https://docs.joinmastodon.org/api/rate-limits (2026-11-25) */
const limitWindow = { usualMs: minutes(5), longestMs: hours(24) };

export function classify(failure: Failure, now: Date): Verdict {
  return verdictOn(failure, { name, judge: (answer) => judge(answer, now) });
}

function judge(answer: Answer, now: Date): Verdict {
  const body = readRefusal(answer, refusalBody);
  const words = body?.error_description ?? body?.error;
  const ofTokens = verdictOnTokens(body?.error, { name, words });
  if (ofTokens?.kind === "misconfigured") {
    return {
      kind: "reconnect",
      reason: "The server does not know Broadside any more. Connect again.",
    };
  }
  if (ofTokens) return ofTokens;
  switch (answer.status) {
    case 401:
      return {
        kind: "refresh",
        reason: `The server no longer accepts the permission${quoted(words)}.`,
      };
    case 403:
      return /scope/i.test(words ?? "")
        ? { kind: "reconnect", reason: "The permission does not cover this. Connect again." }
        : { kind: "reject", reason: `The server does not let this account post${quoted(words)}.` };
    case 429:
      return {
        kind: "rate-limit",
        reason: "The server asks to wait: too many requests.",
        until: rateLimitEnd(answer.headers, now),
      };
    default:
      return {
        kind: "reject",
        reason: `The server refused it (${answer.status})${quoted(words)}.`,
      };
  }
}

/** An instant in words of ISO 8601, not in seconds as elsewhere. */
function rateLimitEnd(headers: Answer["headers"], now: Date): Date {
  const resetMs = Date.parse(headers["x-ratelimit-reset"] ?? "") - now.getTime();
  return limitEnd(resetMs, now, limitWindow);
}
