// The state of a connection speaks of the authorisation: for how long posting works without the user.
// It follows from what is stored, and from the time.

import { days, plus } from "#kernel/clock.ts";

export type ConnectionState = "active" | "expiring" | "expired";

/** An authorisation that ends sooner, and that only the user can prolong, is expiring. */
export const expiringMs = days(7);

export interface Lifetime {
  /** When the platform refused it for good. */
  expiredAt: Date | null;
  /** Null: not known, or never. */
  authorizationEndsAt: Date | null;
  /** Whether renewing, which needs nobody, puts off the end. */
  isProlonged: boolean;
}

export function stateOf(
  { expiredAt, authorizationEndsAt, isProlonged }: Lifetime,
  now: Date,
): ConnectionState {
  if (expiredAt !== null) return "expired";
  if (authorizationEndsAt === null) return "active";
  if (authorizationEndsAt <= now) return "expired";
  const endsSoon = authorizationEndsAt <= plus(now, expiringMs);
  return endsSoon && !isProlonged ? "expiring" : "active";
}
