// Counts attempts at signing in, so that guessing passwords is slow. A refused attempt counts for
// nothing: who waits until the window is over may try again.

import { createAllowance } from "#kernel/allowance.ts";
import type { Allowance } from "#kernel/allowance.ts";

export interface AttemptCounter {
  /** Notes an attempt, or refuses it. `window` is in seconds. */
  consume(key: string, limit: { window: number; max: number }): Promise<Consumed>;
}

interface Consumed {
  allowed: boolean;
  /** In seconds, where it was refused. */
  retryAfter: number | null;
}

/** What the sign-in library asks, which names the limit with every attempt. */
export function countAttempts(): AttemptCounter {
  const allowances = new Map<string, Allowance>();
  return {
    async consume(key, { window, max }) {
      const name = `${max}/${window}`;
      const allowance =
        allowances.get(name) ?? createAllowance({ limit: max, windowSeconds: window });
      allowances.set(name, allowance);
      const { isAllowed, resetSeconds } = await allowance.use(key);
      return { allowed: isAllowed, retryAfter: isAllowed ? null : resetSeconds };
    },
  };
}
