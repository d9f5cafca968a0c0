// The fake's posts: what it takes, and how it shows them, as HTML with links in pieces.

import { z } from "zod";

import { usedLength } from "#text/measure.ts";
import type { TextLimit } from "#text/measure.ts";

import { isProcessed } from "./fake-state.ts";
import type { Media, StoredStatus } from "./fake-state.ts";

export const instanceSizes = {
  statuses: { max_characters: 500, max_media_attachments: 4, characters_reserved_per_url: 23 },
  media_attachments: {
    supported_mime_types: ["image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4"],
    description_limit: 1500,
    image_size_limit: 16_777_216,
    image_matrix_limit: 33_177_600,
  },
};

export const newStatus = z.strictObject({
  status: z.string().default(""),
  media_ids: z.array(z.string()).default([]),
  in_reply_to_id: z.string().optional(),
  spoiler_text: z.string().default(""),
  visibility: z.enum(["public", "unlisted", "private", "direct"]).default("public"),
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .optional(),
});
export type NewStatus = z.infer<typeof newStatus>;

const textLimit: TextLimit = {
  ...{ max: instanceSizes.statuses.max_characters, unit: "grapheme" },
  ...{ linkLength: instanceSizes.statuses.characters_reserved_per_url, shortMentions: true },
};

interface There {
  authorId: string;
  media: Readonly<Record<string, Media>>;
  statuses: readonly StoredStatus[];
}

/** What the instance has against it, in its words. */
export function objectionTo(
  { status, media_ids: mediaIds, spoiler_text: warning, in_reply_to_id: parentId }: NewStatus,
  { authorId, media, statuses }: There,
): { status: number; error: string } | undefined {
  const refuse = (error: string) => ({ status: 422, error: `Validation failed: ${error}` });
  if (status.trim() === "" && mediaIds.length === 0) return refuse("Text can't be blank");
  const warningLength = usedLength(warning, { unit: textLimit.unit });
  if (warningLength + usedLength(status, textLimit) > textLimit.max) {
    return refuse("Text character limit of 500 exceeded");
  }
  if (mediaIds.length > instanceSizes.statuses.max_media_attachments) {
    return refuse("Cannot attach more than 4 files");
  }
  const attached = mediaIds.map((id) => media[id]);
  if (attached.some((each) => each?.ownerId !== authorId)) {
    return { status: 404, error: "Record not found" };
  }
  if (attached.some((each) => each && !isProcessed(each))) {
    const words = "Cannot attach files that have not finished processing. Try again in a moment!";
    return refuse(words);
  }
  const isThere = parentId === undefined || statuses.some(({ id }) => id === parentId);
  return isThere ? undefined : { status: 404, error: "Record not found" };
}

export function htmlOf(text: string): string {
  const linked = escaped(text).replace(/https?:\/\/[^\s<]+/g, (url) => {
    const [, scheme = "", rest = ""] = /^(https?:\/\/)(.*)$/.exec(url) ?? [];
    const hidden = `<span class="invisible">${scheme}</span>`;
    const shown = `<span class="ellipsis">${rest.slice(0, 30)}</span>`;
    const cut = `<span class="invisible">${rest.slice(30)}</span>`;
    return `<a href="${url}" rel="nofollow noopener" target="_blank">${hidden}${shown}${cut}</a>`;
  });
  return linked
    .split(/\n\s*\n/)
    .map((paragraph) => `<p>${paragraph.replaceAll("\n", "<br />")}</p>`)
    .join("");
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
