// What a delivery must have come to, judged by what a reader of the fake platform sees.

import { isDeepStrictEqual } from "node:util";
import type { Segment } from "#connector/contract.ts";
import type { FakePost } from "#connector/fake.ts";
import { type Delivery, type Ending, receiptsOf } from "./driver.ts";
import { type Flaw, unless } from "./subject.ts";

/** @param allowed besides published; then what was posted is a beginning of it, and nothing twice */
export function ofOutcome(
  delivery: Delivery,
  ending: Ending,
  allowed: readonly Ending["state"][] = [],
): Flaw[] {
  const { rig, composition } = delivery;
  const { segments } = composition;
  const posts = rig.served.fake.posts();
  const promises = rig.watch.flaws();
  if (ending.state === "published") {
    return [...promises, ...ofPosts(segments, posts), ...ofReceipts(delivery, posts)];
  }
  const reason = ending.state === "held" ? `: ${ending.reason}` : "";
  return [
    ...promises,
    ...unless(allowed.includes(ending.state), `it ends ${ending.state}${reason}`),
    ...ofPosts(segments.slice(0, posts.length), posts),
  ];
}

function ofPosts(segments: readonly Segment[], posts: readonly FakePost[]): Flaw[] {
  if (posts.length !== segments.length) {
    return [`there are ${posts.length} posts for ${segments.length} segments`];
  }
  return posts.flatMap((post, index) => {
    const segment = segments[index];
    const alts = post.images.map(({ alt }) => alt);
    const wanted = segment?.images.map(({ alt }) => alt);
    const isChained = posts.some(({ replyTo }) => replyTo !== null);
    const before = isChained ? (posts[index - 1]?.id ?? null) : null;
    return [
      ...unless(post.text === segment?.text, `post ${index} reads differently from its segment`),
      ...unless(isDeepStrictEqual(alts, wanted), `post ${index} has not its segment's images`),
      ...unless(post.replyTo === before, `post ${index} does not continue the one before`),
    ];
  });
}

function ofReceipts(delivery: Delivery, posts: readonly FakePost[]): Flaw[] {
  const receipts = receiptsOf(delivery);
  const ids = new Set(receipts.map(({ remoteId }) => remoteId));
  const leads = receipts.every(({ permalink }, index) => permalink === posts[index]?.permalink);
  return [
    ...unless(
      receipts.length === posts.length,
      `${posts.length} posts, ${receipts.length} receipts`,
    ),
    ...unless(ids.size === receipts.length, "two receipts are for one post"),
    ...unless(leads, "a receipt does not lead to its post"),
  ];
}
