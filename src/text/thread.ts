// Splits a text into the segments of a thread: sentences stay whole if they fit a segment, the hashtags
// at the end stay together, and neither they nor a word torn from its sentence are left alone there.

import { cutWord, lastGapsWithinReach, type UncuttableProblem } from "./breaking.ts";
import { endingOf, type Ending } from "./ending.ts";
import type { TextRange } from "./entities.ts";
import { Rank } from "./gaps.ts";
import { fitsBetween, type Layout } from "./layout.ts";

export type ThreadProblem = UncuttableProblem | "too-many-segments";

export interface ThreadOptions {
  maxSegments: number;
  /** The link that belongs to the end of the text where it stands among its hashtags. */
  url: string | null;
}

/** Sentences are given up, and segments filled word by word, only if the thread gets too long otherwise. */
export function splitIntoThread(
  whole: Layout,
  { maxSegments, url }: ThreadOptions,
): readonly TextRange[] | { problem: ThreadProblem } {
  const ending = endingOf(whole, url);
  const layout = withHashtagsTogether(whole, ending);
  for (const keepSentences of [true, false]) {
    const segments = pack(layout, keepSentences, maxSegments);
    if ("problem" in segments) return segments;
    if (segments.length <= maxSegments) return withoutOrphan(layout, segments, ending);
  }
  return { problem: "too-many-segments" };
}

/** Without the gaps between the first and the last hashtag of the ending, if a segment can hold them. */
function withHashtagsTogether(layout: Layout, { words, firstGap }: Ending): Layout {
  const { gaps, end } = layout;
  const isHashtag = ({ kind }: { kind: string }) => kind === "hashtag";
  const first = firstGap + words.findIndex(isHashtag);
  const last = firstGap + words.findLastIndex(isHashtag);
  const start = gaps[first]?.end;
  if (last <= first || start === undefined) return layout;
  if (!fitsBetween(layout, start, gaps[last + 1]?.start ?? end)) return layout;
  return { ...layout, gaps: gaps.filter((_, index) => index <= first || index > last) };
}

/** With more segments than there may be, the last one is all the rest. */
function pack(
  layout: Layout,
  keepSentences: boolean,
  maxSegments: number,
): TextRange[] | { problem: UncuttableProblem } {
  const segments: TextRange[] = [];
  let start = layout.start;
  let nextGap = 0;
  while (segments.length <= maxSegments && !fitsBetween(layout, start, layout.end)) {
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
 * The last segment takes over the end of the segment before it where it would be one word, or nothing
 * but an ending with hashtags.
 */
function withoutOrphan(
  layout: Layout,
  segments: readonly TextRange[],
  ending: Ending,
): readonly TextRange[] {
  const last = segments.at(-1);
  const previous = segments.at(-2);
  if (last === undefined || previous === undefined) return segments;
  const between = layout.gaps.findIndex((gap) => gap.start === previous.end);
  if (between < 0) return segments;
  const hasHashtags = ending.words.some(({ kind }) => kind === "hashtag");
  const gap =
    hasHashtags && between >= ending.firstGap
      ? gapBeforeHashtags(layout, previous.start, ending.firstGap)
      : gapBeforeOrphan(layout, previous.start, between);
  if (gap === undefined) return segments;
  return [
    ...segments.slice(0, -2),
    { start: previous.start, end: gap.start },
    { start: gap.end, end: last.end },
  ];
}

/** Of the text's last sentence if there is room for it, else of about a half of what stands there. */
function gapBeforeHashtags(layout: Layout, from: number, firstGap: number): TextRange | undefined {
  const middle = (from + (layout.gaps[firstGap]?.start ?? from)) / 2;
  let best: TextRange | undefined;
  for (const gap of layout.gaps.slice(0, firstGap).reverse()) {
    if (!fitsBetween(layout, gap.end, layout.end)) break;
    if (gap.rank >= Rank.sentence) return gap;
    if (best === undefined || gap.start >= middle) best = gap;
  }
  return best;
}

/**
 * Whole sentences if it can be, else words, but only if the orphan's own sentence is broken already
 * and two words stay behind, in the segment that begins at `from`. Beyond that, the end is out of
 * reach, or it were one segment.
 */
function gapBeforeOrphan(layout: Layout, from: number, between: number): TextRange | undefined {
  if (between !== layout.gaps.length - 1) return undefined;
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
