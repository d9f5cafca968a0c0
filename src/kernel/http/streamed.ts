// A fetch whose answers arrive while they are written. It reaches the one origin that the operator has
// named, wherever that is, and nobody else: redirects are not followed. Libraries can be handed it.

import { lookup } from "node:dns";

import { Agent, fetch as send } from "undici";
import type { RequestInit as SentInit } from "undici";

import { AddressRefused, guardedConnector } from "./connect.ts";
import { errorCode, HttpFailure } from "./failure.ts";
import type { HttpFailureKind } from "./failure.ts";
import { hostKey, urlPolicy } from "./guard.ts";

const connectTimeoutMs = 10_000;
const lostCodes = new Set(["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"]);

export interface StreamedFetchOptions {
  /** Any address of the origin. */
  at: string;
  /** Of one answer. */
  maxResponseBytes: number;
  /** Taken out of every error. */
  secrets: readonly string[];
}

export interface StreamedFetch {
  /**
   * Takes as long as its signal lets it. Rejects with an HttpFailure, or with the signal's reason; so
   * does reading the body.
   */
  fetch: typeof globalThis.fetch;
  close(): Promise<void>;
}

export function createStreamedFetch(options: StreamedFetchOptions): StreamedFetch {
  const host = hostKey(new URL(options.at));
  const allowed = new Set([host]);
  const policy = urlPolicy([host], allowed);
  const dispatcher = new Agent({
    allowH2: false,
    connect: guardedConnector({ allowed, lookup, timeoutMs: connectTimeoutMs }),
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    async fetch(input, init = {}) {
      const url = new URL(input instanceof Request ? input.url : input);
      const call: Call = { options, url, method: init.method ?? "GET", signal: init.signal };
      const objection = policy(url);
      if (objection !== undefined) throw failureOf(call, "refused-by-guard", objection);
      const sent = { ...init, dispatcher, redirect: "manual" } as SentInit;
      const answer = await send(url, sent).catch((error: unknown) => {
        throw explained(call, error);
      });
      const { status, statusText, body } = answer;
      const headers = new Headers([...answer.headers]);
      const read = body === null ? null : ReadableStream.from(bounded(call, body));
      return new Response(read, { status, statusText, headers });
    },
    close: () => dispatcher.destroy(),
  };
}

interface Call {
  options: StreamedFetchOptions;
  url: URL;
  method: string;
  signal: AbortSignal | null | undefined;
}

async function* bounded(
  call: Call,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  let sizeBytes = 0;
  try {
    for await (const chunk of body) {
      sizeBytes += chunk.length;
      if (sizeBytes > call.options.maxResponseBytes) throw failureOf(call, "too-large");
      yield chunk;
    }
  } catch (error) {
    throw explained(call, error);
  }
}

function explained(call: Call, error: unknown): unknown {
  if (error instanceof HttpFailure) return error;
  if (call.signal?.aborted === true) return call.signal.reason;
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return failureOf(call, kindOf(cause), cause);
}

function kindOf(error: unknown): HttpFailureKind {
  const code = errorCode(error) ?? "";
  if (error instanceof AddressRefused) return "refused-by-guard";
  if (code === "UND_ERR_CONNECT_TIMEOUT") return "timeout";
  if (code === "UND_ERR_CLOSED" || code === "UND_ERR_DESTROYED") return "aborted";
  return lostCodes.has(code) ? "lost" : "unreachable";
}

function failureOf(
  { method, url, options: { secrets } }: Call,
  kind: HttpFailureKind,
  error?: unknown,
): HttpFailure {
  return new HttpFailure({ kind, sent: "maybe", error }, { method, url, secrets });
}
