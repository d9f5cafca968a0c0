import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitText, type FitOptions, type FitProblem } from "./fit.ts";
import { fits } from "./measure.ts";
import { corpusText } from "./testing/corpus.ts";

const graphemes = (max: number) => [{ max, unit: "grapheme" }] as const;

function fitted(text: string, options: Partial<FitOptions> & Pick<FitOptions, "limits" | "mode">) {
  const result = fitText(text, { maxSegments: 99, ...options });
  if ("problem" in result) throw new Error(`does not fit: ${result.problem}`);
  return result;
}
const shortened = (text: string, max: number, url?: string) =>
  fitted(text, { limits: graphemes(max), mode: "shorten", url: url ?? null }).segments[0];
const thread = (text: string, max: number, maxSegments = 99) =>
  fitted(text, { limits: graphemes(max), mode: "thread", maxSegments }).segments;

describe("a text that fits", () => {
  it.each(["shorten", "thread"] as const)("is left as it is: %s", (mode) => {
    const text = " Two  spaces \r\n\r\n\r\n and more \n";
    expect(fitted(text, { limits: graphemes(99), mode })).toEqual({
      segments: [text],
      shortened: false,
    });
  });

  it("gets the link it must contain as its last paragraph", () => {
    expect(shortened("Text\n", 99, "https://a.com/b")).toBe("Text\n\nhttps://a.com/b");
    expect(shortened("See https://a.com/b.", 99, "https://a.com/b")).toBe("See https://a.com/b.");
    expect(shortened("https://a.com/bc", 99, "https://a.com/b")).toBe(
      "https://a.com/bc\n\nhttps://a.com/b",
    );
    const twoLinks = "https://a.com/b and https://a.com/longer/link";
    expect(shortened(twoLinks, 99, "https://a.com/b")).toBe(twoLinks);
    expect(shortened("", 99, "https://a.com/b")).toBe("https://a.com/b");
    expect(shortened("Text", 99, "")).toBe("Text");
  });

  it("loses only whitespace if only that is too much", () => {
    expect(fitted("   word   ", { limits: graphemes(4), mode: "shorten" })).toEqual({
      segments: ["word"],
      shortened: false,
    });
    expect(thread(" ".repeat(50), 4)).toEqual([""]);
  });
});

describe("shortening", () => {
  it.each([
    ["behind the last word that fits", "aaa bbb ccc", 8, "aaa bbb…"],
    ["inside a word that is too long itself", "abcdefghij", 5, "abcd…"],
    ["without a comma before the ellipsis", "One, two, three", 10, "One, two…"],
    ["at a sentence's end if that is near", "It is so now. But no", 19, "It is so now…"],
    ["in the sentence if its end is far", "So. It was a long way", 19, "So. It was a long…"],
    ["with a space behind a link", "at https://a.com/b and on", 22, "at https://a.com/b …"],
    ["before a link that is too long", "at https://a.com/b and on", 19, "at…"],
    ["behind a link's own punctuation", "at https://a.com/b- and on", 22, "at https://a.com/b- …"],
    ["not between a comma and its sign", "aaa\u0600, bbb ccc", 6, "aaa\u0600,…"],
    [
      "with an ellipsis or, if there is no room for one, without",
      "https://a.com/b on",
      15,
      "https://a.com/b",
    ],
    ["what is only punctuation", "- - - - -", 3, "-…"],
    ["between Chinese words", "今天天气很好我们去公园散步", 8, "今天天气很好…"],
  ])("cuts %s", (_, text, max, expected) => {
    expect(shortened(text, max)).toBe(expected);
  });

  const url = "https://a.com/b";
  it.each([
    ["at the end", `Some words here\n\n${url}`, 28, `Some words…\n\n${url}`],
    ["in the middle", `Some ${url} words here and there`, 30, `Some ${url} words…`],
    ["beyond the cut", `Some words go here, then ${url} and more`, 28, `Some words…\n\n${url}`],
    [
      "in a new paragraph if it had no gap",
      `很长很长很长很长。${url}`,
      23,
      `很长很长很…\n\n${url}`,
    ],
    ["alone if nothing else fits", `Something ${url}`, 17, url],
    ["rather than a fragment of a word", `${"x".repeat(40)} ${url}`, 30, url],
  ])("keeps the link: %s", (_, text, max, expected) => {
    expect(shortened(text, max, url)).toBe(expected);
  });

  it("keeps hashtags together at the end, the first ones if there are too many", () => {
    const text = "A few words of text and some more #one #two #three";
    expect(shortened(text, 49)).toBe("A few words of text and some… #one #two #three");
    expect(shortened(text, 24)).toBe("A few words… #one #two");
    expect(shortened("Understanding #one #two", 20)).toBe("Understanding #one");
    expect(shortened("https://a.com/bcd #one", 17)).toBe("https://a.com/bcd");
    expect(shortened("#one #two #three #four", 20)).toBe("#one #two #three…");
    expect(shortened(`${text} ${url}`, 60, url)).toBe(
      `A few words of text and some more #one #two ${url}`,
    );
  });
});

