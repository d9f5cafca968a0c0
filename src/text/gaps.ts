// The places where a text is best broken: between words, better between sentences, best between
// paragraphs.

export const Rank = { word: 0, sentence: 1, paragraph: 2 } as const;
export type Rank = (typeof Rank)[keyof typeof Rank];

/** What is left out when the text is broken here: whitespace, or nothing at all behind "。". */
export interface Gap {
  start: number;
  end: number;
  rank: Rank;
}

/** Whitespace at which a line may end (so no no-break spaces), or the end of a sentence that needs none. */
const gapOrFullStop = /[^\S\u00a0\u2007\u202f\ufeff]+|[。！？｡][」』】》）”’]*/gu;
const lineBreak = /\r\n|[\n\r\u2028\u2029]/g;
const sentenceEnd = /[.!?…؟۔।][)\]"'”’»]*$|[。！？｡][」』】》）”’]*$/u;
/** "e.g.", "J. Smith", "2. Next", "Dr. Who": a full stop in the middle of a sentence. */
const abbreviation = /(?:(?<![^\s.("“])\p{L}|(?<!\S)\d{1,2}|(?<!\S)(?:Mrs?|Ms|Dr|Prof|St|vs))\.$/u;
/** Enough to see a sentence's end with its closing quotation marks, or an abbreviation. */
const wordTailLength = 8;

/** @param seams 1 for each offset where the text may be cut at all */
export function findGaps(text: string, seams: Uint8Array): Gap[] {
  const gaps: Gap[] = [];
  for (const { 0: matched, index } of text.matchAll(gapOrFullStop)) {
    const isSpace = matched.trim() === "";
    let start = isSpace ? index : index + matched.length;
    let end = index + matched.length;
    // A space can be part of a grapheme: of the mark over it, or of the sign before it.
    while (start < end && seams[start] !== 1) start++;
    while (end > start && seams[end] !== 1) end--;
    if (isSpace ? start < end : isInsideStretch(text, start, seams)) {
      gaps.push({ start, end, rank: isSpace ? rankOf(text, start, end) : Rank.sentence });
    }
  }
  return gaps;
}

/** Whether a sentence ends between two characters, with the next one following at once. */
function isInsideStretch(text: string, offset: number, seams: Uint8Array): boolean {
  return seams[offset] === 1 && /^[^\s。！？｡」』】》）”’]/u.test(text.charAt(offset));
}

function rankOf(text: string, start: number, end: number): Rank {
  // Most gaps are, and need no look at the words around them.
  if (text.slice(start, end) === " " && isSmallLetter(text.charCodeAt(start - 1))) return Rank.word;
  const lineBreaks = text.slice(start, end).match(lineBreak)?.length ?? 0;
  if (lineBreaks > 0) return lineBreaks > 1 ? Rank.paragraph : Rank.sentence;
  return endsSentence(text.slice(Math.max(0, start - wordTailLength), start), text.charAt(end))
    ? Rank.sentence
    : Rank.word;
}

function isSmallLetter(unit: number): boolean {
  return unit >= 0x61 && unit <= 0x7a;
}

function endsSentence(before: string, next: string): boolean {
  return sentenceEnd.test(before) && !abbreviation.test(before) && !/\p{Ll}/u.test(next);
}
