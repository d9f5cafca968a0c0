// What a refusal of LinkedIn means: by its code where it has one, else by its status.
// https://learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api (2026-11-25)

import { refusalBody as readRefusal } from "#connector/answer.ts";
import type { Failure, Verdict } from "#connector/failure.ts";
import { quoted, verdictOn, verdictOnTokens } from "#connector/verdicts.ts";
import { days } from "#kernel/clock.ts";

import { about } from "./about.ts";
import { refusalBody } from "./wire.ts";
import type { RefusalBody } from "./wire.ts";

type Answer = Extract<Failure, { kind: "answer" }>;

const { name } = about;
const versionEnded: Verdict = {
  kind: "misconfigured",
  reason:
    "LinkedIn no longer serves the version of its API that this server asks for. The operator has to set LINKEDIN_VERSION to a newer one.",
};

const turnedAway =
  "The request was turned away on its way to LinkedIn (403). Try again; if it stays so, tell the operator of this server.";

const verdictsByCode: Readonly<Record<string, Verdict>> = {
  NONEXISTENT_VERSION: versionEnded,
  VERSION_MISSING: versionEnded,
  CONFLICT: { kind: "retry", reason: "LinkedIn was busy with the same account." },
  EXPIRED_UPLOAD_URL: { kind: "retry", reason: "The image has to be uploaded again." },
  MEDIA_ASSET_PROCESSING_FAILED: {
    kind: "reject",
    reason: "LinkedIn could not process an image.",
  },
};

export function classify(failure: Failure, now: Date): Verdict {
  return verdictOn(failure, { name, judge: (answer) => judge(answer, now) });
}

/** The earlier post that a refusal for being its duplicate names. */
export function duplicateOf(failure: Failure): string | undefined {
  const body = readRefusal(failure, refusalBody);
  const { inputErrors = [] } = body?.errorDetails ?? {};
  if (inputErrors.every(({ code }) => code !== "DUPLICATE_POST")) return undefined;
  const words = [body?.message, ...inputErrors.map(({ description }) => description)].join(" ");
  return /urn:li:(?:share|ugcPost):\d+/.exec(words)?.[0];
}

/** Whether an image of the post is not through yet. */
export function isWaitingForImage(failure: Failure): boolean {
  return codeOf(readRefusal(failure, refusalBody)) === "MEDIA_ASSET_WAITING_UPLOAD";
}

function judge(answer: Answer, now: Date): Verdict {
  const body = readRefusal(answer, refusalBody);
  const words = body?.message ?? body?.error_description;
  const duplicate = duplicateOf(answer);
  if (duplicate !== undefined) {
    return { kind: "reject", reason: `LinkedIn has this very post already: ${duplicate}.` };
  }
  const named = verdictOnTokens(body?.error, { name, words }) ?? verdictsByCode[codeOf(body) ?? ""];
  if (named) return named;
  switch (answer.status) {
    case 401:
      return { kind: "refresh", reason: "LinkedIn no longer accepts the permission." };
    case 403:
      if (!isLinkedIns(body)) return { kind: "reject", reason: turnedAway };
      return {
        kind: "reconnect",
        reason: `LinkedIn does not permit this${quoted(words)}. Connect again, as somebody who may post there.`,
      };
    case 426:
      return versionEnded;
    case 429:
      return {
        kind: "rate-limit",
        reason: "LinkedIn takes no more posts today.",
        until: nextMidnight(now),
      };
    default:
      return { kind: "reject", reason: `LinkedIn refused it (${answer.status})${quoted(words)}.` };
  }
}

function codeOf(body: RefusalBody | undefined): string | undefined {
  return body?.errorDetails?.inputErrors?.[0]?.code ?? body?.code;
}

/** Whatever stands before LinkedIn refuses, too, and knows nothing of permissions. */
function isLinkedIns(body: RefusalBody | undefined): boolean {
  return codeOf(body) !== undefined || body?.serviceErrorCode !== undefined;
}

/** Quotas are of a day in UTC: https://learn.microsoft.com/linkedin/shared/api-guide/concepts/rate-limits (2026-11-25) */
function nextMidnight(now: Date): Date {
  const dayMs = days(1);
  return new Date((Math.floor(now.getTime() / dayMs) + 1) * dayMs);
}
