// What a text ends with behind its last words: hashtags and the link, which stay together.

import type { Layout } from "./layout.ts";

/** A word with the whitespace before it. */
export interface EndingWord {
  before: string;
  word: string;
  kind: "hashtag" | "link";
}

export interface Ending {
  words: readonly EndingWord[];
  /** Index of the gap before the first of them; how many gaps there are if there is none. */
  firstGap: number;
}

/** None where nothing else stands before it. */
export function endingOf(layout: Layout, url: string | null): Ending {
  const { text, start, gaps, entities } = layout;
  const hashtags = entities.filter(({ kind }) => kind === "hashtag");
  const hashtagStarts = new Set(hashtags.map((hashtag) => hashtag.start));
  const kindOf = (word: string, at: number) =>
    word === url ? "link" : hashtagStarts.has(at) ? "hashtag" : null;
  const words: EndingWord[] = [];
  let end = layout.end;
  let firstGap = gaps.length;
  for (const gap of gaps.toReversed()) {
    const before = text.slice(gap.start, gap.end);
    const word = text.slice(gap.end, end);
    const kind = kindOf(word, gap.end);
    if (kind === null || before === "") return { words: words.reverse(), firstGap };
    words.push({ before, word, kind });
    end = gap.start;
    firstGap--;
  }
  const hasBody = kindOf(text.slice(start, end), start) === null;
  return hasBody ? { words: words.reverse(), firstGap } : { words: [], firstGap: gaps.length };
}
