// How long a text is, in the units platforms count in, and whether it is within several limits at
// once. Everything that compares a text with a limit goes through here.

import { graphemeBoundaries } from "./graphemes.ts";

/** A grapheme is what a reader calls a character; a byte is one of UTF-8. */
export type LengthUnit = "grapheme" | "utf16" | "byte";

export interface TextLimit {
  /** Inclusive. */
  max: number;
  unit: LengthUnit;
}

export function measure(text: string, unit: LengthUnit): number {
  if (unit === "utf16" || isSingleByte(text)) return text.length;
  return cumulativeLength(text, unit)[text.length] ?? 0;
}

/**
 * How much of a limit a text uses. Takes the limit and not its unit, because what a platform counts
 * may depend on more than the unit (a fixed price for each link).
 */
export function usedLength(text: string, limit: TextLimit): number {
  return measure(text, limit.unit);
}

/** The text against each limit, in the form that counters and compositions show. */
export function lengths(
  text: string,
  limits: readonly TextLimit[],
): { used: number; max: number; unit: LengthUnit }[] {
  return limits.map((limit) => ({
    used: usedLength(text, limit),
    max: limit.max,
    unit: limit.unit,
  }));
}

export function fits(text: string, limits: readonly TextLimit[]): boolean {
  return limits.every((limit) => usedLength(text, limit) <= limit.max);
}

/**
 * For each offset from 0 to `text.length`, the length of the text before it. The difference of two
 * entries is the length of the slice between them, if both lie on grapheme boundaries.
 * @param boundaries of the text's graphemes, where they are known already
 */
export function cumulativeLength(
  text: string,
  unit: LengthUnit,
  boundaries?: Uint8Array,
): Uint32Array {
  const sums = new Uint32Array(text.length + 1);
  const stepTo = stepsOf(text, unit, boundaries);
  let sum = 0;
  for (let offset = 1; offset <= text.length; offset++) {
    sum += stepTo(offset);
    sums[offset] = sum;
  }
  return sums;
}

/** By how much the length grows when the code unit that ends at an offset is added. */
function stepsOf(
  text: string,
  unit: LengthUnit,
  known: Uint8Array | undefined,
): (offset: number) => number {
  switch (unit) {
    case "utf16":
      return () => 1;
    case "byte":
      return (offset) => utf8Bytes(text, offset - 1);
    case "grapheme": {
      const boundaries = known ?? graphemeBoundaries(text);
      return (offset) => boundaries[offset] ?? 0;
    }
  }
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

/** Whether every unit of length gives the same number: ASCII in which no CR LF can hide. */
function isSingleByte(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f || unit === 0x0d) return false;
  }
  return true;
}
