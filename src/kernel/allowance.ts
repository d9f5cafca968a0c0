// How often somebody may do something: counted by name, in windows of time, in this process's memory.

import RateLimiterMemory from "rate-limiter-flexible/lib/RateLimiterMemory.js";
import { z } from "zod";

export interface Allowance {
  /** In each window. */
  limit: number;
  windowSeconds: number;
  /** Notes one more time, or refuses it. */
  use(name: string): Promise<Used>;
}

export interface Used {
  isAllowed: boolean;
  /** How many are left in this window. */
  left: number;
  /** Until the window ends. */
  resetSeconds: number;
}

const countSchema = z.object({ remainingPoints: z.number(), msBeforeNext: z.number() });

export function createAllowance({
  limit,
  windowSeconds,
}: Pick<Allowance, "limit" | "windowSeconds">): Allowance {
  const limiter = new RateLimiterMemory({ points: limit, duration: windowSeconds });
  return {
    ...{ limit, windowSeconds },
    async use(name) {
      try {
        return toUsed(true, await limiter.consume(name));
      } catch (refused) {
        // The library throws its count where there are none left.
        const count = countSchema.safeParse(refused);
        if (!count.success) throw refused;
        return toUsed(false, count.data);
      }
    },
  };
}

function toUsed(
  isAllowed: boolean,
  { remainingPoints, msBeforeNext }: z.infer<typeof countSchema>,
) {
  const resetSeconds = Math.ceil(msBeforeNext / 1000);
  return { isAllowed, left: Math.max(0, remainingPoints), resetSeconds };
}