describe("a thread", () => {
  it("breaks between paragraphs, else between sentences, else between words", () => {
    expect(thread("The first is here.\n\nSecond. Third of them", 30)).toEqual([
      "The first is here.",
      "Second. Third of them",
    ]);
    expect(thread("A.\n\nSecond is here. Third is here. Four and five", 35)).toEqual([
      "A.\n\nSecond is here. Third is here.",
      "Four and five",
    ]);
    expect(thread("First here. Second one. Third of all", 24)).toEqual([
      "First here. Second one.",
      "Third of all",
    ]);
    expect(thread("one two three four five six", 13)).toEqual(["one two three", "four five six"]);
  });

  it.each([
    ["behind its quotation marks", "So “it (did).” Then it ended", 24, "So “it (did).”"],
    ["where none is needed after", "吾輩は猫である。名前はまだ無い。", 14, "吾輩は猫である。"],
    ["at the end of a line", "A list\nof two lines here", 20, "A list"],
    ["not behind an abbreviation", "He met Dr. Who there once", 15, "He met Dr. Who"],
    ["not behind initials", "By e.g. J. R. Smith and others", 20, "By e.g. J. R. Smith"],
    ["not before a small letter", "“What?” he said to all of us", 20, "“What?” he said to"],
  ])("knows a sentence's end: %s", (_, text, max, first) => {
    expect(thread(text, max)[0]).toBe(first);
  });

  it("gives sentences up if it would get too long otherwise", () => {
    const text = "Four words are here. Four words are here. Four words are here.";
    expect(thread(text, 32, 3)).toHaveLength(3);
    expect(thread(text, 32, 2)).toEqual([
      "Four words are here. Four words",
      "are here. Four words are here.",
    ]);
  });

  it("does not end with a word torn from its sentence", () => {
    expect(thread("one two three four", 13)).toEqual(["one two", "three four"]);
    expect(thread("One. Two three. Four", 15)).toEqual(["One.", "Two three. Four"]);
    expect(thread("A sentence here. Done.", 17)).toEqual(["A sentence here.", "Done."]);
    expect(thread("aaaaa bbbbb ccccc", 11)).toEqual(["aaaaa bbbbb", "ccccc"]);
  });

  it("cuts inside a word only if it is too long itself, and never inside a grapheme", () => {
    expect(thread(`word ${"x".repeat(12)} end`, 10)).toEqual(["word", "xxxxxxxxxx", "xx end"]);
    const family = "👨‍👩‍👧‍👧";
    const limits = [{ max: 60, unit: "byte" }] as const;
    expect(fitted(family.repeat(3), { limits, mode: "thread" }).segments).toEqual([
      family.repeat(2),
      family,
    ]);
  });

  it.each([
    ["no-break space", "one 10\u00a0km", 7, ["one", "10\u00a0km"]],
    ["mark over a space", "aa aaa \u0301bbb", 7, ["aa", "aaa \u0301bbb"]],
    ["sign that takes the space after it", "aa aaa\u0600 bbb", 7, ["aa", "aaa\u0600 bbb"]],
    ["mark over a full stop", "一二三。\u0301四五六", 4, ["一二三。\u0301", "四五六"]],
    ["quotation mark", "今天天气「很好」我们去", 7, ["今天天气", "「很好」我们去"]],
    ["link", "中https://a.com/b」后后后", 16, ["中", "https://a.com/b」", "后后后"]],
  ])("does not break at a %s", (_, text, max, segments) => {
    expect(thread(text, max)).toEqual(segments);
  });

  it("counts links by their price, and makes none by cutting", () => {
    const limits = [{ max: 30, unit: "weighted" }] as const;
    const long = `https://example.com/${"x".repeat(80)}`;
    const { segments } = fitted(`See it: ${long} and more.`, { limits, mode: "thread" });
    expect(segments).toEqual(["See it:", `${long} and`, "more."]);
    const address = fitted(`${"x".repeat(29)}@example.com`, { limits, mode: "thread" });
    expect(address.segments).toEqual(["x".repeat(29), "@example.com"]);
  });

  it("fits 5,000 words into segments that are all within both limits", () => {
    const limits = [...graphemes(900), { max: 3000, unit: "byte" } as const];
    const { segments } = fitted(corpusText(1, 5000), { limits, mode: "thread" });
    expect(segments.length).toBeGreaterThan(30);
    expect(segments.every((segment) => fits(segment, limits))).toBe(true);
  });
});

