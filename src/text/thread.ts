// Splits a text into the segments of a thread: sentences stay whole if they fit a segment, and the
// thread does not end with a word torn from its sentence.

import { cutWord, lastGapsWithinReach, type UncuttableProblem } from "./breaking.ts";
import type { TextRange } from "./entities.ts";
import { Rank } from "./gaps.ts";
import { fitsBetween, type Layout } from "./layout.ts";

export type ThreadProblem = UncuttableProblem | "too-many-segments";

/** Sentences are given up, and segments filled word by word, only if the thread gets too long otherwise. */
export function splitIntoThread(
  layout: Layout,
  maxSegments: number,
): readonly TextRange[] | { problem: ThreadProblem } {
  for (const keepSentences of [true, false]) {
    const segments = pack(layout, keepSentences);
    if ("problem" in segments) return segments;
    if (segments.length <= maxSegments) return withoutOrphan(layout, segments);
  }
  return { problem: "too-many-segments" };
}

function pack(
  layout: Layout,
  keepSentences: boolean,
): TextRange[] | { problem: UncuttableProblem } {
  const segments: TextRange[] = [];
  let start = layout.start;
  let nextGap = 0;
  while (!fitsBetween(layout, start, layout.end)) {
    const index = chooseGap(layout, start, nextGap, keepSentences);
    const gap = index === undefined ? undefined : layout.gaps[index];
    if (index !== undefined && gap !== undefined) {
      segments.push({ start, end: gap.start });
      start = gap.end;
      nextGap = index + 1;
    } else {
      const cut = cutWord(layout, start, layout.gaps[nextGap]?.start ?? layout.end);
      if ("problem" in cut) return cut;
      segments.push({ start, end: cut.at });
      start = cut.at;
    }
  }
  return [...segments, { start, end: layout.end }];
}

function chooseGap(
  layout: Layout,
  start: number,
  nextGap: number,
  keepSentences: boolean,
): number | undefined {
  const last = lastGapsWithinReach(layout, start, nextGap);
  const sentence = last[Rank.sentence];
  if (!keepSentences || sentence === undefined) return last[Rank.word];
  const paragraph = last[Rank.paragraph];
  if (paragraph === undefined) return sentence;
  // A paragraph's end is worth no more than half of the segment.
  const lengthTo = (index: number) => (layout.gaps[index]?.start ?? start) - start;
  return lengthTo(paragraph) * 2 >= lengthTo(sentence) ? paragraph : sentence;
}

/**
 * A last segment of one word takes over the end of the segment before it: whole sentences if it can,
 * else words, but only if its own sentence is broken already and two words stay behind.
 */
function withoutOrphan(layout: Layout, segments: readonly TextRange[]): readonly TextRange[] {
  const last = segments.at(-1);
  const previous = segments.at(-2);
  if (last === undefined || previous === undefined) return segments;
  const between = layout.gaps.findIndex((gap) => gap.start === previous.end);
  if (between !== layout.gaps.length - 1 || between < 0) return segments;
  const gap = earlierGap(layout, previous.start, between);
  if (gap === undefined) return segments;
  return [
    ...segments.slice(0, -2),
    { start: previous.start, end: gap.start },
    { start: gap.end, end: last.end },
  ];
}

/** Within the segment that begins at `from`: beyond it the end is out of reach, or it were one segment. */
function earlierGap(layout: Layout, from: number, between: number): TextRange | undefined {
  const mayBreakSentence = layout.gaps[between]?.rank === Rank.word;
  let nearestWord: TextRange | undefined;
  for (let index = between - 1; index >= 0; index--) {
    const gap = layout.gaps[index];
    if (gap === undefined || !fitsBetween(layout, gap.end, layout.end)) break;
    if (gap.rank >= Rank.sentence) return gap;
    const leavesTwoWords = (layout.gaps[index - 1]?.start ?? from) > from;
    if (mayBreakSentence && leavesTwoWords) nearestWord ??= gap;
  }
  return nearestWord;
}
