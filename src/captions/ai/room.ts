// How much the AI may write, as a text is counted and as a person would say it. Pure.

import { usedLength } from "#text/measure.ts";
import type { TextLimit } from "#text/measure.ts";

/** Of most languages' words, with the space behind them. */
const charsPerWord = 6.5;

/** What is left of the limits beside lines that we put under the text. */
export function roomBeside(limits: readonly TextLimit[], lines: readonly string[]): TextLimit[] {
  const below = lines.map((line) => `\n\n${line}`).join("");
  return limits.map((limit) => ({ ...limit, max: limit.max - usedLength(below, limit) }));
}

/** "280 characters, of which an emoji … counts as two, and 3,000 bytes: about 40 words". */
export function roomInWords(room: readonly TextLimit[]): string {
  const sizes = room.map(({ max, unit }) => `${max.toLocaleString("en")} ${unitWords[unit]}`);
  const least = Math.min(...room.map(({ max }) => max));
  return `${sizes.join(", and ")}: about ${Math.max(1, Math.floor(least / charsPerWord))} words`;
}

const unitWords: Readonly<Record<TextLimit["unit"], string>> = {
  grapheme: "characters",
  utf16: "characters, where most emoji count as two",
  byte: "bytes of UTF-8",
  weighted:
    "characters, where an emoji and each letter of scripts such as Chinese, Japanese or Korean counts as two",
  "emoji-bytes": "characters, where an emoji counts as four or more",
};