describe("hashtags at the end of a thread", () => {
  it("stay together, with the end of the text", () => {
    expect(thread("One two three four five. #aaa #bbb", 24)).toEqual([
      "One two three",
      "four five. #aaa #bbb",
    ]);
    expect(thread("One is here. Two is here. #aaa #bbb", 26)).toEqual([
      "One is here.",
      "Two is here. #aaa #bbb",
    ]);
    expect(thread("One two three four.\n\n#aaa #bbb\n#ccc", 22)).toEqual([
      "One two three",
      "four.\n\n#aaa #bbb\n#ccc",
    ]);
    expect(thread("aaaaaaaaaa bb #ccc #ddd", 14)).toEqual(["aaaaaaaaaa", "bb #ccc #ddd"]);
  });

  it("take the link among them along", () => {
    const url = "https://a.com/b";
    const { segments } = fitted(`One two three four five #aa ${url} #bb`, {
      ...{ limits: graphemes(40), mode: "thread", url },
    });
    expect(segments).toEqual(["One two three", `four five #aa ${url} #bb`]);
  });

  it("go alone where the last word has no place with them, and apart where they have none themselves", () => {
    expect(thread("One twothree #aaaa #bbbb", 14)).toEqual(["One twothree", "#aaaa #bbbb"]);
    expect(thread("One two #aaaa #bbbb #cccc", 12)).toEqual(["One two", "#aaaa #bbbb", "#cccc"]);
    expect(thread("#aaaa #bbbb #cccc", 12)).toEqual(["#aaaa #bbbb", "#cccc"]);
  });
});

describe("a numbered thread", () => {
  const numbered = (text: string, max: number, options: Partial<FitOptions> = {}) =>
    fitted(text, { limits: graphemes(max), mode: "thread", isNumbered: true, ...options }).segments;

  it("says under each segment which of how many it is, within the limits", () => {
    expect(numbered("one two three four five six", 16)).toEqual([
      "one two\n\n1/3",
      "three four\n\n2/3",
      "five six\n\n3/3",
    ]);
  });

  it("has place for as many digits as there are", () => {
    const segments = numbered("word ".repeat(40), 12);
    expect(segments).toHaveLength(40);
    expect(segments[8]).toBe("word\n\n9/40");
    expect(segments[39]).toBe("word\n\n40/40");
    expect(numbered("word ".repeat(18), 14)).toHaveLength(9);
  });

  it("leaves a single segment as it is, also when it is fitted again", () => {
    expect(numbered("one two", 7)).toEqual(["one two"]);
    expect(numbered(" one two ", 7)).toEqual(["one two"]);
    for (const segment of numbered("one two three four five six", 16)) {
      expect(numbered(segment, 16)).toEqual([segment]);
    }
    expect(numbered("one two three", 9, { mode: "shorten" })).toEqual(["one two…"]);
  });

  it("has no orphan because of its numbers, and keeps hashtags together", () => {
    expect(numbered("one two three four", 18)).toEqual(["one two three four"]);
    expect(numbered("one two three four", 17)).toEqual(["one two\n\n1/2", "three four\n\n2/2"]);
    expect(numbered("One two three four. #aa #bb", 25)).toEqual([
      "One two three\n\n1/2",
      "four. #aa #bb\n\n2/2",
    ]);
  });

  it("gives the numbers up rather than the thread", () => {
    const link = "https://a.com/b";
    expect(numbered(`one two ${link}`, 17)).toEqual(["one two", link]);
    expect(numbered("one two three four", 10, { maxSegments: 2 })).toEqual([
      "one two",
      "three four",
    ]);
  });
});

describe("a text that cannot fit", () => {
  const link = `https://a.com/${"x".repeat(30)}`;
  it.each<[FitProblem, string, Partial<FitOptions>]>([
    ["too-many-segments", "one two three", { mode: "thread", maxSegments: 1 }],
    ["link-too-long", `see ${link} there`, { mode: "thread" }],
    ["link-too-long", "a text that is too long", { mode: "thread", url: link }],
    ["link-too-long", "a text that is too long", { mode: "shorten", url: link }],
    ["link-too-long", `${link} first of all`, { mode: "shorten" }],
    ["character-too-long", `a${"\u0301".repeat(40)}`, { mode: "thread" }],
    ["character-too-long", `a${"\u0301".repeat(40)}`, { mode: "shorten" }],
  ])("is a problem: %s", (problem, text, options) => {
    const limits = [{ max: 7, unit: "utf16" }] as const;
    expect(fitText(text, { limits, mode: "thread", maxSegments: 9, ...options })).toEqual({
      problem,
    });
  });

  it("is none if only the link next to it is left out", () => {
    expect(shortened(`see ${link} there`, 9)).toBe("see…");
  });

  it("never throws, whatever the limits", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: -1, max: 3 }), (seed, max) => {
        fitText(corpusText(seed, 10), { limits: graphemes(max), mode: "shorten", maxSegments: 0 });
        fitText(corpusText(seed, 10), { limits: graphemes(max), mode: "thread", maxSegments: 9 });
      }),
      { numRuns: 100, seed: 3 },
    );
  });
});
