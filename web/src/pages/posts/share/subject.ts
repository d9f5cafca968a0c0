// What is shared: a saved post, or a message of its own.

import type { Content } from "#text/caption.ts";

export interface Subject {
  /** Among all that one shares: what is not known to be sent is kept under this name. */
  key: string;
  siteId: string;
  /** What the API calls it. Null: there is nothing to share yet. */
  request: { postId: string } | { message: string; siteId: string } | null;
  /** What its captions say. */
  content: Omit<Content, "rules">;
}
