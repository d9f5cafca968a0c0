// The guarded fetch as tests use it: allowed to reach one loopback peer, closed when the test ends.

import { onTestFinished } from "vitest";

import {
  createHttp,
  type GuardedFetch,
  type GuardedFetchOptions,
  HttpFailure,
  type HttpOptions,
  type HttpResponse,
} from "#kernel/http/fetch.ts";

const ampleTimeoutMs = 60_000;

export function testFetch(
  host: string,
  session: Partial<GuardedFetchOptions> = {},
  options: Partial<HttpOptions> = {},
): GuardedFetch {
  const http = createHttp({ allowHosts: [host], ...options });
  onTestFinished(() => http.close());
  const limits = { timeoutMs: ampleTimeoutMs, maxResponseBytes: 1_000_000 };
  return http.guardedFetch({ hosts: [host], secrets: () => [], ...limits, ...session });
}

/** `testFetch` for tests in which only the address matters: posts a few bytes. */
export function testPost(
  ...args: Parameters<typeof testFetch>
): (url: string) => Promise<HttpResponse> {
  const send = testFetch(...args);
  return (url) => send({ method: "POST", url, body: "post" });
}

/** The failure of a request that must fail. */
export async function failureOf(attempt: Promise<unknown>): Promise<HttpFailure> {
  const outcome = await attempt.catch((thrown: unknown) => thrown);
  if (outcome instanceof HttpFailure) return outcome;
  throw new Error("expected an HttpFailure", { cause: outcome });
}

/** What the engine reads of a failure. */
export async function endingOf(attempt: Promise<unknown>) {
  const { kind, sent, status } = await failureOf(attempt);
  return status === undefined ? { kind, sent } : { kind, sent, status };
}
