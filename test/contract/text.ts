// Texts measured and compared by means of our own, not the product's: a second opinion.

import type { TextLimit } from "#text/measure.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

export function graphemesOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

export function lengthOf(text: string, unit: TextLimit["unit"]): number {
  switch (unit) {
    case "grapheme":
      return graphemesOf(text).length;
    case "utf16":
      return text.length;
    case "byte":
      return Buffer.byteLength(text);
  }
}

export function fits(text: string, limits: readonly TextLimit[]): boolean {
  return limits.every(({ max, unit }) => lengthOf(text, unit) <= max);
}

/** The web addresses in a text, taken to end where ASCII does, or at a bracket. */
export function addressesIn(text: string): string[] {
  return text.match(/https?:\/\/[\x21-\x3b\x3d\x3f-\x7e]+/gi) ?? [];
}

/** What a reader sees of texts, in order: their graphemes without whitespace, halves of pairs as U+FFFD. */
export function visible(...texts: readonly string[]): string[] {
  return texts
    .flatMap((text) => graphemesOf(text.toWellFormed()))
    .filter((grapheme) => grapheme.trim() !== "");
}

/** What is left of `whole` when `part` is taken from it, in order; undefined when it is not all there. */
export function remainder(whole: readonly string[], part: readonly string[]): string[] | undefined {
  const rest: string[] = [];
  let taken = 0;
  for (const grapheme of whole) {
    if (grapheme === part[taken]) taken += 1;
    else rest.push(grapheme);
  }
  return taken === part.length ? rest : undefined;
}
