// Where something is posted to.

/** A connection, as far as a preview needs to know it. */
export interface Destination {
  id: string;
  platform: string;
  name: string;
  handle: string | null;
  avatarUrl: string | null;
  state: "active" | "expiring" | "expired";
}
