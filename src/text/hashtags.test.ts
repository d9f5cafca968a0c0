import { expect, it } from "vitest";
import { findEntities } from "./entities.ts";
import { hashtagsFrom } from "./hashtags.ts";

it.each([
  ["a single word as it is", ["travel", "iOS"], ["#travel", "#iOS"]],
  ["several words in camel case", ["open source", "iOS apps"], ["#OpenSource", "#iOSApps"]],
  [
    "letters, digits and underscores only",
    ["c++", "web-dev", "snake_case", "women’s health"],
    ["#c", "#WebDev", "#snake_case", "#WomensHealth"],
  ],
  [
    "letters of any script, with their marks",
    ["größe", "日本語", "हिन्दी", "cafe\u0301"],
    ["#größe", "#日本語", "#हिन्दी", "#café"],
  ],
  ["nothing of a tag without a letter", ["2026", "10 000", "🔥", "___", "", "#"], []],
  ["each once, whatever its case", ["News", "news", "#news"], ["#News"]],
])("makes hashtags: %s", (_, tags, expected) => {
  expect(hashtagsFrom(tags)).toEqual(expected);
});

it("makes hashtags that are found again as a whole", () => {
  const text = hashtagsFrom(["open source", "日本語", "हिन्दी", "1 a"]).join(" ");
  expect(
    findEntities(text)
      .map(({ value }) => `#${value}`)
      .join(" "),
  ).toBe(text);
});
