// What a failure means here: by status first, then by the error's name. Shape of a refusal:
// { error: "Name", message: "words" } (https://atproto.com/specs/xrpc#error-responses, 2026-11-01).

import { refusalBody } from "#connector/answer.ts";
import type { Failure, Verdict } from "#connector/failure.ts";
import { days, minutes, plus, seconds } from "#kernel/clock.ts";
import { errorBody } from "./wire.ts";

type Answer = Extract<Failure, { kind: "answer" }>;

/** The shorter window of the published limits, for a refusal that does not say until when. */
const defaultPauseMs = minutes(5);
/** The longer one; anything further away is a broken header. */
const longestPauseMs = days(1);
const maxQuotedLength = 300;

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
  switch (failure.kind) {
    case "network":
      return failure.sent === "no"
        ? { kind: "retry", reason: `The server could not be reached: ${failure.detail}.` }
        : { kind: "uncertain", reason: `The server's answer was lost: ${failure.detail}.` };
    case "malformed":
      return { kind: "uncertain", reason: `The answer could not be read: ${failure.detail}.` };
    case "answer":
      return judge(failure, now);
  }
}

/** When a refusal for being too fast ends. */
export function rateLimitEnd(headers: Answer["headers"], now: Date): Date {
  // Relative first: it holds however far the two clocks are apart.
  const retryAfterMs = seconds(Number(headers["retry-after"]));
  const resetMs = seconds(Number(headers["ratelimit-reset"])) - now.getTime();
  const pauseMs = [retryAfterMs, resetMs].find((ms) => ms > 0) ?? defaultPauseMs;
  return plus(now, Math.min(pauseMs, longestPauseMs));
}

function judge(answer: Answer, now: Date): Verdict {
  const { status } = answer;
  const body = refusalBody(answer, errorBody);
  if (status === 429) {
    const reason = "Bluesky asks to wait: too many requests from this account or server.";
    return { kind: "rate-limit", reason, until: rateLimitEnd(answer.headers, now) };
  }
  if (status < 400 || status >= 500) {
    return { kind: "uncertain", reason: `The server answered ${status}${quoted(body?.message)}.` };
  }
  const named = verdictsByName[body?.error ?? ""];
  if (named) return named;
  if (status === 401) return { kind: "refresh", reason: "The server asks to sign in again." };
  if (status === 413) {
    return {
      kind: "reject",
      reason: `The server finds an image too large${quoted(body?.message)}.`,
    };
  }
  return {
    kind: "reject",
    reason: `Bluesky refused the post (${status})${quoted(body?.message)}.`,
  };
}

function quoted(words: string | undefined): string {
  return words ? `: “${words.slice(0, maxQuotedLength)}”` : "";
}
