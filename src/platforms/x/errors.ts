// What a refusal of X means. A 403 is several different things there, told apart by their words; the
// token endpoint speaks OAuth's own language.

import { refusalBody } from "#connector/answer.ts";
import type { Failure, Verdict } from "#connector/failure.ts";
import { limitEnd, quoted, verdictOn, verdictOnTokens } from "#connector/verdicts.ts";
import { hours, minutes, seconds } from "#kernel/clock.ts";

import { about } from "./about.ts";
import { problemBody } from "./wire.ts";

type Answer = Extract<Failure, { kind: "answer" }>;

const { name } = about;
/** https://docs.x.com/x-api/fundamentals/rate-limits (2026-11-25) */
const limitWindow = { usualMs: minutes(15), longestMs: hours(24) };

/** Said of a post that is to be answered: PLhery/node-twitter-api-v2#366 on GitHub (2026-11-25) */
const unseenParent = /deleted or not visible to you/i;

/** By a part of the words, the first that fits; seen in akrherz/iembot#163 and gr2m/twitter-together on GitHub (2026-11-25). */
const forbidden: readonly { words: RegExp; verdict: Verdict }[] = [
  {
    words: /duplicate content/i,
    verdict: {
      kind: "reject",
      reason:
        "X says that this account has posted the very same before. " +
        "Look there: unless the post is live already, change the text and try again.",
    },
  },
  {
    words: /reply to or quote|not.?authorized.?for.?resource/i,
    verdict: {
      kind: "reject",
      reason:
        "X does not let apps reply there: only to your own posts, or where you are mentioned.",
    },
  },
  {
    words: unseenParent,
    verdict: {
      kind: "reject",
      reason: "X says that the post to be continued has been deleted, or cannot be seen.",
    },
  },
  {
    words: /unsupported authentication/i,
    verdict: { kind: "reconnect", reason: "X wants another kind of permission. Connect again." },
  },
  {
    words: /client.?(forbidden|not.?enrolled)/i,
    verdict: {
      kind: "misconfigured",
      reason: "X does not let this server's app post: its operator has to enrol it at X.",
    },
  },
];

const noCredits: Verdict = {
  kind: "misconfigured",
  reason: "This server's app has no credits left at X: its operator has to buy some there.",
};

const capped: Verdict = {
  kind: "misconfigured",
  reason:
    "This server's app has used up what it may at X: its operator has to raise the limit or buy credits there.",
};

export function classify(failure: Failure, now: Date): Verdict {
  return verdictOn(failure, { name, judge: (answer) => judge(answer, now) });
}

/** Whether a reply was refused because what it answers is not everywhere at X yet. */
export function isParentUnseen(failure: Failure): boolean {
  return (
    failure.kind === "answer" &&
    failure.status >= 400 &&
    failure.status < 500 &&
    unseenParent.test(failure.body)
  );
}

function judge(answer: Answer, now: Date): Verdict {
  const body = refusalBody(answer, problemBody);
  // Of a wrong request the detail says only that it is one, and the errors say why.
  const words =
    body?.errors?.[0]?.message ?? body?.detail ?? body?.error_description ?? body?.title;
  const ofTokens = verdictOnTokens(body?.error, { name, words });
  if (ofTokens) return ofTokens;
  // The words for a refresh token that is no more: trypostit/trypost#126 on GitHub (2026-11-25)
  if (body?.error === "invalid_request" && /token was invalid/i.test(words ?? "")) {
    return { kind: "reconnect", reason: "X no longer accepts the permission. Connect again." };
  }
  const everything = [body?.type, body?.title, body?.reason, body?.detail, words].join(" ");
  switch (answer.status) {
    case 401:
      return { kind: "refresh", reason: "X asks for a new token." };
    case 402:
      return noCredits;
    case 403:
      return (
        forbidden.find((each) => each.words.test(everything))?.verdict ?? refused(answer, words)
      );
    case 429:
      if (/usage.?capped/i.test(everything)) return capped;
      if (/credits/i.test(everything)) return noCredits;
      return {
        kind: "rate-limit",
        reason: "X asks to wait: too many requests.",
        until: rateLimitEnd(answer.headers, now),
      };
    default:
      return refused(answer, words);
  }
}

function refused({ status }: Answer, words: string | undefined): Verdict {
  return { kind: "reject", reason: `X refused it (${status})${quoted(words)}.` };
}

function rateLimitEnd(headers: Answer["headers"], now: Date): Date {
  const resetMs = seconds(Number(headers["x-rate-limit-reset"])) - now.getTime();
  return limitEnd(resetMs, now, limitWindow);
}
