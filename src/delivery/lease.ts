// A worker's right to one lane, for a while. The database decides who holds it (fence and lease_until);
// this is the holder's own view, which ends earlier: it counts from before the claim was asked for and
// keeps a margin, so that a request in flight is over before anybody else may take the lane.

import { seconds } from "#kernel/clock.ts";

/** So that its holder's view has room for the longest request, and what is saved around it. */
export const leaseMs = seconds(150);

export class LeaseLost extends Error {
  override readonly name = "LeaseLost";

  constructor() {
    super("Another worker may hold this delivery now");
  }
}

export interface Lease {
  readonly connectionId: string;
  readonly fence: number;
  /** What is left of it, in milliseconds; not above 0 when it is over. */
  remainingMs(): number;
  /** Called with the instant at which the renewal was asked for. */
  renewed(askedAt: Instant): void;
}

/** One moment on both clocks: the steady one stands still while a computer sleeps, the other may be set. */
export interface Instant {
  wallMs: number;
  steadyMs: number;
}

export function instantNow(): Instant {
  return { wallMs: Date.now(), steadyMs: performance.now() };
}

export function holdLease(
  { connectionId, fence }: { connectionId: string; fence: number },
  askedAt: Instant,
  lengthMs: number,
): Lease {
  const marginMs = lengthMs / 6;
  let start = askedAt;
  return {
    connectionId,
    fence,
    remainingMs() {
      const now = instantNow();
      const elapsedMs = Math.max(now.wallMs - start.wallMs, now.steadyMs - start.steadyMs);
      return lengthMs - marginMs - elapsedMs;
    },
    renewed(at) {
      start = at;
    },
  };
}
