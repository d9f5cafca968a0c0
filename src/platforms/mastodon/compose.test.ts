import { describe, expect, it } from "vitest";

import { limitsOf } from "./about.ts";
import { compose } from "./compose.ts";
import { account, draftOf } from "./testing.ts";

const composed = (parts: Parameters<typeof draftOf>[0], details = {}) =>
  compose(draftOf(parts), { ...account, details: { ...account.details, ...details } });

describe("a composition", () => {
  it("counts as the instance does", () => {
    const used = (text: string) => composed({ text }).segments[0]?.lengths[0]?.used;
    expect(used(`https://example.org/${"a".repeat(200)}`)).toBe(23);
    expect(used("Hello @ada@masto.test")).toBe("Hello @ada".length);
    expect(used("👩‍👩‍👧‍👦é")).toBe(2);
  });

  it("fits what the account's instance allows", () => {
    const text = "word ".repeat(180).trim();
    expect(composed({ text }).segments.length).toBeGreaterThan(1);
    expect(composed({ text }, { maxCharacters: 5000 }).segments).toHaveLength(1);
  });

  it("begins in public and goes on unlisted, unless it is for fewer", () => {
    const text = "A sentence of a story. ".repeat(60);
    const seen = (visibility: string) =>
      new Set(
        composed({ text, options: { visibility } })
          .segments.slice(1)
          .map(({ extra }) => extra["visibility"]),
      );
    expect(composed({ text }).segments[0]?.extra["visibility"]).toBe("public");
    expect(seen("public")).toEqual(new Set(["unlisted"]));
    expect(seen("private")).toEqual(new Set(["private"]));
  });

  it("makes room for a content warning in every part", () => {
    const options = { contentWarning: "Long story" };
    const { segments } = composed({ text: "word ".repeat(300), options });
    for (const { lengths, extra } of segments) {
      expect(lengths[0]?.used).toBeLessThanOrEqual(500 - "Long story".length);
      expect(extra["contentWarning"]).toBe("Long story");
    }
  });

  it("says that the content warning is too long where it leaves no room for the text", () => {
    const options = { contentWarning: "A long warning of what is to come" };
    const codes = (text: string, maxCharacters: number) =>
      composed({ text, options }, { maxCharacters }).problems.map(({ code }) => code);
    expect(codes("Some words", 30)).toEqual(["content-warning-too-long"]);
    expect(codes("word ".repeat(250), 60)).toEqual(["content-warning-too-long"]);
    expect(codes("word ".repeat(2500), 60)).toEqual(["too-many-segments"]);
    expect(codes("Some words", 60)).toEqual([]);
  });

  it("counts a link in a content warning whole, as the instance does", () => {
    const contentWarning = `https://example.org/${"a".repeat(80)}`;
    const { segments } = composed({ text: "word ".repeat(95).trim(), options: { contentWarning } });
    for (const { lengths } of segments) {
      expect(lengths[0]?.used).toBeLessThanOrEqual(500 - contentWarning.length);
    }
  });

  it("names the language by its first two letters", () => {
    const language = (tag: string | null) =>
      composed({ text: "a", language: tag }).segments[0]?.extra["language"];
    expect([language("de-AT"), language("en"), language("gsw"), language(null)]).toEqual([
      ...["de", "en", undefined, undefined],
    ]);
  });
});

it("limits are Mastodon's own where an instance says nothing, or nonsense", () => {
  const details = { ...account.details, maxCharacters: -1 };
  expect(limitsOf({ ...account, details })).toMatchObject({
    ...{ text: [{ max: 500, linkLength: 23 }], images: { maxCount: 4, maxSidePx: 5760 } },
  });
});
