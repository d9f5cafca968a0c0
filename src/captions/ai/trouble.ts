// What went wrong with a question to the AI, in words for whoever asked. Nothing that the endpoint or
// a library said gets into them.

import { z } from "zod";
import { HttpFailure } from "#kernel/http/fetch.ts";
import type { HttpFailureKind } from "#kernel/http/fetch.ts";

export type TroubleCode = "timeout" | "unauthorized" | "rate-limited" | "unreachable" | "unusable";

export interface Trouble {
  code: TroubleCode;
  /** What happened and what to do. */
  message: string;
  /** The endpoint's answer where it was a refusal; `said` is for the log, after redaction. */
  refusal?: { status: number; said: string };
}

/** A successful answer that is a page for people: whatever is there is no API. */
export class WebPageAnswered extends Error {
  override readonly name = "WebPageAnswered";
}

/** Of the library's errors, the ones that tell of an answer. */
const answeredSchema = z.object({
  statusCode: z.number(),
  responseHeaders: z.record(z.string(), z.string()).optional(),
  responseBody: z.string().optional(),
});

const again = "Try again in a moment.";
const checkAddress = "Whoever runs this server has to check AI_BASE_URL.";
/** A longer wait is told in minutes. */
const shownInSeconds = 120;

export function troubleOf(error: unknown, now: Date): Trouble {
  const failure = causesOf(error).find((each) => each instanceof HttpFailure);
  if (failure !== undefined) return { code: "unreachable", message: failureWords(failure.kind) };
  if (causesOf(error).some((each) => each instanceof WebPageAnswered)) return notAnApi();
  const answered = answeredSchema.safeParse(error);
  if (!answered.success || answered.data.statusCode < 400) return brokeOff();
  return refusalOf(answered.data, now);
}

export function tookTooLong(timeoutMs: number): Trouble {
  const message = `The AI did not finish within ${timeoutMs / 1000} seconds. ${again}`;
  return { code: "timeout", message };
}

export function brokeOff(): Trouble {
  return {
    code: "unreachable",
    message: `The AI broke off in the middle of its answer. ${again}`,
  };
}

/** `why` completes "The AI's answer could not be used: …". */
export function unusable(why: string): Trouble {
  const message = `The AI's answer could not be used: ${why}. Try again, or write it yourself.`;
  return { code: "unusable", message };
}

export function tooBusy(): Trouble {
  const message = `Many captions are being written on this server right now. ${again}`;
  return { code: "rate-limited", message };
}

function notAnApi(): Trouble {
  const message = `A web page answered in place of the AI. ${checkAddress}`;
  return { code: "unreachable", message };
}

function refusalOf(
  {
    statusCode: status,
    responseHeaders = {},
    responseBody: said = "",
  }: z.infer<typeof answeredSchema>,
  now: Date,
): Trouble {
  return { ...refusalWords(status, responseHeaders, now), refusal: { status, said } };
}

function refusalWords(
  status: number,
  headers: Readonly<Record<string, string>>,
  now: Date,
): Trouble {
  if (status === 401 || status === 403) {
    const message =
      "The AI does not accept this server's key. Whoever runs this server has to check AI_API_KEY.";
    return { code: "unauthorized", message };
  }
  if (status === 429) {
    const message = `The AI takes no more questions for now. ${whenAgain(headers["retry-after"], now)}`;
    return { code: "rate-limited", message };
  }
  if (status >= 500) {
    return { code: "unreachable", message: `The AI has trouble of its own (${status}). ${again}` };
  }
  if (status === 404) {
    const message =
      "There is no such AI. Whoever runs this server has to check AI_BASE_URL and AI_MODEL.";
    return { code: "unreachable", message };
  }
  const message = `The AI refused the question (${status}). Whoever runs this server has to check AI_MODEL.`;
  return { code: "unusable", message };
}

/** `Retry-After` is a number of seconds or a date (RFC 9110, 10.2.3). */
function whenAgain(retryAfter: string | undefined, now: Date): string {
  if (retryAfter === undefined) return again;
  const isNumber = /^\d{1,7}$/.test(retryAfter.trim());
  const waitSeconds = isNumber
    ? Number(retryAfter)
    : Math.ceil((Date.parse(retryAfter) - now.getTime()) / 1000);
  if (!(waitSeconds > 1)) return again;
  if (waitSeconds <= shownInSeconds) return `Try again in ${waitSeconds} seconds.`;
  return `Try again in ${Math.ceil(waitSeconds / 60)} minutes.`;
}

function failureWords(kind: HttpFailureKind): string {
  switch (kind) {
    case "lost":
      return brokeOff().message;
    case "too-large":
      return `The AI's answer was far too large. ${again}`;
    case "refused-by-guard":
      return `The AI could not be asked: it wants to be asked at another address. ${checkAddress}`;
    case "unreachable":
    case "timeout":
    case "aborted":
    case "invalid-request":
    case "malformed":
    case "stopped":
      return `The AI could not be reached. ${again} If it stays so, whoever runs this server has to check AI_BASE_URL.`;
  }
}

/** The error and what caused it. */
function causesOf(error: unknown): Error[] {
  const found: Error[] = [];
  for (let each = error; each instanceof Error && !found.includes(each); each = each.cause) {
    found.push(each);
  }
  return found;
}
