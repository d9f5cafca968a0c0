// The guarded fetch: the product's only door to the network. It contacts nobody but declared hosts at
// checked addresses, sends nothing twice, says exactly how far a failed request came, and lets no
// secret into an error.

import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";

import { Agent } from "undici";

import { guardedConnector } from "./connect.ts";
import { exchange } from "./exchange.ts";
import { type Ending, HttpFailure } from "./failure.ts";
import { type Hosts, hostSet, type UrlPolicy, urlPolicy } from "./guard.ts";
import { encode, type HttpRequest, type HttpResponse, toResponse } from "./message.ts";
import { redirection } from "./redirect.ts";

export { HttpFailure, type HttpFailureKind, type Sent } from "./failure.ts";
export type { HttpRequest, HttpResponse } from "./message.ts";

/**
 * Below the idle time of common servers (Node.js closes after 5 s), so that a request is rarely
 * written to a connection that the server is closing: such a request ends as `sent: "maybe"`.
 */
const idleSocketMs = 4_000;
const defaultConnectTimeoutMs = 10_000;
const maxRedirects = 3;

export interface HttpOptions {
  /** The operator's private places, `host:port`: any address, and plain http, is accepted there. */
  allowHosts: readonly string[];
  /** For name, TCP and TLS together; 10 s by default. A request's own deadline may come first. */
  connectTimeoutMs?: number;
  /** Resolves names; the system's resolver by default. */
  lookup?: LookupFunction;
}

/** What one caller may do; nothing of it is shared with other callers, connections are. */
export interface GuardedFetchOptions {
  hosts: Hosts;
  /** Taken out of every error. Asked when one occurs, since tokens change. */
  secrets: () => readonly string[];
  /** From the call to the answer's last byte, redirects included. */
  timeoutMs: number;
  maxResponseBytes: number;
  /** "cut" takes the beginning of a larger answer for the whole; "fail", the default, refuses it. */
  whenLarger?: "fail" | "cut";
  signal?: AbortSignal;
  /** Runs directly before the first byte is written; throwing stops the request with `sent: "no"`. */
  beforeSend?: () => void;
}

/**
 * Resolves for every HTTP status. Follows redirects of GET and HEAD while the guard agrees, and
 * otherwise gives back the 3xx as it is.
 * @throws HttpFailure
 */
export type GuardedFetch = (request: HttpRequest) => Promise<HttpResponse>;

export interface Http {
  guardedFetch(session: GuardedFetchOptions): GuardedFetch;
  /** Ends every connection; requests under way fail as "aborted". */
  close(): Promise<void>;
}

/** @throws when an entry of allowHosts is not a host:port */
export function createHttp(options: HttpOptions): Http {
  const allowed = hostSet(options.allowHosts);
  const { lookup = systemLookup, connectTimeoutMs: timeoutMs = defaultConnectTimeoutMs } = options;
  const agent = new Agent({
    allowH2: false,
    connect: guardedConnector({ allowed, lookup, timeoutMs }),
    keepAliveTimeout: idleSocketMs,
    keepAliveMaxTimeout: idleSocketMs,
    // The request's deadline covers both phases; a second, shorter limit would only make more uncertainty.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    guardedFetch(session) {
      const policy = urlPolicy(session.hosts, allowed);
      return (request) => send({ agent, policy, session, request });
    },
    close: () => agent.destroy(),
  };
}

interface Call {
  agent: Agent;
  policy: UrlPolicy;
  session: GuardedFetchOptions;
  request: HttpRequest;
}

async function send({ agent, policy, session, request }: Call): Promise<HttpResponse> {
  const { maxResponseBytes, whenLarger = "fail", beforeSend } = session;
  using deadline = stopAfter(request.timeoutMs ?? session.timeoutMs, session.signal);
  let outgoing = await encode(request, permitted({ policy, session, request }));

  for (let redirects = 0; ; redirects += 1) {
    const { method, url } = outgoing;
    const failure = (ending: Ending) => {
      // After a redirect something was sent, whatever became of the last hop.
      const sent = redirects > 0 ? "yes" : ending.sent;
      return new HttpFailure({ ...ending, sent }, { method, url, secrets: session.secrets() });
    };
    const terms = { maxResponseBytes, whenLarger, beforeSend, stop: deadline.signal, failure };
    const answer = await exchange(agent, outgoing, terms);
    const next = redirects < maxRedirects ? redirection(outgoing, answer) : undefined;
    if (!next || policy(next.url) !== undefined) return toResponse(answer, url, failure);
    outgoing = next;
  }
}

/** The request's URL, if the guard agrees to it. */
function permitted({ policy, session, request }: Omit<Call, "agent">): URL {
  const url = URL.parse(request.url);
  const ownHost = Object.keys(request.headers ?? {}).some((name) => /^host$/i.test(name));
  const objection = ownHost ? "a Host header of its own" : url ? policy(url) : "not a URL";
  if (url && objection === undefined) return url;
  const described = { method: request.method, url, secrets: session.secrets() };
  throw new HttpFailure({ kind: "refused-by-guard", sent: "no", error: objection }, described);
}

/** A signal that fires at the deadline or with the caller's, and says which; leaves no timer or listener. */
function stopAfter(timeoutMs: number, caller: AbortSignal | undefined) {
  const stop = new AbortController();
  const abort = () => stop.abort("aborted");
  const timer = setTimeout(() => stop.abort("timeout"), timeoutMs);
  caller?.addEventListener("abort", abort, { once: true });
  if (caller?.aborted) abort();
  return {
    signal: stop.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      caller?.removeEventListener("abort", abort);
    },
  };
}
