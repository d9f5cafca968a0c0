// Chooses where to break a laid-out text: the best gaps within reach, or, where a single word is
// longer than the limits, a place inside it.

import { Rank } from "./gaps.ts";
import { fitsBetween, maySever, reach, type Layout } from "./layout.ts";

/** A stretch that may not be cut and is longer than the limits. */
export type UncuttableProblem = "link-too-long" | "character-too-long";

export interface Cut {
  at: number;
  /** Whether what stands on both sides was one word. */
  tearsWord: boolean;
}

const wordSegmenter = new Intl.Segmenter("en", { granularity: "word" });
/** UTF-16 units on each side of a cut in which the beginning of its word is looked for. */
const wordWindow = 40;
const neverFirst = /[\p{Pe}\p{Pf}\p{Po}ーゝゞ々]/u;
const neverLast = /[\p{Ps}\p{Pi}]/u;

/**
 * The last gaps of each rank, or better, that can be reached from `from`.
 * @param firstGap index of the first gap to look at
 */
export function lastGapsWithinReach(
  layout: Layout,
  from: number,
  firstGap: number,
): Partial<Record<Rank, number>> {
  const last: Partial<Record<Rank, number>> = {};
  for (let index = firstGap; index < layout.gaps.length; index++) {
    const gap = layout.gaps[index];
    if (gap === undefined || !fitsBetween(layout, from, gap.start)) break;
    last[Rank.word] = index;
    if (gap.rank >= Rank.sentence) last[Rank.sentence] = index;
    if (gap.rank >= Rank.paragraph) last[Rank.paragraph] = index;
  }
  return last;
}

/** Where to cut a stretch without gaps that begins at `from` and does not fit up to its end, `to`. */
export function cutWord(
  layout: Layout,
  from: number,
  to: number,
): Cut | { problem: UncuttableProblem } {
  const furthest = reach(layout, from, to);
  if (furthest === from) {
    const isLink = layout.links.some((link) => link.start === from);
    return { problem: isLink ? "link-too-long" : "character-too-long" };
  }
  const wordStart = wordStartBefore(layout, from, furthest, to);
  return { at: wordStart ?? furthest, tearsWord: wordStart === undefined };
}

/**
 * Scripts without spaces still have words: where the one that lies across `offset` begins, or an
 * earlier one, so that no punctuation mark is torn off; nothing if none begins near.
 */
function wordStartBefore(
  layout: Layout,
  from: number,
  offset: number,
  to: number,
): number | undefined {
  const { text } = layout;
  const windowStart = Math.max(from, offset - wordWindow);
  const words = wordSegmenter.segment(text.slice(windowStart, Math.min(to, offset + wordWindow)));
  let word = words.containing(offset - windowStart);
  while (word !== undefined && word.index > 0) {
    const start = windowStart + word.index;
    const tears = neverFirst.test(text.charAt(start)) || neverLast.test(text.charAt(start - 1));
    if (!tears && maySever(layout, from, start)) return start;
    word = words.containing(word.index - 1);
  }
  return undefined;
}
