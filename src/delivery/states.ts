// The states of a delivery and the ways between them. The database's CHECK and the tests are held
// against this table.

export const transitions = {
  scheduled: ["running", "held", "cancelled"],
  running: ["waiting", "published", "rejected", "held", "uncertain"],
  waiting: ["running", "held", "cancelled"],
  published: [],
  rejected: ["scheduled"],
  held: ["scheduled", "cancelled"],
  uncertain: ["published", "scheduled", "cancelled"],
  cancelled: [],
} as const satisfies Record<string, readonly string[]>;

export type DeliveryState = keyof typeof transitions;

export const deliveryStates = Object.keys(transitions) as DeliveryState[];

/** In a lane: the worker will come to it by itself. */
export const pendingStates = ["scheduled", "running", "waiting"] as const;

/** Where an attempt can leave a delivery. */
export type AttemptEnd = (typeof transitions)["running"][number];

export function mayBecome(from: DeliveryState, to: DeliveryState): boolean {
  return (transitions[from] as readonly string[]).includes(to);
}
