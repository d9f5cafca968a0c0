// The steps of a composition, and what their names stand for. A post is made in two phases: a container,
// which nobody sees and which Meta works on, and its publication. Its address is read afterwards.

import { z } from "zod";

import type { Call, Composition, Segment, Step } from "#connector/contract.ts";

import { containerLastsMs } from "./about.ts";

/** What `compose` adds to a segment. */
export const segmentExtra = z.object({
  replyControl: z.enum(["accounts_you_follow", "mentioned_only"]).optional(),
  topic: z.string().optional(),
});

/** A person who has found a post live knows its address alone; its id is looked up. */
const published = z.object({
  id: z.string().optional(),
  permalink: z.string().nullable().optional(),
});
type Published = z.infer<typeof published>;

const names = /^(item|container|status|publish|link)-(\d+)(?:-(\d+))?$/;

export type StepKind = "item" | "container" | "status" | "publish" | "link";

export interface NamedStep {
  kind: StepKind;
  /** Of the segment. */
  index: number;
  /** Of the image, for an item of a carousel. */
  item: number;
}

export function steps({ segments }: Composition): readonly Step[] {
  return segments.flatMap(({ images }, index): Step[] => [
    ...(images.length > 1 ? images : []).map((_, item) => container(`item-${index}-${item}`)),
    container(`container-${index}`),
    { name: `status-${index}`, effect: "read" },
    { name: `publish-${index}`, effect: "once" },
    { name: `link-${index}`, effect: "read" },
  ]);
}

/** @throws when it is no step of ours */
export function readName(name: string): NamedStep {
  const [, kind, index, item = "0"] = names.exec(name) ?? [];
  if (kind === undefined) throw new Error(`There is no step ${name}`);
  return { kind: kind as StepKind, index: Number(index), item: Number(item) };
}

export function segmentOf({ composition }: Pick<Call, "composition">, index: number): Segment {
  const segment = composition.segments[index];
  if (!segment) throw new Error(`The composition has no segment ${index}`);
  return segment;
}

/** What is known of a post that is out. */
export function publishedBy({ results }: Pick<Call, "results">, index: number): Published {
  const found = published.safeParse(results[`link-${index}`]).data;
  return { ...published.parse(results[`publish-${index}`]), ...found };
}

function container(name: string): Step {
  return { name, effect: "orphan", resultLastsMs: containerLastsMs };
}
