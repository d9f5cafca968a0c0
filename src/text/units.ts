// The units that platforms count in: what a part of a text counts in each, where a part is what cannot
// be divided in that unit, a grapheme or a UTF-16 code unit.

import { forEachGrapheme } from "./graphemes.ts";
import { lengthInEmojiBytes, weightOf } from "./weights.ts";

/**
 * A grapheme is what a reader calls a character; a byte is one of UTF-8. "weighted": Latin counts 1,
 * other scripts and emoji 2, links a fixed number; "emoji-bytes": emoji count bytes, all else characters.
 */
export type LengthUnit = "grapheme" | "utf16" | "byte" | "weighted" | "emoji-bytes";

/** Of the part, or a piece of it, that stands between two offsets. */
export const partLengths: Readonly<
  Record<LengthUnit, (text: string, start: number, end: number) => number>
> = {
  grapheme: () => 1,
  utf16: () => 1,
  byte: utf8Bytes,
  weighted: weightOf,
  "emoji-bytes": lengthInEmojiBytes,
};

/** Whether its parts are graphemes, not code units. */
export function isOfGraphemes(unit: LengthUnit): boolean {
  return unit !== "utf16" && unit !== "byte";
}

/** In order, with where each begins and ends. */
export function forEachPart(
  text: string,
  unit: LengthUnit,
  visit: (start: number, end: number) => void,
): void {
  if (isOfGraphemes(unit)) forEachGrapheme(text, visit);
  else for (let index = 0; index < text.length; index++) visit(index, index + 1);
}

/** A code unit's share of the UTF-8 bytes; half of 4 for each surrogate of a pair. */
function utf8Bytes(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  const paired =
    (isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(index + 1))) ||
    (isLowSurrogate(unit) && isHighSurrogate(text.charCodeAt(index - 1)));
  // A surrogate without its other half is sent as U+FFFD: 3 bytes, as any other unit up here.
  return paired ? 2 : 3;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
