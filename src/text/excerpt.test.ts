import fc from "fast-check";
import { expect, it } from "vitest";
import { excerptFromMarkdown } from "./excerpt.ts";
import { usedLength } from "./measure.ts";
import { anyText } from "./testing/any-text.ts";
import { caseCount } from "./testing/cases.ts";

it.each([
  ["the first paragraph, on one line", "One\ntwo\r\nthree.\n\nNext.", "One two three."],
  ["no headings", "# Title\n\nSub\n===\nText.\n\n## More", "Text."],
  [
    "no rules, tables or definitions",
    "---\n\n| a | b |\n|---|---|\n\n[x]: https://a.com\n\nText.",
    "Text.",
  ],
  ["no code blocks", "```js\nconst a = 1;\n\nb();\n```\n\nText.\n\n~~~\nopen", "Text."],
  [
    "no images",
    "![alt](a.png)\n\nText ![b][c] here, [![d](e)](f) and there.",
    "Text here, and there.",
  ],
  [
    "a link's text",
    'See [the *page*](https://a.com/b "t"), [it][1] or <https://a.com>.',
    "See the page, it or https://a.com.",
  ],
  [
    "no emphasis",
    "**Bold**, *it*, __bold__, _it_, ~~gone~~, `code`.",
    "Bold, it, bold, it, gone, code.",
  ],
  [
    "what only looks like emphasis",
    "2 * 3 is snake_case_name and 5 ~~ 6",
    "2 * 3 is snake_case_name and 5 ~~ 6",
  ],
  [
    "escaped characters",
    String.raw`\*not it\* and \[no link\] and C:\dir`,
    "*not it* and [no link] and C:\\dir",
  ],
  ["no HTML", "<!-- note -->\n\n<p>Text <b>here</b><br/>.</p>", "Text here."],
  ["no quotation and list marks", "> - Quoted\n> 1. item", "Quoted item"],
  ["nothing where there is nothing", "# Only\n\n![an](image.png)\n\n***", ""],
])("takes %s", (_, markdown, expected) => {
  expect(excerptFromMarkdown(markdown)).toBe(expected);
});

it("shortens at a word", () => {
  const sentence = "several words ".repeat(40);
  expect(excerptFromMarkdown(sentence)).toBe(`${"several words ".repeat(20).trim()}…`);
});

it("is one line of at most 280 graphemes, for any text", () => {
  fc.assert(
    fc.property(anyText, (markdown) => {
      const excerpt = excerptFromMarkdown(markdown);
      expect(usedLength(excerpt, { unit: "grapheme" })).toBeLessThanOrEqual(280);
      expect(excerpt).not.toMatch(/[\n\r]/);
    }),
    { numRuns: caseCount, seed: 6 },
  );
});
