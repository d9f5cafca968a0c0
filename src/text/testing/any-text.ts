// Any text, for property tests: texts from the corpus, made of it, and no texts at all but code units.

import fc from "fast-check";
import { corpus, corpusGaps, corpusWords } from "./corpus.ts";

/** Words of the given kinds, with gaps between them: what people write, at its worst. */
export function wordsOf(
  ...kinds: readonly (keyof typeof corpusWords)[]
): fc.Arbitrary<{ word: string; gap: string }[]> {
  const words = kinds.map((kind) => fc.constantFrom<string[]>(...corpusWords[kind]));
  const word = fc.oneof(...words);
  return fc.array(fc.record({ word, gap: fc.constantFrom(...corpusGaps.filter(Boolean)) }), {
    maxLength: 36,
    size: "max",
  });
}

export function written(words: readonly { word: string; gap: string }[]): string {
  return words.map(({ word, gap }) => word + gap).join("");
}

const kinds = Object.keys(corpusWords) as (keyof typeof corpusWords)[];

export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...corpus.map(({ text }) => text)),
  { arbitrary: wordsOf("plain", ...kinds).map(written), weight: 40 },
  {
    arbitrary: fc.uint16Array({ maxLength: 60 }).map((units) => String.fromCharCode(...units)),
    weight: 8,
  },
);
