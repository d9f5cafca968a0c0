// What fitting promises, for any text and any limits, checked without this room's own counting.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitText } from "./fit.ts";
import type { TextLimit } from "./measure.ts";
import { anyText, wordsOf, written } from "./testing/any-text.ts";

const options = { numRuns: Number(process.env["TEXT_CASES"] ?? 500), seed: 4 };
const url = "https://example.com/the-post?it=is-about";

const graphemeSegmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const encoder = new TextEncoder();
const graphemesOf = (text: string) =>
  Array.from(graphemeSegmenter.segment(text), ({ segment }) => segment);
const visibleGraphemes = (texts: readonly string[]) =>
  texts.flatMap((text) => graphemesOf(text).filter((grapheme) => /\S/.test(grapheme))).join("|");
const lengthOf: Record<TextLimit["unit"], (text: string) => number> = {
  grapheme: (text) => graphemesOf(text).length,
  utf16: (text) => text.length,
  byte: (text) => encoder.encode(text).length,
};
const isWithin = (text: string, limits: readonly TextLimit[]) =>
  limits.every(({ max, unit }) => lengthOf[unit](text) <= max);
const withoutSpace = (text: string) => text.replace(/\s/g, "");
const wordsIn = (text: string) => text.split(/\s+/).filter(Boolean);
const linksIn = (text: string) => text.match(/https?:\/\/[^\s「」，。！？]+/g) ?? [];

const unit = fc.constantFrom<TextLimit["unit"][]>("grapheme", "utf16", "byte");
const limitsFrom = (min: number) =>
  fc.array(fc.record({ max: fc.integer({ min, max: min + 150 }), unit }), {
    minLength: 1,
    maxLength: 2,
  });

const split = (text: string, limits: readonly TextLimit[]) =>
  fitText(text, { limits, mode: "thread", maxSegments: Infinity });
const shorten = (text: string, limits: readonly TextLimit[], required: string | null) =>
  fitText(text, { limits, mode: "shorten", maxSegments: 1, url: required });

describe("a thread, for any text", () => {
  it("holds all of it once and in order, cut between graphemes, within the limits; else one link or grapheme is beyond them", () => {
    fc.assert(
      fc.property(anyText, limitsFrom(1), (text, limits) => {
        const result = split(text, limits);
        if ("problem" in result) {
          const uncuttable = result.problem === "link-too-long" ? wordsIn(text) : graphemesOf(text);
          expect(uncuttable.every((part) => isWithin(part, limits))).toBe(false);
          return;
        }
        expect(result.segments.filter((segment) => !isWithin(segment, limits))).toEqual([]);
        // Of equal graphemes in equal order: nothing lost, doubled, moved or cut apart.
        expect(visibleGraphemes(result.segments)).toBe(visibleGraphemes([text]));
      }),
      options,
    );
  });

  it("keeps every word and link whole that fits a segment", () => {
    const words = wordsOf(
      "plain",
      "plain",
      "emoji",
      "rightToLeft",
      "links",
      "mentions",
      "hashtags",
    );
    fc.assert(
      fc.property(words, limitsFrom(90), (parts, limits) => {
        const text = written(parts);
        fc.pre(parts.every(({ word }) => isWithin(word, limits)));
        const result = split(text, limits);
        expect(result).not.toHaveProperty("problem");
        if ("problem" in result) return;
        expect(result.segments.flatMap(wordsIn)).toEqual(wordsIn(text));
      }),
      options,
    );
  });

  it("keeps every sentence whole that fits a segment, unless the thread may not get that long", () => {
    const sentence = fc
      .array(fc.constantFrom("two", "three", "seven", "(eleven)", "https://a.com/b"), {
        minLength: 1,
        maxLength: 9,
      })
      .map((words) => `So ${words.join(" ")}.`);
    const sentences = fc.array(sentence, { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(sentences, fc.constantFrom(" ", "\n", "\n\n"), (list, gap) => {
        const limits = [{ max: 160, unit: "grapheme" }] as const;
        const result = split(list.join(gap), limits);
        const segments = "problem" in result ? [] : result.segments;
        const torn = list.filter((one) => !segments.some((segment) => segment.includes(one)));
        expect(torn).toEqual([]);
      }),
      options,
    );
  });

  it("has no single word of a torn sentence at its end, if it can be helped", () => {
    const word = fc.constantFrom("a", "two", "three", "seventeen", "uncharacteristically");
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 3, maxLength: 60 }),
        fc.integer({ min: 20, max: 60 }),
        (words, max) => {
          const limits = [{ max, unit: "utf16" }] as const;
          const result = split(words.join(" "), limits);
          const segments = "problem" in result ? [] : result.segments;
          const [last = "", previous = ""] = segments.toReversed();
          const isOrphan = segments.length > 1 && wordsIn(last).length === 1;
          const canBeHelped =
            wordsIn(previous).length > 2 && isWithin(`${wordsIn(previous).at(-1)} ${last}`, limits);
          expect(isOrphan && canBeHelped).toBe(false);
        },
      ),
      options,
    );
  });
});

