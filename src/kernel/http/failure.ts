// How a request ended that got no whole answer: why, how far it came, and nothing secret. `sent`
// decides whether a post may be sent again, so "no" is only said when it is proved.

import { redact } from "./redact.ts";

const explanations = {
  "refused-by-guard": "this address may not be contacted",
  "invalid-request": "the request cannot be sent as it is",
  stopped: "stopped before it was sent",
  unreachable: "no connection could be made",
  timeout: "no whole answer within the time allowed",
  aborted: "aborted",
  lost: "the connection was lost before the whole answer came",
  "too-large": "the answer is larger than allowed",
  malformed: "the answer is not what its reader expects",
};

export type HttpFailureKind = keyof typeof explanations;

/** Whether the request reached the other side: provably not; perhaps; it began to answer. */
export type Sent = "no" | "maybe" | "yes";

/** How an exchange ended, as its parts know it; `error` may hold anything and is cleaned here. */
export interface Ending {
  kind: HttpFailureKind;
  sent: Sent;
  status?: number | undefined;
  error?: unknown;
}

/** What an error may say about its request. */
export interface Described {
  method: string;
  url: URL | null;
  secrets: readonly string[];
}

export class HttpFailure extends Error {
  override readonly name = "HttpFailure";
  readonly kind: HttpFailureKind;
  readonly sent: Sent;
  /** The answer's status, where its head came and its body did not: a 4xx is still a refusal. */
  readonly status: number | undefined;

  constructor({ kind, sent, status, error }: Ending, request: Described) {
    const cause = error === undefined ? undefined : cleaned(error, request.secrets);
    const message = `${request.method} ${place(request.url)}: ${explanations[kind]}`;
    const detail = cause ? ` (${nameOf(cause)})` : "";
    super(redact(message, request.secrets) + detail, cause ? { cause } : {});
    this.kind = kind;
    this.sent = sent;
    this.status = status;
  }
}

/** The query is left out: it is where tokens travel. */
function place(url: URL | null): string {
  return url ? url.origin + url.pathname : "an address that is not a URL";
}

/** The system's codes are known to people who run servers; undici's words say more than its codes. */
function nameOf({ code, message }: Error & { code?: string }): string {
  return code === undefined || code.startsWith("UND_ERR") ? message : code;
}

/** A fresh error with the name, code and words of the first one: the original may hold the request. */
function cleaned(error: unknown, secrets: readonly string[]): Error & { code?: string } {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const copy = new Error(redact(first instanceof Error ? first.message : String(first), secrets));
  if (first instanceof Error) copy.name = first.name;
  const code = errorCode(first);
  return code === undefined ? copy : Object.assign(copy, { code });
}

/** The `code` of a Node or undici error. */
export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}
