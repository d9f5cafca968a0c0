// The steps of a composition, and what their names stand for. A post bears a key by which the instance
// drops a repeat for an hour.

import { z } from "zod";

import type { Call, Composition, Image, IntendContext, Step } from "#connector/contract.ts";
import { hours, minutes, seconds } from "#kernel/clock.ts";
import type { JsonObject } from "#kernel/json.ts";

/** What `compose` adds to a segment. */
export const segmentExtra = z.object({
  visibility: z.enum(["public", "unlisted", "private"]),
  contentWarning: z.string().optional(),
  language: z.string().optional(),
});

export const segmentIntent = z.object({ key: z.string() });

/** An hour (https://docs.joinmastodon.org/methods/statuses/#headers, 2026-11-25), less what a request takes. */
const keyedForMs = minutes(55);
/**
 * The key is kept once the post is made, and not before: app/services/post_status_service.rb of
 * mastodon/mastodon (2026-11-25). Ours: making it takes a second or two, and some more on a slow server.
 */
const underWayForMs = seconds(20);
/** Unused media are removed after some hours; how many is not documented. */
const uploadLastsMs = hours(1);

const names = /^(image|segment)-(\d+)(-ready)?$/;

export function steps({ segments }: Composition): readonly Step[] {
  const images = segments[0]?.images ?? [];
  return [
    ...images.flatMap((_, index): Step[] => [
      { name: `image-${index}`, effect: "orphan", resultLastsMs: uploadLastsMs },
      { name: `image-${index}-ready`, effect: "read", resultLastsMs: uploadLastsMs },
    ]),
    ...segments.map((_, index): Step => ({
      name: `segment-${index}`,
      effect: { keyedForMs, underWayForMs },
    })),
  ];
}

export function intend({ name }: Step, { random }: IntendContext): JsonObject {
  if (readName(name).kind !== "segment") return {};
  const part = () =>
    Math.floor(random() * 2 ** 48)
      .toString(36)
      .padStart(10, "0");
  return { key: `broadside-${part()}${part()}` };
}

/** @throws when it is no step of ours */
export function readName(name: string): { kind: "upload" | "ready" | "segment"; index: number } {
  const [, what, index, isReady] = names.exec(name) ?? [];
  if (what === undefined) throw new Error(`There is no step ${name}`);
  const kind = what === "segment" ? "segment" : isReady ? "ready" : "upload";
  return { kind, index: Number(index) };
}

export function imageOf({ composition }: Pick<Call, "composition">, index: number): Image {
  const image = composition.segments[0]?.images[index];
  if (!image) throw new Error(`The composition has no image ${index}`);
  return image;
}
