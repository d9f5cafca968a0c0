// Which answers lead on to another address. Only reads are led on: a write that was redirected is
// the caller's to judge.

import type { Answer, Outgoing } from "./message.ts";

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** All that may go along to another origin; everything else may be a credential. */
const harmlessHeaders = ["accept", "accept-language", "user-agent"];

/** The request that the answer leads to; undefined when it leads nowhere. */
export function redirection(request: Outgoing, answer: Answer): Outgoing | undefined {
  const { method, url, headers } = request;
  const location = answer.headers.get("location");
  if (method !== "GET" && method !== "HEAD") return undefined;
  if (location === null || !redirectStatuses.has(answer.status)) return undefined;
  const next = URL.parse(location, url.href);
  if (!next) return undefined;
  const kept = next.origin === url.origin ? headers : harmless(headers);
  return { method, url: next, headers: kept, body: null };
}

function harmless(headers: Outgoing["headers"]): Outgoing["headers"] {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => harmlessHeaders.includes(name)),
  );
}
