// The fake's posts: what it takes, and how it shows them, with links shortened and some characters
// escaped as X does.

import { z } from "zod";

import { bareToo, findAddresses } from "#text/addresses.ts";
import { usedLength } from "#text/measure.ts";

import { limits } from "./about.ts";
import { areUsable } from "./fake-media.ts";
import type { Library } from "./fake-media.ts";
import { invalid } from "./fake-refusal.ts";
import type { Refusal } from "./fake-refusal.ts";
import { idSchema } from "./fake-request.ts";
import { permalinkOf } from "./fake-state.ts";
import type { Post } from "./fake-state.ts";

const gif = "image/gif";

/** Unknown members are refused. */
export const newPost = z.strictObject({
  text: z.string().default(""),
  media: z.strictObject({ media_ids: z.array(idSchema).min(1).max(4) }).optional(),
  reply: z.strictObject({ in_reply_to_tweet_id: idSchema }).optional(),
  reply_settings: z.enum(["following", "mentionedUsers", "subscribers", "verified"]).optional(),
  made_with_ai: z.boolean().optional(),
});
export type NewPost = z.infer<typeof newPost>;

/** What X has against it. */
export function objectionTo(
  asked: NewPost,
  { posts, library }: { posts: readonly Post[]; library: Library },
): Refusal | undefined {
  const { text, reply } = asked;
  const { ownerId: authorId, media } = library;
  const mediaIds = asked.media?.media_ids ?? [];
  if (limits.text.some((limit) => usedLength(text, limit) > limit.max)) {
    return invalid("Your Tweet text is too long.");
  }
  if (text.trim() === "" && mediaIds.length === 0) return invalid("Your Tweet text is empty.");
  if (!areUsable(library, mediaIds)) return invalid("Your media IDs are invalid.");
  const isMixed = mediaIds.length > 1 && mediaIds.some((id) => media[id]?.mediaType === gif);
  if (isMixed) return invalid("You can attach 4 photos or 1 animated GIF.");
  const parent = posts.find(({ id }) => id === reply?.in_reply_to_tweet_id);
  if (reply && !parent) {
    return forbidden("You attempted to reply to a Tweet that is deleted or not visible to you.");
  }
  if (parent && parent.authorId !== authorId) {
    const type = "https://api.x.com/2/problems/not-authorized-for-resource";
    const words = "You can only reply to or quote posts where you are mentioned or are the author.";
    return forbidden(words, type);
  }
  const isRepeated = posts.some(
    (post) => post.authorId === authorId && post.text === text && text !== "",
  );
  if (isRepeated) {
    return forbidden("You are not allowed to create a Tweet with duplicate content.");
  }
  return undefined;
}

function forbidden(detail: string, type?: string): Refusal {
  return { status: 403, title: "Forbidden", detail, ...(type && { type }) };
}

/** As the timeline shows it, with no more than was asked for. */
export function shown(post: Post, { web, fields }: { web: string; fields: readonly string[] }) {
  const { id, text, mediaIds, replyTo, createdAt } = post;
  const links = findAddresses(text, bareToo);
  const short = (number: number) => `https://t.co/${id}${"abcdefghij"[number % 10] ?? ""}`;
  const shortened = links.reduceRight(
    (left, { start, end }, number) => left.slice(0, start) + short(number) + left.slice(end),
    text,
  );
  const ofMedia = mediaIds.length > 0 ? [`https://t.co/${id}media`] : [];
  const urls = [
    ...links.map(({ start, end }, number) => ({
      ...{ url: short(number), expanded_url: withScheme(text.slice(start, end)) },
    })),
    ...ofMedia.map((url) => ({ url, expanded_url: `${permalinkOf(post, web)}/photo/1` })),
  ];
  const whole: Readonly<Record<string, unknown>> = {
    created_at: createdAt.replace(/\.\d+Z$/, ".000Z"),
    ...(urls.length > 0 && { entities: { urls } }),
    ...(mediaIds.length > 0 && { attachments: { media_keys: mediaIds.map((key) => `3_${key}`) } }),
    ...(replyTo !== null && { referenced_tweets: [{ type: "replied_to", id: replyTo }] }),
  };
  return {
    id,
    text: escaped([shortened, ...ofMedia].filter(Boolean).join(" ")),
    edit_history_tweet_ids: [id],
    ...Object.fromEntries(Object.entries(whole).filter(([name]) => fields.includes(name))),
  };
}

function withScheme(link: string): string {
  return /^https?:/i.test(link) ? link : `http://${link}`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
