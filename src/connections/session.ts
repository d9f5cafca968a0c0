// A session: a connector's way to its platform with one credential.

import type { Clock } from "#kernel/clock.ts";
import { seconds } from "#kernel/clock.ts";
import type { Http } from "#kernel/http/fetch.ts";
import type { Credential, Session } from "#connector/contract.ts";
import type { Platform } from "./platforms.ts";

/** No request of a connector takes longer, whatever it asks for. */
export const maxRequestMs = seconds(60);
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
  /** For each request; `maxRequestMs` at most. */
  timeoutMs?: number;
  /** Runs before the first byte of every request; throwing stops it. */
  beforeSend?: () => void;
}

export function openSession(options: SessionOptions): Session {
  const { http, clock, platform, credential, signal, beforeSend } = options;
  const { isSecret = () => true } = options;
  const secrets = Object.entries(credential)
    .filter(([name, value]) => isSecret(name) && value.length >= minSecretLength)
    .map(([, value]) => value);
  return {
    credential,
    origins: platform.origins,
    settings: platform.settings,
    now: () => clock.now(),
    fetch: http.guardedFetch({
      hosts: platform.hosts,
      secrets: () => secrets,
      timeoutMs: Math.min(options.timeoutMs ?? maxRequestMs, maxRequestMs),
      maxResponseBytes,
      ...(signal && { signal }),
      ...(beforeSend && { beforeSend }),
    }),
  };
}
