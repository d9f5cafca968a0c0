// Posts that continue one another, as threads.

import type { SandboxPost } from "#api/contract/sandbox.ts";

/** From the first post to the last. */
export type ThreadPosts = [SandboxPost, ...SandboxPost[]];

/** Threads in the order of their first posts; a post whose predecessor is not there begins one. */
export function threadsOf(posts: readonly SandboxPost[]): ThreadPosts[] {
  const known = new Set(posts.map(({ id }) => id));
  return posts
    .filter(({ replyTo }) => replyTo === null || !known.has(replyTo))
    .map((first) => [first, ...repliesTo(first, posts)]);
}

function repliesTo({ id }: SandboxPost, posts: readonly SandboxPost[]): SandboxPost[] {
  const next = posts.find(({ replyTo }) => replyTo === id);
  return next === undefined ? [] : [next, ...repliesTo(next, posts)];
}
