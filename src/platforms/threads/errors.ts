// What a refusal of Threads means: by its code.
// https://developers.facebook.com/docs/threads/troubleshooting (2026-11-25); the codes below 1000 are
// those of the Graph API.

import { refusalBody as readRefusal } from "#connector/answer.ts";
import type { Failure, Verdict } from "#connector/failure.ts";
import { quoted, verdictOn, verdictOnTokens } from "#connector/verdicts.ts";
import { minutes, plus } from "#kernel/clock.ts";

import { about } from "./about.ts";
import { refusalBody, tokenRefusalBody } from "./wire.ts";

type Answer = Extract<Failure, { kind: "answer" }>;

const { name } = about;
/** No header says until when. */
const ratePauseMs = minutes(15);
const rateCodes = new Set([4, 17, 32, 613]);
const transientCodes = new Set([1, 2]);
/** The token is none, has ended, or was taken back. */
const tokenCode = 190;
const takenBack = new Set([460, 467]);
const notFetched = 2_207_052;
/** fbsamples/threads_api#70 on GitHub (2026-11-25) */
const tooEarly = { code: 24, subcode: 4_279_009 };
const noPermission = 10;

export function classify(failure: Failure, now: Date): Verdict {
  return verdictOn(failure, { name, judge: (answer) => judge(answer, now) });
}

/** Whether the container is not ready to be published, or not known everywhere yet. */
export function isTooEarly(failure: Failure): boolean {
  const { code, error_subcode: subcode } = errorOf(failure);
  return code === tooEarly.code && subcode === tooEarly.subcode;
}

/** Of a publication, it is also said of one that took place. */
export function isWantOfPermission(failure: Failure): boolean {
  return errorOf(failure).code === noPermission;
}

function judge(answer: Answer, now: Date): Verdict {
  const error = errorOf(answer);
  const { code = 0, error_subcode: subcode = 0, message } = error;
  const ofTokens = readRefusal(answer, tokenRefusalBody);
  const words = error.error_user_msg ?? message ?? ofTokens?.error_description;
  const onTokens = verdictOnTokens(ofTokens?.error, { name, words });
  if (onTokens) return onTokens;
  if (code === tokenCode) {
    return takenBack.has(subcode)
      ? { kind: "reconnect", reason: "The permission was taken back at Threads. Connect again." }
      : { kind: "refresh", reason: "Threads no longer accepts the token." };
  }
  if (rateCodes.has(code) || answer.status === 429) {
    const until = plus(now, ratePauseMs);
    return { kind: "rate-limit", reason: "Threads asks to wait: too many requests.", until };
  }
  if (error.is_transient === true || transientCodes.has(code)) {
    return { kind: "retry", reason: `Threads has trouble of its own${quoted(words)}.` };
  }
  if (code === notFetched || subcode === notFetched) {
    const reason = "Threads could not fetch an image from this server. Is PUBLIC_URL right?";
    return { kind: "retry", reason };
  }
  if (isTooEarly(answer) || /requested resource does not exist/i.test(message ?? "")) {
    return { kind: "retry", reason: "Threads does not know the post's draft yet." };
  }
  if (code === noPermission || (code >= 200 && code < 300)) {
    const reason = `Threads does not permit this${quoted(words)}. Connect again.`;
    return { kind: "reconnect", reason };
  }
  if (answer.status === 401) return { kind: "refresh", reason: "Threads asks for another token." };
  return { kind: "reject", reason: `Threads refused it (${answer.status})${quoted(words)}.` };
}

function errorOf(failure: Failure) {
  return readRefusal(failure, refusalBody)?.error ?? {};
}
