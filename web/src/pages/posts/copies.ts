// Where a post is live, and what of it is not.

import type { Delivery } from "#api/contract/deliveries.ts";
import type { Post } from "#api/contract/posts.ts";

export interface Copy {
  connectionId: string;
  platform: string;
  accountName: string;
  permalink: string;
}

const troubled: ReadonlySet<Delivery["state"]> = new Set(["rejected", "held", "uncertain"]);
const pending: ReadonlySet<Delivery["state"]> = new Set(["scheduled", "running", "waiting"]);

/** The newest copy of each connection. */
export function copiesOf({ syndication, deliveries }: Post): Copy[] {
  return syndication
    .filter(
      ({ connectionId }, index) =>
        index === syndication.findIndex((each) => each.connectionId === connectionId),
    )
    .map((copy) => ({
      ...copy,
      accountName:
        deliveries.find(({ connectionId }) => connectionId === copy.connectionId)?.accountName ??
        "",
    }));
}

/** Those that need a person, then those that are under way. */
export function openDeliveriesOf({ deliveries }: Post): Delivery[] {
  return [
    ...deliveries.filter(({ state }) => troubled.has(state)),
    ...deliveries.filter(({ state }) => pending.has(state)),
  ];
}
