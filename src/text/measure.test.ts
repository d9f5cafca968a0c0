import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graphemeBoundaries } from "./graphemes.ts";
import { cumulativeLength, fits, lengths, measure, type LengthUnit } from "./measure.ts";
import { anyText } from "./testing/any-text.ts";

const numRuns = Number(process.env["TEXT_CASES"] ?? 500);
const units: readonly LengthUnit[] = ["grapheme", "utf16", "byte"];

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const independent: Record<LengthUnit, (text: string) => number> = {
  grapheme: (text) => Array.from(segmenter.segment(text)).length,
  utf16: (text) => text.length,
  byte: (text) => new TextEncoder().encode(text).length,
};

describe("measure", () => {
  it.each(units)("agrees with the runtime on %s, for any text", (unit) => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(measure(text, unit)).toBe(independent[unit](text));
      }),
      { numRuns, seed: 2 },
    );
  });

  it("counts CR LF as one grapheme", () => {
    expect(measure("a\r\nb", "grapheme")).toBe(3);
    expect(measure("a\n\rb", "grapheme")).toBe(4);
  });

  it("counts half of a surrogate pair as the bytes of its replacement", () => {
    expect(measure("\ud83d", "byte")).toBe(3);
    expect(measure("\ud83d\ud83d\udc69", "byte")).toBe(7);
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
      expect(measure(text, "grapheme"), block.toString(16)).toBe(independent.grapheme(text));
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
    const sums = cumulativeLength(text, unit);
    for (const { index } of segmenter.segment(text)) {
      expect(sums[index]).toBe(measure(text.slice(0, index), unit));
    }
    expect(sums[text.length]).toBe(measure(text, unit));
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
