// What the next page tells about what was just saved. It travels in the browser's history, so a reload
// keeps it and a link does not carry it.

import type { CreatedPost } from "#api/contract/posts.ts";

export type Saved = "draft" | "scheduled" | "published" | "changed" | "off" | "no-connections";

declare module "@tanstack/react-router" {
  interface HistoryState {
    saved?: Saved;
    /** The page has stayed, and who saved is at its foot. */
    isInPlace?: boolean;
  }
}

/** Of a post that was not published before. */
export function outcomeOf({ post, runSkipped }: CreatedPost): Saved {
  if (post.status !== "published") return post.status;
  if (runSkipped === "autopost-off") return "off";
  return runSkipped === "no-connections" ? "no-connections" : "published";
}
