// The fake's containers: what they may be, and the images that are fetched for them.

import { z } from "zod";

import { hours, plus } from "#kernel/clock.ts";
import { usedLength } from "#text/measure.ts";

import { limits } from "./about.ts";
import type { Container } from "./fake-state.ts";

/** Every value of a form is a text. */
export const newContainer = z.strictObject({
  media_type: z.enum(["TEXT", "IMAGE", "CAROUSEL"]),
  text: z.string().optional(),
  image_url: z.string().optional(),
  alt_text: z.string().max(1000).optional(),
  is_carousel_item: z.literal("true").optional(),
  children: z.string().optional(),
  reply_to_id: z.string().optional(),
  reply_control: z.enum(["everyone", "accounts_you_follow", "mentioned_only"]).optional(),
  topic_tag: z
    .string()
    .regex(/^[^.&]{1,50}$/)
    .optional(),
});
export type NewContainer = z.infer<typeof newContainer>;

type Images = Container["images"];

const lastsMs = hours(24);
const fetchWithinMs = 10_000;

/** The images, or why there are none. */
export async function imagesFor(
  { media_type: type, image_url: url, alt_text: alt = "", children = "" }: NewContainer,
  containers: Readonly<Record<string, Container>>,
): Promise<Images | { code: number; message: string }> {
  switch (type) {
    case "TEXT":
      return [];
    case "IMAGE": {
      const dataUrl = await fetched(url ?? "");
      return dataUrl === undefined
        ? { code: 2_207_052, message: "The media could not be fetched from this URI" }
        : [{ dataUrl, alt }];
    }
    case "CAROUSEL": {
      const items = children.split(",").map((id) => containers[id]);
      const isWhole =
        items.length >= 2 && items.length <= 20 && items.every((item) => item?.isItem);
      if (!isWhole) return { code: 100, message: "Invalid parameter: children" };
      return items.flatMap((item) => item?.images ?? []);
    }
  }
}

export function objectionTo({ text = "", media_type: type }: NewContainer): string | undefined {
  if (limits.text.some((limit) => usedLength(text, limit) > limit.max)) {
    return "Param text must be at most 500 characters long";
  }
  return type === "TEXT" && text.trim() === "" ? "Param text is required" : undefined;
}

/** Images take until somebody has looked once. */
export function statusOf(container: Container, now: Date): string {
  if (container.postId !== null) return "PUBLISHED";
  if (plus(new Date(container.createdAt), lastsMs) <= now) return "EXPIRED";
  return container.images.length > 0 && container.looks < 2 ? "IN_PROGRESS" : "FINISHED";
}

/** As Meta's servers would, from an address of the web; for tests also one that holds the bytes. */
async function fetched(url: string): Promise<string | undefined> {
  if (url.startsWith("data:image/")) return url;
  try {
    // eslint-disable-next-line no-restricted-globals -- Meta's servers fetch it, not the product.
    const answer = await fetch(url, { signal: AbortSignal.timeout(fetchWithinMs) });
    const type = answer.headers.get("content-type") ?? "";
    if (answer.status !== 200 || !limits.images.mediaTypes.includes(type)) return undefined;
    const bytes = Buffer.from(await answer.arrayBuffer());
    return `data:${type};base64,${bytes.toString("base64")}`;
  } catch {
    return undefined;
  }
}
