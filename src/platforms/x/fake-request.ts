// Requests as the fake reads them: nothing in them may be unknown to X.

import { z } from "zod";

import { formOf } from "#connector/fake-form.ts";

/** https://docs.x.com/x-api/fundamentals/fields (2026-11-25), as far as anybody may see them. */
const tweetFields = [
  ...["attachments", "author_id", "context_annotations", "conversation_id", "created_at"],
  ...["edit_controls", "edit_history_tweet_ids", "entities", "geo", "id", "in_reply_to_user_id"],
  ...["lang", "note_tweet", "possibly_sensitive", "public_metrics", "referenced_tweets"],
  ...["reply_settings", "source", "text", "withheld"],
];
const userFields = [
  ...["created_at", "description", "entities", "id", "location", "name", "pinned_tweet_id"],
  ...["profile_image_url", "protected", "public_metrics", "url", "username", "verified"],
  ...["verified_type", "withheld"],
];

export const idSchema = z.string().regex(/^\d{1,19}$/);

export const meQuery = z.strictObject({ "user.fields": listOf(userFields).optional() });

export const timelineQuery = z.strictObject({
  start_time: z.iso.datetime().optional(),
  since_id: idSchema.optional(),
  max_results: z.coerce.number().int().min(5).max(100).default(10),
  "tweet.fields": listOf(tweetFields).default([]),
});
export type TimelineQuery = z.infer<typeof timelineQuery>;

export const statusQuery = z.strictObject({ media_id: idSchema, command: z.literal("STATUS") });

export const noQuery = z.strictObject({});

/** Undefined where it is none of these. */
export function queryOf<T>(request: Request, schema: z.ZodType<T>): T | undefined {
  return schema.safeParse(Object.fromEntries(new URL(request.url).searchParams)).data;
}

export async function jsonOf(request: Request): Promise<unknown> {
  if (!isOf(request, "application/json")) return undefined;
  return request.json().catch(() => undefined);
}

/** Undefined where it is no form, or has other fields than these. */
export async function fieldsOf(
  request: Request,
  names: readonly string[],
): Promise<FormData | undefined> {
  if (!isOf(request, "multipart/form-data")) return undefined;
  const form = await formOf(request).catch(() => undefined);
  const given = form && [...form.keys()];
  return given?.toSorted().join() === names.toSorted().join() ? form : undefined;
}

function isOf(request: Request, mediaType: string): boolean {
  return request.headers.get("content-type")?.split(";")[0] === mediaType;
}

function listOf(names: readonly string[]) {
  return z
    .string()
    .transform((list) => list.split(","))
    .refine((list) => list.every((name) => names.includes(name)));
}
