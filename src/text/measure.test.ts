import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graphemeBoundaries } from "./graphemes.ts";
import { cumulativeLength, fits, lengths, usedLength, type Counting } from "./measure.ts";
import { anyText } from "./testing/any-text.ts";
import { caseCount } from "./testing/cases.ts";
import type { LengthUnit } from "./units.ts";

const units: readonly LengthUnit[] = ["grapheme", "utf16", "byte", "weighted", "emoji-bytes"];

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const independent: Record<LengthUnit, (text: string) => number> = {
  grapheme: (text) => Array.from(segmenter.segment(text)).length,
  utf16: (text) => text.length,
  byte: (text) => bytesOf(text),
  weighted: (text) => {
    const composed = text.normalize("NFC");
    // Letters of ASCII, in which the runtime would look for emoji one by one, are left out.
    const emoji = (composed.match(/[^A-Za-z\s]+/g) ?? []).flatMap((part) => [
      ...part.matchAll(/\p{RGI_Emoji}|\p{Emoji}\ufe0f?\u20e3|\p{Emoji}\ufe0f/gv),
    ]);
    const emojiWeight = sumOf(emoji, ([sequence]) => weightOf(sequence) - 2);
    return weightOf(composed) - emojiWeight;
  },
  "emoji-bytes": (text) =>
    sumOf(segmenter.segment(text), ({ segment }) =>
      /\p{ExtPict}|\p{RI}|\u20e3/u.test(segment) ? bytesOf(segment) : Array.from(segment).length,
    ),
};

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Without regard to emoji and links. */
function weightOf(text: string): number {
  const heavy = text.match(/[^\0-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]/gu) ?? [];
  return Array.from(text).length + heavy.length;
}

function sumOf<T>(items: Iterable<T>, valueOf: (item: T) => number): number {
  return Array.from(items, valueOf).reduce((sum, value) => sum + value, 0);
}

describe("usedLength", () => {
  it.each(units)("agrees with the runtime on %s, for any text without links", (unit) => {
    fc.assert(
      fc.property(anyText, (any) => {
        const text = any.replaceAll(".", "·");
        expect(usedLength(text, { unit })).toBe(independent[unit](text));
      }),
      { numRuns: caseCount, seed: 2 },
    );
  });

  it("counts CR LF as one grapheme", () => {
    expect(usedLength("a\r\nb", { unit: "grapheme" })).toBe(3);
    expect(usedLength("a\n\rb", { unit: "grapheme" })).toBe(4);
  });

  it("counts half of a surrogate pair as the bytes of its replacement", () => {
    expect(usedLength("\ud83d", { unit: "byte" })).toBe(3);
    expect(usedLength("\ud83d\ud83d\udc69", { unit: "byte" })).toBe(7);
  });
});

describe("graphemeBoundaries", () => {
  it("is right about every character of the planes it knows, between Hangul and a letter", () => {
    const blocks = [...Array(16).keys(), 0x1f].map((block) => block * 0x1000);
    for (const block of blocks) {
      let text = "";
      for (let code = block; code < block + 0x1000; code++) {
        text += `가${String.fromCodePoint(code)}a`;
      }
      expect(usedLength(text, { unit: "grapheme" }), block.toString(16)).toBe(
        independent.grapheme(text),
      );
    }
  });

  it("marks the same offsets as the runtime", () => {
    const text = "e\u0301👨‍👩‍👧\r\n각";
    const offsets = [...segmenter.segment(text)].map(({ index }) => index);
    const marked = [...graphemeBoundaries(text).entries()].flatMap(([offset, mark]) =>
      mark === 1 ? [offset] : [],
    );
    expect(marked).toEqual([...offsets, text.length]);
  });
});

describe("cumulativeLength", () => {
  it.each(units)("gives the %s length of every beginning", (unit) => {
    const text = "Zaß 🔥👨‍👩‍👧 e\u0301.";
    const sums = cumulativeLength(text, { unit });
    for (const { index } of segmenter.segment(text)) {
      expect(sums[index]).toBe(usedLength(text.slice(0, index), { unit }));
    }
    expect(sums[text.length]).toBe(usedLength(text, { unit }));
  });
});

describe("both ways to count", () => {
  const countings = fc.constantFrom<Counting[]>(
    ...units.map((unit) => ({ unit })),
    { unit: "grapheme", linkLength: 23, shortMentions: true },
    { unit: "utf16", doubled: "#_(@…" },
  );

  it("agree, for any text and what has a price in it", () => {
    fc.assert(
      fc.property(anyText, countings, (text, counting) => {
        expect(usedLength(text, counting)).toBe(cumulativeLength(text, counting)[text.length]);
      }),
      { numRuns: caseCount, seed: 3 },
    );
  });
});

describe("fits", () => {
  const limits = [
    { max: 2, unit: "grapheme" },
    { max: 30, unit: "byte" },
  ] as const;

  it("needs all limits to hold", () => {
    expect(fits("ab", limits)).toBe(true);
    expect(fits("abc", limits)).toBe(false);
    expect(fits("👨‍👩‍👧‍👧👨‍👩‍👧‍👧", limits)).toBe(false);
    expect(fits("anything", [])).toBe(true);
  });

  it("shows each length with its limit", () => {
    expect(lengths("👨‍👩‍👧‍👧", limits)).toEqual([
      { used: 1, max: 2, unit: "grapheme" },
      { used: 25, max: 30, unit: "byte" },
    ]);
  });
});
