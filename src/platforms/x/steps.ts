// The steps of a composition, and what their names stand for. An image is uploaded whole; a GIF in
// parts, and then X takes its time with it. Alt texts are told afterwards.

import { z } from "zod";

import type { Call, Composition, Image, IntendContext, Step } from "#connector/contract.ts";
import type { JsonObject } from "#kernel/json.ts";

import { mediaLastsMs } from "./about.ts";
import { createdAnswer } from "./wire.ts";

/** What `compose` adds to a segment. */
export const segmentExtra = z.object({
  replySettings: z.enum(["following", "mentionedUsers", "subscribers", "verified"]).optional(),
  madeWithAi: z.boolean().optional(),
});

/** Of a step that may have to wait for X: since when, as it does not wait for ever. */
export const waitIntent = z.object({ since: z.iso.datetime() });

/** Of one request; X takes up to 5 MB: https://docs.x.com/x-api/media/quickstart/media-upload-chunked (2026-11-25) */
export const partBytes = 4 * 1024 * 1024;

export type StepKind = "upload" | "begin" | "part" | "end" | "ready" | "alt" | "segment";

export interface NamedStep {
  kind: StepKind;
  /** Of the image, or of the segment. */
  index: number;
  /** Of a part of a file. */
  part: number;
}

const names = /^(image|alt|segment)-(\d+)(?:-(begin|end|ready|part)(?:-(\d+))?)?$/;

export function steps({ segments }: Composition): readonly Step[] {
  const images = segments[0]?.images ?? [];
  return [
    ...images.flatMap((image, index) => namesFor(image, index).map(upload)),
    ...segments.map((_, index): Step => ({ name: `segment-${index}`, effect: "once" })),
  ];
}

export function intend({ name }: Step, { now }: IntendContext): JsonObject {
  const { kind, index } = readName(name);
  const mayWait = kind === "ready" || (kind === "segment" && index > 0);
  return mayWait ? { since: now.toISOString() } : {};
}

/** @throws when it is no step of ours */
export function readName(name: string): NamedStep {
  const [, what, index, stage, part = "0"] = names.exec(name) ?? [];
  if (what === undefined) throw new Error(`There is no step ${name}`);
  const kind = (what === "image" ? (stage ?? "upload") : what) as StepKind;
  return { kind, index: Number(index), part: Number(part) };
}

export function imageOf({ composition }: Pick<Call, "composition">, index: number): Image {
  const image = composition.segments[0]?.images[index];
  if (!image) throw new Error(`The composition has no image ${index}`);
  return image;
}

/**
 * The media that the last step before this one was about. Steps of an image hand it on: when its first
 * ones have lapsed and are taken again, the others go on with the media that they have done their part to.
 */
export function mediaBefore(call: Call, index: number): string {
  const all = namesFor(imageOf(call, index), index);
  return idIn(call, all[all.indexOf(call.step.name) - 1]);
}

/** The media that all has been done to. */
export function mediaAfter(call: Call, index: number): string {
  return idIn(call, namesFor(imageOf(call, index), index).at(-1));
}

/** The id that a step has left. */
export function idIn({ results }: Pick<Call, "results">, step: string | undefined): string {
  return createdAnswer.shape.data.parse(results[step ?? ""]).id;
}

/** All that is done to an image, in order. */
function namesFor(image: Image, index: number): string[] {
  const alt = image.alt === "" ? [] : [`alt-${index}`];
  if (image.mediaType !== "image/gif") return [`image-${index}`, ...alt];
  const parts = Math.max(1, Math.ceil(image.sizeBytes / partBytes));
  return [
    `image-${index}-begin`,
    ...Array.from({ length: parts }, (_, part) => `image-${index}-part-${part}`),
    `image-${index}-end`,
    `image-${index}-ready`,
    ...alt,
  ];
}

function upload(name: string): Step {
  return { name, effect: "orphan", resultLastsMs: mediaLastsMs };
}
