// Whether a post is on the user's own timeline. X shortens links in what it gives back, and adds one for
// images: it tells where they lead, so that the text can be read as it was written.

import { plus, seconds } from "#kernel/clock.ts";
import { bareToo, findAddresses } from "#text/addresses.ts";

import type { Timeline, TimelinePost } from "./wire.ts";

const shortened = /https?:\/\/t\.co\/\w+/g;
/** Where the link that stands for images leads. */
const toImages = /\/status\/\d+\/(?:photo|video)\/\d+$/;

export interface Sought {
  text: string;
  hasImages: boolean;
  /** The post that it answers. */
  parentId: string | null;
  startedAt: Date;
}

/** "similar": one that may be it, and may be another that differs in its links or images alone. */
export function lookFor(
  posts: readonly TimelinePost[],
  sought: Sought,
): TimelinePost | "similar" | undefined {
  const siblings = posts.filter((post) => parentOf(post) === sought.parentId);
  const same = siblings.find((post) => isSame(post, sought));
  if (same) return same;
  const wanted = wordsOf(sought.text);
  return siblings.some((post) => wordsOf(written(post)) === wanted) ? "similar" : undefined;
}

/** Whether there is nothing since then but what was given. */
export function reachesBackTo({ data, meta, errors }: Timeline, instant: Date): boolean {
  if (errors.length > 0 || meta.result_count !== data.length) return false;
  if (meta.next_token === undefined) return true;
  const oldestAt = data.at(-1)?.created_at;
  return oldestAt !== undefined && new Date(oldestAt) < instant;
}

function isSame(post: TimelinePost, { text, hasImages, startedAt }: Sought): boolean {
  if (comparable(written(post)) !== comparable(text)) return false;
  if (hasImages !== showsImages(post)) return false;
  // Images alone look like any others; these must at least be new. X tells whole seconds.
  const createdAt = new Date(post.created_at ?? 0);
  return text !== "" || createdAt > plus(startedAt, -seconds(1));
}

function parentOf({ referenced_tweets: references = [] }: TimelinePost): string | null {
  return references.find(({ type }) => type === "replied_to")?.id ?? null;
}

function showsImages({ attachments, entities }: TimelinePost): boolean {
  const hasKeys = (attachments?.media_keys ?? []).length > 0;
  return hasKeys || (entities?.urls ?? []).some(({ expanded_url: to = "" }) => toImages.test(to));
}

/** With links as the author wrote them, and without that of the images. */
function written(post: TimelinePost): string {
  const targets = new Map(post.entities?.urls?.map(({ url, expanded_url: to }) => [url, to]));
  return unescaped(post.text).replace(shortened, (short) => {
    const target = targets.get(short);
    const isImages = target === undefined ? endsInImages(post, short) : toImages.test(target);
    return isImages ? "" : (target ?? short);
  });
}

/** Where X does not tell what it leads to. */
function endsInImages(post: TimelinePost, short: string): boolean {
  return post.text.endsWith(short) && showsImages(post);
}

/** https://docs.x.com/x-api/fundamentals/data-dictionary (2026-11-25): these three are escaped. */
function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** X adds a scheme to links without one. */
function comparable(text: string): string {
  return withLinks(text, (link) => link.replace(/^https?:\/\//i, "").replace(/\/$/, ""));
}

function wordsOf(text: string): string {
  return withLinks(text, () => " ");
}

function withLinks(text: string, change: (link: string) => string): string {
  const changed = findAddresses(text, bareToo).reduceRight(
    (left, { start, end }) =>
      left.slice(0, start) + change(left.slice(start, end)) + left.slice(end),
    text,
  );
  return changed.normalize().replace(/\s+/g, " ").trim();
}
