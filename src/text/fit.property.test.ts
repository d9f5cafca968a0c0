// What fitting promises, for any text and any limits, checked without this room's own counting; but
// where links and mentions have a price, only the room knows it.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitText } from "./fit.ts";
import { usedLength, type Counting, type TextLimit } from "./measure.ts";
import { anyText, wordsOf, written } from "./testing/any-text.ts";
import { caseCount } from "./testing/cases.ts";

const options = { numRuns: caseCount, seed: 4 };
const url = "https://example.com/the-post?it=is-about";

const graphemeSegmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const encoder = new TextEncoder();
const graphemesOf = (text: string) =>
  Array.from(graphemeSegmenter.segment(text), ({ segment }) => segment);
const visibleGraphemes = (texts: readonly string[]) =>
  texts.flatMap((text) => graphemesOf(text).filter((grapheme) => /\S/.test(grapheme))).join("|");
const lengthIn = (text: string, { doubled = "", ...counting }: Counting) => {
  const extra = [...text].filter((character) => doubled.includes(character)).length;
  switch (counting.linkLength === undefined ? counting.unit : "weighted") {
    case "grapheme":
      return graphemesOf(text).length + extra;
    case "utf16":
      return text.length + extra;
    case "byte":
      return encoder.encode(text).length + extra;
    default:
      return usedLength(text, counting) + extra;
  }
};
const isWithin = (text: string, limits: readonly TextLimit[]) =>
  limits.every((limit) => lengthIn(text, limit) <= limit.max);
const withoutSpace = (text: string) => text.replace(/\s/g, "");
const wordsIn = (text: string) => text.split(/\s+/).filter(Boolean);
const linksIn = (text: string) => text.match(/https?:\/\/[^\s「」，。！？]+/g) ?? [];

const countings: readonly Counting[] = [
  { unit: "grapheme" },
  { unit: "utf16" },
  { unit: "byte" },
  { unit: "weighted" },
  { unit: "emoji-bytes" },
  { unit: "grapheme", linkLength: 23, shortMentions: true },
  { unit: "utf16", doubled: "#_(@…" },
];
const limitsFrom = (min: number) =>
  fc.array(
    fc
      .tuple(fc.integer({ min, max: min + 120 }), fc.constantFrom(...countings))
      .map(([max, counting]) => ({ max, ...counting })),
    { minLength: 1, maxLength: 2 },
  );
const havePrices = (limits: readonly TextLimit[]) =>
  limits.some(({ unit, linkLength }) => unit === "weighted" || linkLength !== undefined);

const split = (text: string, limits: readonly TextLimit[], isNumbered = false) =>
  fitText(text, { limits, mode: "thread", maxSegments: Infinity, isNumbered });
const shorten = (text: string, limits: readonly TextLimit[], required: string | null) =>
  fitText(text, { limits, mode: "shorten", maxSegments: 1, url: required });

