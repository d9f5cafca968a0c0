// What a failure means here: by status first, then by the error's name. Shape of a refusal:
// { error: "Name", message: "words" } (https://atproto.com/specs/xrpc#error-responses, 2026-11-01); the
// token endpoint speaks OAuth's own language.

import { refusalBody } from "#connector/answer.ts";
import type { Failure, Verdict } from "#connector/failure.ts";
import { limitEnd, quoted, verdictOn, verdictOnTokens } from "#connector/verdicts.ts";
import { days, minutes, seconds } from "#kernel/clock.ts";
import { about } from "./about.ts";
import { errorBody } from "./wire.ts";

type Answer = Extract<Failure, { kind: "answer" }>;

const { name } = about;
/** The windows of the published limits: https://docs.bsky.app/docs/advanced-guides/rate-limits (2026-11-01) */
const limitWindow = { usualMs: minutes(5), longestMs: days(1) };

const verdictsByName: Readonly<Record<string, Verdict>> = {
  ExpiredToken: { kind: "refresh", reason: "The session with Bluesky has run out." },
  InvalidToken: { kind: "refresh", reason: "Bluesky no longer knows the session." },
  AuthMissing: { kind: "refresh", reason: "Bluesky asks to sign in again." },
  AuthenticationRequired: {
    kind: "reconnect",
    reason: "Bluesky no longer accepts the app password. Make a new one and reconnect.",
  },
  AuthFactorTokenRequired: {
    kind: "reconnect",
    reason: "Bluesky asks for a sign-in code. Reconnect with an app password, which needs none.",
  },
  ScopeMissingError: {
    kind: "reconnect",
    reason: "Bluesky does not permit this with what you agreed to. Reconnect the account.",
  },
  AccountTakedown: {
    kind: "reconnect",
    reason: "Bluesky has taken this account down. Once it is back, reconnect it.",
  },
  AccountDeactivated: {
    kind: "reconnect",
    reason:
      "This account is deactivated, or has moved to another server. Once it is active, reconnect it.",
  },
  BlobNotFound: {
    kind: "retry",
    reason: "The server no longer has an uploaded image; it will be uploaded again.",
  },
  RecordNotFound: { kind: "retry", reason: "The server does not show the post yet." },
};

export function classify(failure: Failure, now: Date): Verdict {
  return verdictOn(failure, { name, judge: (answer) => judge(answer, now) });
}

/** When a refusal for being too fast ends. */
export function rateLimitEnd(headers: Answer["headers"], now: Date): Date {
  // Relative first: it holds however far the two clocks are apart.
  const retryAfterMs = seconds(Number(headers["retry-after"]));
  const resetMs = seconds(Number(headers["ratelimit-reset"])) - now.getTime();
  return limitEnd(retryAfterMs > 0 ? retryAfterMs : resetMs, now, limitWindow);
}

function judge(answer: Answer, now: Date): Verdict {
  const { status } = answer;
  const body = refusalBody(answer, errorBody);
  if (status === 429) {
    const reason = "Bluesky asks to wait: too many requests from this account or server.";
    return { kind: "rate-limit", reason, until: rateLimitEnd(answer.headers, now) };
  }
  const words = body?.message || body?.error_description;
  const named = verdictOnTokens(body?.error, { name, words }) ?? verdictsByName[body?.error ?? ""];
  if (named) return named;
  if (status === 401) return { kind: "refresh", reason: "The server asks to sign in again." };
  if (status === 413) {
    return {
      kind: "reject",
      reason: `The server finds an image too large${quoted(words)}.`,
    };
  }
  return {
    kind: "reject",
    reason: `Bluesky refused the post (${status})${quoted(words)}.`,
  };
}
