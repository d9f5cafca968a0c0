// The fake's uploads: whole, or in parts that are put together.

import { z } from "zod";

import { days, plus } from "#kernel/clock.ts";

import { limits } from "./about.ts";
import { invalid, refuse } from "./fake-refusal.ts";
import { fieldsOf, idSchema, jsonOf, queryOf, statusQuery } from "./fake-request.ts";
import { bytesOf } from "./fake-state.ts";
import type { Media } from "./fake-state.ts";

/** https://docs.x.com/x-api/media/quickstart/best-practices (2026-11-25) */
const maxBytes = { tweet_gif: 15_000_000, tweet_image: limits.images.maxBytes };
const maxPartBytes = 5 * 1024 * 1024;
/** Of a GIF that has just become whole. */
const looksUntilReady = 1;
const lastsMs = days(1);

const beginning = z
  .strictObject({
    media_type: z.enum(["image/gif", "image/jpeg", "image/png", "image/webp"]),
    total_bytes: z.number().int().min(1),
    media_category: z.enum(["tweet_gif", "tweet_image"]),
  })
  .refine(({ total_bytes, media_category }) => total_bytes <= maxBytes[media_category])
  .refine(({ media_type, media_category }) => {
    return media_category !== "tweet_gif" || media_type === "image/gif";
  });
const description = z.strictObject({
  id: idSchema,
  metadata: z.strictObject({ alt_text: z.strictObject({ text: z.string().max(1000) }) }),
});

export interface Library {
  media: Record<string, Media>;
  ownerId: string;
  now: Date;
  nextId(): string;
}

const appendPath = /^\/2\/media\/upload\/(\d+)\/append$/;
const finalizePath = /^\/2\/media\/upload\/(\d+)\/finalize$/;

/** Undefined where the request is none of these. */
export async function handleMedia(
  library: Library,
  request: Request,
): Promise<Response | undefined> {
  const { pathname } = new URL(request.url);
  const [, appendTo] = appendPath.exec(pathname) ?? [];
  const [, finalized] = finalizePath.exec(pathname) ?? [];
  if (request.method === "POST" && appendTo !== undefined)
    return append(library, request, appendTo);
  if (request.method === "POST" && finalized !== undefined) return finalize(library, finalized);
  switch (`${request.method} ${pathname}`) {
    case "POST /2/media/upload":
      return uploadWhole(library, request);
    case "POST /2/media/upload/initialize":
      return begin(library, await jsonOf(request));
    case "GET /2/media/upload":
      return look(library, queryOf(request, statusQuery)?.media_id ?? "");
    case "POST /2/media/metadata":
      return describe(library, await jsonOf(request));
    default:
      return undefined;
  }
}

/** Whether a post may have these: they are there, whole, and still kept. */
export function areUsable({ media, ownerId, now }: Library, ids: readonly string[]): boolean {
  return ids.every((id) => {
    const one = media[id];
    return one?.ownerId === ownerId && one.state === "ready" && now < new Date(one.endsAt);
  });
}

async function uploadWhole(library: Library, request: Request): Promise<Response> {
  const form = await fieldsOf(request, ["media", "media_category"]);
  const file = form?.get("media");
  if (!(file instanceof Blob) || form?.get("media_category") !== "tweet_image") {
    return no("media and media_category are required.");
  }
  if (file.size === 0 || file.size > maxBytes.tweet_image) return no("The media is too large.");
  if (!limits.images.mediaTypes.includes(file.type)) return no("The media type is not supported.");
  const { id } = add(library, {
    ...{ mediaType: file.type, totalBytes: file.size, state: "ready" },
    parts: [await base64(file)],
  });
  return Response.json({ data: { id, size: file.size, expires_after_secs: lastsMs / 1000 } });
}

function begin(library: Library, body: unknown): Response {
  const asked = beginning.safeParse(body).data;
  if (!asked) return no("The request is not valid.");
  const { media_type: mediaType, total_bytes: totalBytes } = asked;
  const { id } = add(library, { mediaType, totalBytes, parts: [], state: "open" });
  return Response.json({ data: { id, expires_after_secs: lastsMs / 1000 } });
}

async function append(library: Library, request: Request, id: string): Promise<Response> {
  const form = await fieldsOf(request, ["media", "segment_index"]);
  const file = form?.get("media");
  const index = z.coerce.number().int().min(0).max(999).safeParse(form?.get("segment_index")).data;
  const media = own(library, id);
  if (media?.state !== "open") return no("No such media.");
  if (!(file instanceof Blob) || index === undefined) return no("No such part.");
  if (file.size > maxPartBytes) return no("The part is too large.");
  while (media.parts.length < index) media.parts.push("");
  media.parts[index] = await base64(file);
  return Response.json({ data: { expires_at: new Date(media.endsAt).getTime() / 1000 } });
}

function finalize(library: Library, id: string): Response {
  const media = own(library, id);
  if (!media) return no("No such media.");
  if (bytesOf(media).length !== media.totalBytes) return no("Some of the media is missing.");
  media.state = "processing";
  const processing_info = { state: "pending", check_after_secs: 1 };
  return Response.json({ data: { id, processing_info } });
}

function look(library: Library, id: string): Response {
  const media = own(library, id);
  if (!media || media.state === "open") return no("No such media.");
  media.looks += 1;
  if (media.looks > looksUntilReady) media.state = "ready";
  const isReady = media.state === "ready";
  const info = isReady ? { state: "succeeded" } : { state: "in_progress", check_after_secs: 1 };
  return Response.json({ data: { id, processing_info: info } });
}

function describe(library: Library, body: unknown): Response {
  const asked = description.safeParse(body).data;
  const media = asked && own(library, asked.id);
  if (!media) return no("No such media.");
  media.alt = asked.metadata.alt_text.text;
  return Response.json({ data: { id: media.id } });
}

function add(
  { media, ownerId, now, nextId }: Library,
  file: Pick<Media, "mediaType" | "totalBytes" | "parts" | "state">,
): Media {
  const id = nextId();
  const endsAt = plus(now, lastsMs).toISOString();
  return (media[id] = { id, ownerId, ...file, alt: "", looks: 0, endsAt });
}

function own({ media, ownerId }: Library, id: string): Media | undefined {
  return media[id]?.ownerId === ownerId ? media[id] : undefined;
}

async function base64(file: Blob): Promise<string> {
  return Buffer.from(await file.arrayBuffer()).toString("base64");
}

function no(message: string): Response {
  return refuse(invalid(message));
}
