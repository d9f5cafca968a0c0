// Texts measured and compared by means of our own, not the product's: a second opinion.

import twitterText from "twitter-text";
import type { TextLimit } from "#text/measure.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

export function graphemesOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

export function lengthOf(text: string, limit: TextLimit): number {
  const { linkLength, shortMentions = false, doubled = "" } = limit;
  const named = shortMentions ? text.replace(/(@\w+)@[\w.-]+\w/g, "$1") : text;
  const links = linkLength === undefined ? [] : pricedIn(named);
  const rest = links.reduce((left, link) => left.replace(link, ""), named);
  const twice = [...rest].filter((character) => doubled.includes(character)).length;
  return unitsIn(rest, limit.unit) + twice + links.length * (linkLength ?? 0);
}

export function fits(text: string, limits: readonly TextLimit[]): boolean {
  return limits.every((limit) => lengthOf(text, limit) <= limit.max);
}

/** Links with a scheme, as Mastodon prices them: by the rules of this library, in any script. */
function pricedIn(text: string): string[] {
  const options = { extractUrlsWithoutProtocol: false };
  const plain = text.replace(/[\u00c0-\u024f]/g, "o");
  return twitterText
    .extractUrlsWithIndices(plain, options)
    .map(({ indices: [start, end] }) => text.slice(start, end));
}

function unitsIn(text: string, unit: TextLimit["unit"]): number {
  switch (unit) {
    case "grapheme":
      return graphemesOf(text).length;
    case "utf16":
      return text.length;
    case "byte":
      return Buffer.byteLength(text);
    case "weighted":
      return weightOf(text);
    case "emoji-bytes":
      return sum(
        graphemesOf(text).map((grapheme) =>
          isEmoji(grapheme) ? Buffer.byteLength(grapheme) : [...grapheme].length,
        ),
      );
  }
}

/** By the platform's own library, whose emoji are of 2018: newer ones are put as an older one. */
function weightOf(text: string): number {
  const known = graphemesOf(text).map((grapheme) => (isEmoji(grapheme) ? "🙂" : grapheme));
  // What begins with a mark on a space cannot be looked up, and is no link with us; the library sees one.
  const apart = known.join("").replace(/(?<=\s\p{M})(?=\w)/gu, "@");
  return twitterText.parseTweet(apart).weightedLength - (apart.length - known.join("").length);
}

function isEmoji(grapheme: string): boolean {
  return /\p{RGI_Emoji}/v.test(grapheme) || /\p{Extended_Pictographic}\ufe0f?/u.test(grapheme);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
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
