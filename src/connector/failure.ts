// Trouble with a platform: what happened (Failure, a fact) and what it means (Verdict, a judgement).

import { HttpFailure } from "#kernel/http/fetch.ts";
import type { Sent } from "#kernel/http/fetch.ts";

/** What happened, with nothing secret in it. */
export type Failure =
  /** The platform answered, and not with what was asked for. `body` is cut at 4,000 characters. */
  | { kind: "answer"; status: number; headers: Readonly<Record<string, string>>; body: string }
  /** The platform said yes, in a form we cannot read. */
  | { kind: "malformed"; status: number; detail: string }
  /** There was no whole answer. */
  | { kind: "network"; sent: Sent; detail: string }
  /** Nothing was asked: this server has none of the credentials that an app there needs. */
  | { kind: "no-app" };

/**
 * What a failure means. `rate-limit`, `refresh`, `reconnect`, `reject` and `misconfigured` are definite
 * refusals: the platform did not do it. `retry` and `uncertain` leave that open unless nothing was sent.
 */
export type Verdict =
  | { kind: "retry"; reason: string }
  | { kind: "rate-limit"; reason: string; until: Date }
  | { kind: "refresh"; reason: string }
  | { kind: "reconnect"; reason: string }
  | { kind: "reject"; reason: string }
  /** Only the operator of this server can help; `reason` tells them how. */
  | { kind: "misconfigured"; reason: string }
  | { kind: "uncertain"; reason: string };

/** The one error a connector throws on purpose. */
export class PlatformError extends Error {
  override readonly name = "PlatformError";
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(describeFailure(failure), options);
    this.failure = failure;
  }
}

/** Whether a request of the failed step can have reached the platform. */
export function wasSent(failure: Failure): boolean {
  if (failure.kind === "no-app") return false;
  return failure.kind !== "network" || failure.sent !== "no";
}

/** The failure behind an error thrown by a connector; undefined when the error is a bug of ours. */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof PlatformError) return error.failure;
  if (error instanceof HttpFailure) {
    // A refusal whose body was lost on the way is still a refusal.
    if (error.status !== undefined && error.status >= 400 && error.status < 500) {
      return { kind: "answer", status: error.status, headers: {}, body: "" };
    }
    return { kind: "network", sent: error.sent, detail: error.message };
  }
  return undefined;
}

/** In a few words, for the log of attempts. */
export function describeFailure(failure: Failure): string {
  switch (failure.kind) {
    case "answer":
      return `The platform answered ${failure.status}`;
    case "malformed":
      return `The platform's answer could not be read: ${failure.detail}`;
    case "network":
      return failure.detail;
    case "no-app":
      return "This server has no app at the platform";
  }
}
