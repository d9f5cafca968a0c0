// Where a post may be shared to: the user's own connections and those that its site auto-posts to, each
// once, with what is known of the post there already.

import type { Connection } from "#api/contract/connections.ts";
import type { Delivery } from "#api/contract/deliveries.ts";
import type { Post } from "#api/contract/posts.ts";
import type { Autopost } from "#api/contract/sites.ts";
import { copiesOf, openDeliveriesOf } from "../copies.ts";
import type { Copy } from "../copies.ts";
import type { Destination } from "../preview/destination.ts";

export interface ShareDestination extends Destination {
  limits: Connection["limits"];
  /** New posts of the site go there by themselves. */
  isAutopost: boolean;
  /** It is live there. */
  copy: Copy | undefined;
  /** It is on its way there, or waits for a decision. */
  open: Delivery | undefined;
}

interface Known {
  /** Undefined: what is shared is no post. */
  post?: Post;
  own: readonly Connection[];
  autopost: Autopost;
}

export function destinationsOf({ post, own, autopost }: Known): ShareDestination[] {
  const others = autopost.connections.filter(({ id }) => own.every((each) => each.id !== id));
  const copies = post === undefined ? [] : copiesOf(post);
  // What was refused can only come a second time if it is shared again.
  const open = (post === undefined ? [] : openDeliveriesOf(post)).filter(
    ({ state }) => state !== "rejected",
  );
  return [...own, ...others].map(({ id, platform, name, handle, avatarUrl, state, limits }) => ({
    ...{ id, platform, name, handle, avatarUrl, state, limits },
    isAutopost: autopost.connections.some((each) => each.id === id),
    copy: copies.find(({ connectionId }) => connectionId === id),
    open: open.find(({ connectionId }) => connectionId === id),
  }));
}

/** Where it would not come a second time. */
export function chosenBeforehand(destinations: readonly ShareDestination[]): string[] {
  return destinations
    .filter(({ isAutopost, copy, open }) => isAutopost && copy === undefined && open === undefined)
    .map(({ id }) => id);
}
