// A session: a connector's way to its platform with one credential.

import type { Clock } from "#kernel/clock.ts";
import { minutes, seconds } from "#kernel/clock.ts";
import type { Http } from "#kernel/http/fetch.ts";
import type { Credential, Session } from "#connector/contract.ts";
import type { Platform } from "./platforms.ts";

/** What a request of a connector may take. */
export const maxRequestMs = seconds(60);
/** What one may that asks for more, in sessions with time for it: uploads on slow lines. */
export const maxUploadMs = minutes(2);
const maxResponseBytes = 4 * 1024 * 1024;
// Shorter values (a flag, a short id) are no secrets, and hiding them would make errors unreadable.
const minSecretLength = 8;

export interface SessionOptions {
  http: Http;
  clock: Clock;
  platform: Platform;
  credential: Credential;
  /** Which of its values are secret; all of them, unless said otherwise. */
  isSecret?: (name: string) => boolean;
  signal?: AbortSignal;
  /** For each request that does not ask for other; `maxRequestMs` at most. */
  timeoutMs?: number;
  /** What any request may take that is made now, whatever it asks for; `maxRequestMs` if not given. */
  timeLeftMs?: () => number;
  /** Runs before the first byte of every request; throwing stops it. */
  beforeSend?: () => void;
}

export function openSession(options: SessionOptions): Session {
  const { http, clock, platform, credential, signal, beforeSend } = options;
  const { isSecret = () => true, timeLeftMs = () => maxRequestMs } = options;
  const secrets = Object.entries(credential)
    .filter(([name, value]) => isSecret(name) && value.length >= minSecretLength)
    .map(([, value]) => value);
  const usualMs = Math.min(options.timeoutMs ?? maxRequestMs, maxRequestMs);
  const send = http.guardedFetch({
    hosts: platform.hosts,
    secrets: () => secrets,
    timeoutMs: usualMs,
    maxResponseBytes,
    ...(signal && { signal }),
    ...(beforeSend && { beforeSend }),
  });
  return {
    credential,
    origins: platform.origins,
    settings: platform.settings,
    now: () => clock.now(),
    fetch(request) {
      const askedMs = Math.min(request.timeoutMs ?? usualMs, maxUploadMs);
      return send({ ...request, timeoutMs: Math.max(1, Math.min(askedMs, timeLeftMs())) });
    },
  };
}
