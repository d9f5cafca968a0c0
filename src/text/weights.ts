// What a single grapheme counts where that depends on the characters it is made of.

import { isEmojiSequence } from "./emoji.ts";

/**
 * Characters in these ranges weigh 1, all others 2, once composed.
 * https://github.com/twitter/twitter-text, config/v3.json at 30e2430 (2026-11-25)
 */
const lightRanges: readonly (readonly [first: number, last: number])[] = [
  [0x0000, 0x10ff],
  [0x2000, 0x200d],
  [0x2010, 0x201f],
  [0x2032, 0x2037],
];

/** What makes an emoji of a grapheme. */
const emojiPart = /\p{Extended_Pictographic}|\p{Regional_Indicator}|[#*0-9]\ufe0f?\u20e3/u;

/** Of several characters; others that Unicode does not have are shown, and counted, as their parts. */
const emojiSequence = /\p{RGI_Emoji}|[#*0-9]\ufe0f?\u20e3|\p{Extended_Pictographic}\ufe0f/gv;

/** Asked first, because it is faster: letters, or a single character, which weighs as much as an emoji. */
const withoutEmoji = /^(?:[\0-\u1fff]*|[^])$/u;

/** In UTF-16 units, of which no emoji has as many. */
const longestPiece = 256;

/** Each emoji 2, however long its sequence; each other character 1 or 2. */
export function weightOf(text: string, start: number, end: number): number {
  const weight = weightAtSight(text, start, end);
  if (weight !== undefined) return weight;
  const grapheme = text.slice(start, end);
  return isEmojiSequence(grapheme) ? 2 : weightOfCharacters(composed(grapheme));
}

/** Composing takes a time that grows with the square of the length: of what nobody writes, in pieces. */
function composed(grapheme: string): string {
  let text = "";
  for (let start = 0; start < grapheme.length; start += longestPiece) {
    text += grapheme.slice(start, start + longestPiece).normalize();
  }
  return text;
}

/** Of a single character that is composed as it is, in the scripts and signs that texts are made of. */
function weightAtSight(text: string, start: number, end: number): number | undefined {
  const unit = text.charCodeAt(start);
  if (end - start === 1) {
    if (unit < 0x300) return 1;
    if (unit >= 0x370 && unit < 0x900) return 1; // from Greek to Arabic
    if (unit >= 0x2000 && unit < 0x2100) return isLight(unit) ? 1 : 2; // punctuation
    if (unit >= 0x3000 && unit < 0xd7a4) return 2; // CJK, Hangul syllables
    if (unit >= 0xff01 && unit < 0xffa0) return 2; // full-width forms
  }
  // Emoji, and the symbols beside them.
  const isPair = end - start === 2 && (text.charCodeAt(start + 1) & 0xfc00) === 0xdc00;
  return isPair && unit >= 0xd83c && unit <= 0xd83e ? 2 : undefined;
}

function weightOfCharacters(composed: string): number {
  let weight = 0;
  const rest =
    composed.length > longestPiece || withoutEmoji.test(composed)
      ? composed
      : composed.replace(emojiSequence, () => {
          weight += 2;
          return "";
        });
  for (const character of rest) weight += isLight(character.codePointAt(0) ?? 0) ? 1 : 2;
  return weight;
}

function isLight(code: number): boolean {
  return lightRanges.some(([first, last]) => first <= code && code <= last);
}

/** An emoji counts its UTF-8 bytes, with all that joins or modifies it; each other character 1. */
export function lengthInEmojiBytes(text: string, start: number, end: number): number {
  if (end - start === 1 && text.charCodeAt(start) < 0xa9) return 1;
  const grapheme = text.slice(start, end);
  return emojiPart.test(grapheme)
    ? new TextEncoder().encode(grapheme).length
    : Array.from(grapheme).length;
}
