// The steps of a composition, and what their names stand for. A file takes two: an address to send it
// to, and the sending; files of pages can be looked at afterwards.

import { z } from "zod";

import type { Call, Composition, Image, Step } from "#connector/contract.ts";
import { hours, minutes } from "#kernel/clock.ts";

/** What `compose` adds to a segment. */
export const segmentExtra = z.object({
  visibility: z.enum(["PUBLIC", "CONNECTIONS"]),
  looksAtImages: z.boolean(),
});

export const segmentName = "segment-0";

/** How long an address for a file is good is told with it, and is longer than this. */
const addressLastsMs = minutes(30);
/** Ours: how long an unused file is kept is not documented. */
const uploadLastsMs = hours(6);

const names = /^(image-\d+|thumbnail)(?:-(begin|ready))?$/;

export function steps({ segments }: Composition): readonly Step[] {
  return segments.flatMap((segment) => {
    const files = segment.images.map((_, index) => `image-${index}`);
    if (segment.card?.thumbnail) files.push("thumbnail");
    const { looksAtImages } = segmentExtra.parse(segment.extra);
    return [
      ...files.flatMap((file): Step[] => [
        { name: `${file}-begin`, effect: "orphan", resultLastsMs: addressLastsMs },
        { name: file, effect: "orphan", resultLastsMs: uploadLastsMs },
        ...(looksAtImages ? [{ name: `${file}-ready`, effect: "read" } as const] : []),
      ]),
      { name: segmentName, effect: "once" },
    ];
  });
}

export type NamedStep = { kind: "begin" | "upload" | "ready"; file: string } | { kind: "segment" };

/** @throws when it is no step of ours */
export function readName(name: string): NamedStep {
  if (name === segmentName) return { kind: "segment" };
  const [, file, stage] = names.exec(name) ?? [];
  if (file === undefined) throw new Error(`There is no step ${name}`);
  const kind = stage === "begin" || stage === "ready" ? stage : "upload";
  return { kind, file };
}

export function imageOf({ composition }: Pick<Call, "composition">, file: string): Image {
  const [segment] = composition.segments;
  const index = Number(file.replace("image-", ""));
  const image = file === "thumbnail" ? segment?.card?.thumbnail : segment?.images[index];
  if (!image) throw new Error(`The composition has no ${file}`);
  return image;
}