describe("a shortened text, for any text", () => {
  it("is one segment within the limits that begins as the text does and contains the link", () => {
    fc.assert(
      fc.property(anyText, limitsFrom(1), fc.constantFrom(url, null), (text, limits, required) => {
        const result = shorten(text, limits, required);
        if ("problem" in result) {
          const tooLong = required === null ? [...wordsIn(text), ...graphemesOf(text)] : [required];
          expect(tooLong.every((part) => isWithin(part, limits))).toBe(false);
          return;
        }
        const [segment = "", ...others] = result.segments;
        expect(others).toEqual([]);
        expect(isWithin(segment, limits)).toBe(true);
        expect(segment).toContain(required ?? "");
        const head = segment.slice(0, Math.max(0, segment.lastIndexOf("…")));
        expect(withoutSpace(text).startsWith(withoutSpace(head))).toBe(true);
      }),
      options,
    );
  });

  it("keeps words, links and hashtags whole", () => {
    const words = wordsOf(
      "plain",
      "plain",
      "emoji",
      "rightToLeft",
      "links",
      "mentions",
      "hashtags",
    );
    fc.assert(
      fc.property(words, limitsFrom(200), (parts, limits) => {
        const text = written(parts);
        const result = shorten(text, limits, url);
        expect(result).not.toHaveProperty("problem");
        if ("problem" in result) return;
        const known = new Set(wordsIn(`${text} ${url} …`));
        const unknown = result.segments.flatMap(wordsIn).filter((word) => !known.has(word));
        // Only the last word before the cut may have lost its punctuation to the ellipsis.
        expect(unknown.length).toBeLessThanOrEqual(1);
        const cut = unknown[0]?.replace(/…$/, "") ?? "";
        expect(
          [...known].some(
            (word) => word.replace(/[.,]$/, "") === cut || word === cut || cut === "",
          ),
        ).toBe(true);
        expect(linksIn(result.segments.join(" ")).filter((link) => !known.has(link))).toEqual([]);
      }),
      options,
    );
  });
});

describe("fitting, for any text", () => {
  it("gives the same for the same, and leaves its own results alone", () => {
    fc.assert(
      fc.property(anyText, limitsFrom(20), fc.constantFrom(url, null), (text, limits, required) => {
        const shortened = shorten(text, limits, required);
        const thread = split(text, limits);
        expect(shorten(text, limits, required)).toEqual(shortened);
        expect(split(text, limits)).toEqual(thread);
        for (const [result, again] of [
          [shortened, (segment: string) => shorten(segment, limits, required)],
          [thread, (segment: string) => split(segment, limits)],
        ] as const) {
          const segments = "problem" in result ? [] : result.segments;
          const changed = segments.filter((segment) => {
            const repeated = again(segment);
            return "problem" in repeated || repeated.segments.join("|") !== segment;
          });
          expect(changed).toEqual([]);
        }
      }),
      options,
    );
  });
});
