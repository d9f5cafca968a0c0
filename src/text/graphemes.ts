// Where the graphemes of a text begin and end, as Intl.Segmenter sees them, at a fraction of its
// price: it is asked only about stretches where one may consist of several characters.

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
  [0x2010, 0x2027], // dashes, quotation marks, ellipsis
  [0x3000, 0x3029], // ideographic punctuation
  [0x3030, 0x3098], // hiragana
  [0x309b, 0xa4cf], // katakana, ideographs
  [0xac00, 0xd7a3], // Hangul syllables
  [0xff01, 0xff9d], // full-width forms
  [0x1f300, 0x1f3fa], // emoji
  [0x1f400, 0x1faff],
];

const plain = new Uint8Array(0x20000);
for (const [first, last] of plainRanges) plain.fill(1, first, last + 1);

/** One flag for each offset from 0 to `text.length`: 1 where a grapheme begins or the text ends. */
export function graphemeBoundaries(text: string): Uint8Array {
  const boundaries = new Uint8Array(text.length + 1);
  boundaries[0] = 1;
  let stretchStart = 0;
  let wasPlain = false;
  for (let offset = 0; offset < text.length; offset += widthAt(text, offset)) {
    const isPlain = plain[text.codePointAt(offset) ?? 0] === 1;
    if (isPlain && wasPlain) {
      markStretch(text, stretchStart, offset, boundaries);
      stretchStart = offset;
    }
    wasPlain = isPlain;
  }
  markStretch(text, stretchStart, text.length, boundaries);
  return boundaries;
}

/** In UTF-16 units. */
function widthAt(text: string, offset: number): 1 | 2 {
  return (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
}

function markStretch(text: string, start: number, end: number, boundaries: Uint8Array): void {
  boundaries[end] = 1;
  if (end - start === widthAt(text, start)) return;
  for (const { index } of segmenter.segment(text.slice(start, end))) {
    boundaries[start + index] = 1;
  }
}
