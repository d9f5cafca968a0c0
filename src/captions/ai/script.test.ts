import { expect, it } from "vitest";
import { isExpectedScript } from "./script.ts";

const english = "The engine weaves algebraic patterns.";
const russian = "Машина ткёт алгебраические узоры.";
const chinese = "分析机编织代数图案。";
const japanese = "エンジンは模様をおります。";

it.each([
  ["the site's language", english, { language: "en" }, true],
  ["the author's words", russian, { source: russian, language: "en" }, true],
  ["a language that is neither", russian, { source: english, language: "de" }, false],
  ["Chinese on a Japanese site", chinese, { language: "ja" }, true],
  ["Japanese on a Chinese site", japanese, { source: chinese, language: "zh-Hans" }, false],
  ["a foreign name in it", `${english} Москва`, { source: english }, true],
  ["nothing to compare with", russian, { source: "2026" }, true],
  ["no letters", "2026!", { source: english, language: "en" }, true],
  ["a tag that is none", english, { source: english, language: "??" }, true],
  ["a script that is not told apart", "መኪና", { language: "am" }, true],
])("%s", (_, text, { source = "", language = null }: Expected, isExpected) => {
  expect(isExpectedScript(text, source, language)).toBe(isExpected);
});

interface Expected {
  source?: string;
  language?: string | null;
}