describe("a thread, for any text", () => {
  it("holds all of it once and in order, cut between graphemes, within the limits; else one link or grapheme is beyond them", () => {
    fc.assert(
      fc.property(anyText, limitsFrom(1), (text, limits) => {
        const result = split(text, limits);
        if ("problem" in result) {
          // A word that would become a link if it were cut is not cut.
          const isWord = result.problem === "link-too-long" || havePrices(limits);
          const uncuttable = isWord ? wordsIn(text) : graphemesOf(text);
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

  it("is counted right where cutting makes links and mentions of what was none", () => {
    const piece = fc.constantFrom(
      ...["@", "a", "b.c", ".com", ".co", "http://", "example", "x.com", "/", "-", "_", "日", "。"],
      ...[
        "#",
        "e\u0301",
        "👩‍💻",
        "みんな",
        ".",
        "(",
        ")",
        "t.co/abc",
        " ",
        "user@",
        "@a@b.c",
        ":",
        "…",
      ],
    );
    const text = fc.array(piece, { maxLength: 80, size: "max" }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(text, limitsFrom(1), fc.constantFrom(url, null), (any, limits, required) => {
        const results = [split(any, limits), shorten(any, limits, required)];
        const segments = results.flatMap((one) => ("problem" in one ? [] : one.segments));
        expect(segments.filter((segment) => !isWithin(segment, limits))).toEqual([]);
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

describe("a numbered thread, for any text", () => {
  it("is a thread within the limits that counts its segments, all or none, and a single one never", () => {
    fc.assert(
      fc.property(anyText, limitsFrom(12), (text, limits) => {
        const result = split(text, limits, true);
        const plain = split(text, limits);
        if ("problem" in result || "problem" in plain) {
          expect(result).toEqual(plain);
          return;
        }
        const { segments } = result;
        expect(segments.filter((segment) => !isWithin(segment, limits))).toEqual([]);
        const numbers = segments.map((_, index) => `\n\n${index + 1}/${segments.length}`);
        const isNumbered = segments.every((segment, n) => segment.endsWith(numbers[n] ?? ""));
        if (segments.length === 1 || !isNumbered) {
          expect(result).toEqual(plain);
          return;
        }
        const texts = segments.map((segment, n) => segment.slice(0, -(numbers[n]?.length ?? 0)));
        expect(texts).not.toContain("");
        expect(visibleGraphemes(texts)).toBe(visibleGraphemes([text]));
      }),
      options,
    );
  });

  it("is numbered where its words leave room for it, and keeps them whole, once and in order", () => {
    const words = wordsOf("plain", "emoji", "links", "mentions", "hashtags");
    fc.assert(
      fc.property(words, limitsFrom(110), (parts, limits) => {
        const text = written(parts);
        const result = split(text, limits, true);
        fc.pre(parts.every(({ word }) => isWithin(`${word}\n\n10/10`, limits)));
        const segments = "problem" in result ? [] : result.segments;
        const numbers = segments.map((_, index) => `${index + 1}/${segments.length}`);
        const isThread = segments.length > 1;
        expect(segments.flatMap(wordsIn)).toEqual(
          isThread
            ? segments.flatMap((segment, n) => [...wordsIn(segment).slice(0, -1), numbers[n]])
            : wordsIn(text),
        );
        const texts = segments.map((segment) => segment.replace(/\n\n\d+\/\d+$/, ""));
        if (isThread) expect(texts.flatMap(wordsIn)).toEqual(wordsIn(text));
      }),
      options,
    );
  });
});

describe("the hashtags at the end of a thread, for any text", () => {
  it("stay together and with the last word before them, where a segment has room for them", () => {
    const hashtags = fc.array(fc.constantFrom("#tag", "#größe", "#日本語", "#open_source", "#b"), {
      minLength: 1,
      maxLength: 8,
    });
    const words = wordsOf("plain", "plain", "links", "emoji");
    fc.assert(
      fc.property(
        words,
        hashtags,
        limitsFrom(90),
        fc.boolean(),
        (parts, tags, limits, isNumbered) => {
          const body = written([...parts, { word: "end.", gap: "" }]);
          const text = `${body}\n\n${tags.join(" ")}`;
          const ending = text.slice(body.search(/\S+$/));
          fc.pre(isWithin(isNumbered ? `${ending}\n\n10/10` : ending, limits));
          const result = split(text, limits, isNumbered);
          if ("problem" in result) return;
          const last = result.segments.at(-1)?.replace(/\n\n\d+\/\d+$/, "");
          expect(last?.endsWith(ending)).toBe(true);
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
    const ways = fc.constantFrom(
      (text: string, limits: readonly TextLimit[]) => shorten(text, limits, null),
      (text: string, limits: readonly TextLimit[]) => shorten(text, limits, url),
      (text: string, limits: readonly TextLimit[]) => split(text, limits),
      (text: string, limits: readonly TextLimit[]) => split(text, limits, true),
    );
    fc.assert(
      fc.property(anyText, limitsFrom(20), ways, (text, limits, fit) => {
        const result = fit(text, limits);
        expect(fit(text, limits)).toEqual(result);
        const segments = "problem" in result ? [] : result.segments;
        const changed = segments.filter((segment) => {
          const repeated = fit(segment, limits);
          return "problem" in repeated || repeated.segments.join("|") !== segment;
        });
        expect(changed).toEqual([]);
      }),
      options,
    );
  });

  it("never throws, also for halves of surrogate pairs and limits that nothing fits", () => {
    const unit = fc.oneof(fc.integer({ min: 0xd800, max: 0xdfff }), fc.nat(0xffff));
    const halves = fc.array(unit, { maxLength: 40 }).map((units) => String.fromCharCode(...units));
    const modes = fc.constantFrom("thread", "shorten");
    fc.assert(
      fc.property(fc.oneof(halves, anyText), limitsFrom(-1), modes, (text, limits, mode) => {
        const result = fitText(text, { limits, mode, isNumbered: true, maxSegments: 9, url });
        expect("problem" in result || result.segments.length > 0).toBe(true);
      }),
      options,
    );
  });
});
