// How long a text is, in the units platforms count in, and whether it is within several limits at
// once. Everything that compares a text with a limit goes through here.

import { graphemeBoundaries } from "./graphemes.ts";
import { findPriced, type Priced, type Pricing } from "./prices.ts";
import { forEachPart, isOfGraphemes, partLengths, type LengthUnit } from "./units.ts";

/** How a platform counts; plain data. */
export interface Counting extends Pricing {
  unit: LengthUnit;
  /** Characters that count one more than others. */
  doubled?: string;
}

export interface TextLimit extends Counting {
  /** Inclusive. */
  max: number;
}

/** ASCII in which no CR LF can hide: each character counts 1 in every unit. */
const singleBytes = /^[\0-\x0c\x0e-\x7f]*$/;

/** How much of a limit a text uses. */
export function usedLength(text: string, counting: Counting): number {
  const { unit, doubled = "" } = counting;
  const priced = findPriced(text, counting);
  if (doubled !== "") return cumulativeLength(text, counting, { priced })[text.length] ?? 0;
  const isPlain = unit === "utf16" || singleBytes.test(text);
  const outside = isPlain ? lengthAsWritten(text, priced) : lengthOutside(text, unit, priced);
  return priced.reduce((sum, { length }) => sum + length, outside);
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

/** What has been found in a text already. */
interface Known {
  boundaries?: Uint8Array;
  priced?: readonly Priced[];
}

/**
 * For each offset from 0 to `text.length`, the length of the text before it. The difference of two
 * entries is the length of the slice between them, if both lie on grapheme boundaries and neither
 * tears, or lays bare, what has a price.
 */
export function cumulativeLength(text: string, counting: Counting, known: Known = {}): Uint32Array {
  const { unit, doubled = "" } = counting;
  const { priced = findPriced(text, counting) } = known;
  const boundaries = isOfGraphemes(unit) ? (known.boundaries ?? graphemeBoundaries(text)) : null;
  const lengthOf = partLengths[unit];
  const sums = new Uint32Array(text.length + 1);
  let sum = 0;
  let start = 0;
  const countTo = (end: number) => {
    for (let offset = start + 1; offset <= end; offset++) {
      if (doubled.includes(text.charAt(offset - 1))) sum++;
      if (boundaries === null || boundaries[offset] === 1 || offset === end) {
        sum += lengthOf(text, start, offset);
        start = offset;
      }
      sums[offset] = sum;
    }
  };
  for (const { start: from, end, length } of priced) {
    countTo(from);
    sums.fill(sum, from, end);
    sum += length;
    sums[end] = sum;
    start = end;
  }
  countTo(text.length);
  return sums;
}

function lengthAsWritten(text: string, priced: readonly Priced[]): number {
  return priced.reduce((sum, { start, end }) => sum - (end - start), text.length);
}

/** Of all that has no price; a grapheme that reaches into what has one counts by its part outside. */
function lengthOutside(text: string, unit: LengthUnit, priced: readonly Priced[]): number {
  const lengthOf = partLengths[unit];
  let length = 0;
  let index = 0;
  forEachPart(text, unit, (from, end) => {
    let start = from;
    for (let next = priced[index]; next !== undefined && next.start < end; next = priced[index]) {
      if (next.start > start) length += lengthOf(text, start, next.start);
      start = Math.min(next.end, end);
      if (next.end > end) break;
      index++;
    }
    if (start < end) length += lengthOf(text, start, end);
  });
  return length;
}
