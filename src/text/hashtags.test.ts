import fc from "fast-check";
import twitterText from "twitter-text";
import { describe, expect, it } from "vitest";
import { findEntities } from "./entities.ts";
import { hashtagsFrom } from "./hashtags.ts";
import { wordsOf, written } from "./testing/any-text.ts";
import { caseCount } from "./testing/cases.ts";

it.each([
  ["a single word as it is", ["travel", "iOS"], ["#travel", "#iOS"]],
  ["several words in camel case", ["open source", "iOS apps"], ["#OpenSource", "#iOSApps"]],
  [
    "letters, digits and underscores only",
    ["c++", "web-dev", "snake_case", "__init__", "women’s health"],
    ["#c", "#WebDev", "#snake_case", "#init", "#WomensHealth"],
  ],
  [
    "letters of any script, with their marks",
    ["größe", "日本語", "हिन्दी", "cafe\u0301"],
    ["#größe", "#日本語", "#हिन्दी", "#café"],
  ],
  ["nothing of a tag without a letter", ["2026", "10 000", "🔥", "___", "", "#"], []],
  ["decimal digits only", ["m²", "Ⅳ", "half ½"], ["#m", "#half"]],
  ["nothing that is too long for one", ["a".repeat(50), "a".repeat(51)], [`#${"a".repeat(50)}`]],
  ["each once, whatever its case", ["News", "news", "#news"], ["#News"]],
])("makes hashtags: %s", (_, tags, expected) => {
  expect(hashtagsFrom(tags)).toEqual(expected);
});

it.each([
  [null, ["#one", "#two", "#three"]],
  [2, ["#one", "#two"]],
  [0, []],
  [9, ["#one", "#two", "#three"]],
])("takes the first ones as far as the platform's rules go: %s", (maxCount, expected) => {
  expect(hashtagsFrom(["one", "One", "two", "", "three"], { maxCount })).toEqual(expected);
});

it("joins what an underscore joins where a hashtag takes none", () => {
  const rules = { maxCount: null, withoutUnderscores: true };
  expect(hashtagsFrom(["open_source", "_x", "a__b c"], rules)).toEqual([
    "#OpenSource",
    "#x",
    "#ABC",
  ]);
});

describe("hashtags made of anything", () => {
  const tag = fc.oneof(
    wordsOf("plain", "combining", "rightToLeft", "withoutSpaces", "awkward", "hashtags").map(
      written,
    ),
    fc.string({ unit: "grapheme", maxLength: 30 }),
    fc.string({ unit: "binary", maxLength: 30 }),
  );
  const tags = fc.array(tag, { maxLength: 5 });

  it("are found whole where Bluesky finds them", () => {
    fc.assert(
      fc.property(tags, (any) => {
        const hashtags = hashtagsFrom(any);
        const found = findEntities(hashtags.join(" ")).map(({ value }) => `#${value}`);
        expect(found).toEqual(hashtags);
      }),
      { numRuns: caseCount, seed: 8 },
    );
  });

  it("are found whole where X finds them", () => {
    fc.assert(
      fc.property(tags, (any) => {
        const hashtags = hashtagsFrom(any).filter((hashtag) => !isNewer(hashtag));
        const found = twitterText.extractHashtags(hashtags.join(" "));
        expect(found.map((name) => `#${name}`)).toEqual(hashtags);
      }),
      { numRuns: caseCount, seed: 9 },
    );
  });
});

/** With a character that Unicode took in after the library's last version: X itself may know it. */
function isNewer(hashtag: string): boolean {
  return [...hashtag.slice(1)].some(
    (character) => twitterText.extractHashtags(`#a${character}`)[0] !== `a${character}`,
  );
}
