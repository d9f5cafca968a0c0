// Counts attempts in this process's memory, so that guessing passwords is slow. A refused attempt
// counts for nothing: who waits until the window is over may try again.

import type { Clock } from "#kernel/clock.ts";
import { seconds } from "#kernel/clock.ts";

interface AttemptCounter {
  /** Notes an attempt, or refuses it. `window` is in seconds. */
  consume(key: string, limit: { window: number; max: number }): Promise<Consumed>;
}

interface Consumed {
  allowed: boolean;
  /** In seconds, where it was refused. */
  retryAfter: number | null;
}

interface Window {
  endsAtMs: number;
  count: number;
}

const allowed = Promise.resolve<Consumed>({ allowed: true, retryAfter: null });

export function countAttempts(clock: Clock): AttemptCounter {
  const windows = new Map<string, Window>();
  return {
    consume(key, { window, max }) {
      const nowMs = clock.now().getTime();
      const known = windows.get(key);
      if (known === undefined || known.endsAtMs <= nowMs) {
        forgetEnded(windows, nowMs);
        windows.delete(key);
        windows.set(key, { endsAtMs: nowMs + seconds(window), count: 1 });
        return allowed;
      }
      if (known.count < max) {
        known.count += 1;
        return allowed;
      }
      const retryAfter = Math.ceil((known.endsAtMs - nowMs) / seconds(1));
      return Promise.resolve({ allowed: false, retryAfter });
    },
  };
}

/** They lie nearly in the order of their ends, so one that is open ends the search. */
function forgetEnded(windows: Map<string, Window>, nowMs: number): void {
  for (const [key, { endsAtMs }] of windows) {
    if (endsAtMs > nowMs) return;
    windows.delete(key);
  }
}
