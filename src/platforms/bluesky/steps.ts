// The steps of a composition, and what their names stand for. Uploads come right before the first
// post, which is the one that shows them.

import type { Call, Composition, Image, IntendContext, Step } from "#connector/contract.ts";
import { minutes, plus } from "#kernel/clock.ts";
import type { JsonObject } from "#kernel/json.ts";

import { mentionedHandles } from "./facets.ts";
import { segmentExtra } from "./record.ts";
import { newTid } from "./tid.ts";

export const mentions = "mentions";
export const readBack = "read-back";
const thumbnail = "thumbnail";

/** Servers keep an unused upload for an hour at least: https://atproto.com/specs/blob (2026-11-22) */
const uploadLastsMs = minutes(50);

export function steps(composition: Composition): readonly Step[] {
  const [first] = composition.segments;
  const uploads = [...(first?.images.keys() ?? [])].map((index) => `image-${index}`);
  if (first?.card?.thumbnail) uploads.push(thumbnail);
  return [
    ...(handlesIn(composition).length > 0 ? [read(mentions)] : []),
    ...uploads.map((name): Step => ({ name, effect: "orphan", resultLastsMs: uploadLastsMs })),
    ...composition.segments.map((_, index): Step => ({ name: `segment-${index}`, effect: "once" })),
    read(readBack),
  ];
}

/**
 * The key and the time of a post. Each post of a thread is dated a millisecond further on, so that
 * keys and times keep the order of the thread even when the clock stands still between them.
 */
export function intend({ name }: Step, { now, random }: IntendContext): JsonObject {
  const index = segmentIndex(name);
  if (index === null) return {};
  const createdAt = plus(now, index);
  return { rkey: newTid(createdAt, random), createdAt: createdAt.toISOString() };
}

/** Which segment the step posts; null for other steps. */
export function segmentIndex(stepName: string): number | null {
  return numberBehind("segment-", stepName);
}

export function handlesIn({ segments }: Composition): string[] {
  return mentionedHandles(segments.flatMap(({ extra }) => segmentExtra.parse(extra).facets));
}

/** The image that an upload step uploads. */
export function imageOf({ step, composition }: Call): Image {
  const [first] = composition.segments;
  const index = numberBehind("image-", step.name);
  const image = index !== null ? first?.images[index] : first?.card?.thumbnail;
  if (!image) throw new Error(`The composition has no step ${step.name}`);
  return image;
}

function numberBehind(prefix: string, name: string): number | null {
  return name.startsWith(prefix) ? Number(name.slice(prefix.length)) : null;
}

function read(name: string): Step {
  return { name, effect: "read" };
}
