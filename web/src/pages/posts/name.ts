// What to call a post in a list: its title, else how its text begins.

import type { Post } from "#api/contract/posts.ts";
import { excerptFromMarkdown } from "#text/excerpt.ts";

export function nameOf({ title, body }: Pick<Post, "title" | "body">): string {
  return title || excerptFromMarkdown(body) || "Images without words";
}
