// Where the graphemes of a text begin and end, as Intl.Segmenter sees them, at a fraction of its
// price: it is asked only about stretches where one may consist of several characters.

import { isEmojiSequence } from "./emoji.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * Characters with a grapheme boundary between any two of them, by the rules GB3–GB13 of
 * https://unicode.org/reports/tr29/ (2026-11-22): none extends, joins, is prepended or is a
 * conjoining jamo. CR is left out because CR LF is one grapheme, skin tones because they extend.
 */
const plainRanges: readonly (readonly [first: number, last: number])[] = [
  [0x0000, 0x000c],
  [0x000e, 0x02ff], // ASCII and the Latin letters
  [0x0370, 0x0482], // Greek, Cyrillic
  [0x048a, 0x0590], // Cyrillic, Armenian
  [0x05d0, 0x05ea], // Hebrew letters
  [0x0620, 0x064a], // Arabic letters
  [0x1e00, 0x1fff], // Latin as Vietnamese writes it, ancient Greek
  [0x2000, 0x200b], // spaces
  [0x200e, 0x20cf], // directional marks, dashes, quotation marks, ellipsis, currencies
  [0x2100, 0x2cee], // symbols, arrows, box drawing, older emoji
  [0x3000, 0x3029], // ideographic punctuation
  [0x3030, 0x3098], // hiragana
  [0x309b, 0xa4cf], // katakana, ideographs
  [0xac00, 0xd7a3], // Hangul syllables
  [0xff01, 0xff9d], // full-width forms
  [0x1f300, 0x1f3fa], // emoji
  [0x1f400, 0x1faff],
];

/** Characters that extend what stands before them, and nothing else: a plain one behind begins anew. */
const extendingRanges: readonly (readonly [first: number, last: number])[] = [
  [0x0300, 0x036f], // accents
  [0xfe0e, 0xfe0f], // variation selectors
  [0x1f3fb, 0x1f3ff], // skin tones
];

/** Among the plain ones, those that nothing extends: the control characters of GB4 and GB5. */
const controlRanges: readonly (readonly [first: number, last: number])[] = [
  [0x0000, 0x000c],
  [0x000e, 0x001f],
  [0x007f, 0x009f],
  [0x00ad, 0x00ad],
  [0x200b, 0x200b],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
];

const Kind = { other: 0, plain: 1, control: 2, extending: 3 } as const;
const kinds = new Uint8Array(0x20000);
for (const [first, last] of plainRanges) kinds.fill(Kind.plain, first, last + 1);
for (const [first, last] of controlRanges) kinds.fill(Kind.control, first, last + 1);
for (const [first, last] of extendingRanges) kinds.fill(Kind.extending, first, last + 1);

/** One flag for each offset from 0 to `text.length`: 1 where a grapheme begins or the text ends. */
export function graphemeBoundaries(text: string): Uint8Array {
  const boundaries = new Uint8Array(text.length + 1);
  boundaries[0] = 1;
  forEachGrapheme(text, (_, end) => {
    boundaries[end] = 1;
  });
  return boundaries;
}

/** In order, with where each begins and ends. */
export function forEachGrapheme(text: string, visit: (start: number, end: number) => void): void {
  let start = 0;
  let first: number = Kind.other;
  let before: number = Kind.other;
  // Whether what stands since `start` is one character, or a plain one and what extends it.
  let isOne = true;
  let width = 1;
  for (let offset = 0; offset < text.length; offset += width) {
    const code = text.codePointAt(offset) ?? 0;
    width = code > 0xffff ? 2 : 1;
    const kind = kinds[code] ?? Kind.other;
    if ((kind === Kind.plain || kind === Kind.control) && before !== Kind.other) {
      if (isOne) visit(start, offset);
      else visitStretch(text, start, offset, visit);
      start = offset;
    }
    if (offset === start) first = kind;
    isOne = offset === start || (isOne && first === Kind.plain && kind === Kind.extending);
    before = kind;
  }
  if (text === "") return;
  if (isOne) visit(start, text.length);
  else visitStretch(text, start, text.length, visit);
}

function visitStretch(
  text: string,
  start: number,
  end: number,
  visit: (start: number, end: number) => void,
): void {
  const stretch = text.slice(start, end);
  if (isEmojiSequence(stretch)) {
    visit(start, end);
    return;
  }
  for (const { index, segment } of segmenter.segment(stretch)) {
    visit(start + index, start + index + segment.length);
  }
}
