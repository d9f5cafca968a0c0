// Finds what readers can follow in a text: links, mentions, hashtags and cashtags, where Bluesky's
// own clients find them. The vectors in fixtures/ hold this to it; `findEntities` lists what differs.

import { cumulativeLength, fits, type TextLimit } from "./measure.ts";
import { topLevelDomains } from "./top-level-domains.ts";

/** UTF-16 offsets into a text, the end exclusive. */
export interface TextRange {
  start: number;
  end: number;
}

export interface Entity extends TextRange {
  kind: "link" | "mention" | "hashtag" | "cashtag";
  /** The link's full address, the mention's handle, the hashtag's text, or `$` and the symbol in capitals. */
  value: string;
}

/** https://github.com/bluesky-social/atproto, lexicons/app/bsky/richtext/facet.json (2026-11-22) */
const hashtagLimits: readonly TextLimit[] = [
  { max: 64, unit: "grapheme" },
  { max: 640, unit: "byte" },
];

/** Written up to whitespace, quotation marks, angle brackets and full-width punctuation. */
const linkCharacter = String.raw`[^\s<>"“”«»「」『』【】《》〈〉，。！？、；：（）]`;
const domainLabel = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";

/** Spelt out because `i` with `u` takes V8 some 40 ms to compile. */
const schemeLink = new RegExp(
  String.raw`(?<!\w)[Hh][Tt]{2}[Pp][Ss]?://(?=[\p{L}\p{N}[])${linkCharacter}+`,
  "gu",
);
const bareLink = new RegExp(
  String.raw`(?<![^\s(])(?=[a-z])(${domainLabel}(?:\.${domainLabel})+)(?!-|[\w@]|\.[a-z0-9])` +
    String.raw`(?::\d{1,5})?(?:[/?#]${linkCharacter}*)?`,
  "gi",
);
const mention = new RegExp(
  String.raw`(?<![^\s(])@((?:${domainLabel}\.)+(?=[a-z])${domainLabel})(?!\w|\.\w)`,
  "gi",
);
/** U+FE0F makes an emoji of the sign; the excluded characters are invisible or enclose what precedes. */
const hashtag = /(?<!\S)[#＃](?!\ufe0f)([^\s\u00ad\u200b-\u200d\u2060\u20e2]+)/gu;
const cashtag = /(?<![^\s(])\$([A-Za-z][A-Za-z0-9]{0,4})(?=$|[\s\p{P}])/gu;

/**
 * All entities in the order of the text; none overlap. Other than in the reference
 * (@atproto/api, detection.ts at d6296a1):
 * - links end before any run of closing punctuation, an unbalanced bracket, a quotation mark or
 *   full-width punctuation, and a link with a scheme may follow anything but a letter, a digit or
 *   `_`: so quoted links, `<links>` and links in Chinese or Japanese text lead where they should;
 * - bare domains may have hyphens, but not an address sign behind them (`first.last@example.com`),
 *   and need one of our top-level domains, see there;
 * - mentions may end in any top-level domain, since a handle is looked up before it is linked;
 * - a hashtag's length is counted in graphemes and bytes, as the lexicon does.
 */
export function findEntities(text: string): Entity[] {
  const found = [
    ...schemeLinks(text),
    ...bareLinks(text),
    ...mentions(text),
    ...hashtags(text),
    ...cashtags(text),
  ];
  found.sort((a, b) => a.start - b.start);
  let end = 0;
  return found.filter((entity) => {
    if (entity.start < end) return false;
    end = entity.end;
    return true;
  });
}

/** The same ranges in UTF-8 bytes. */
export function byteOffsets(
  text: string,
  ranges: readonly TextRange[],
): { byteStart: number; byteEnd: number }[] {
  const bytes = cumulativeLength(text, { unit: "byte" });
  return ranges.map(({ start, end }) => ({
    byteStart: bytes[start] ?? 0,
    byteEnd: bytes[end] ?? 0,
  }));
}

function* schemeLinks(text: string): Generator<Entity> {
  for (const match of text.matchAll(schemeLink)) {
    const range = linkRange(text, match.index, match[0]);
    yield { kind: "link", ...range, value: text.slice(range.start, range.end) };
  }
}

function* bareLinks(text: string): Generator<Entity> {
  for (const match of text.matchAll(bareLink)) {
    const domain = match[1] ?? "";
    // Compared as written: "the end.In the" is a forgotten space and no address in India.
    if (!topLevelDomains.has(domain.slice(domain.lastIndexOf(".") + 1))) continue;
    const range = linkRange(text, match.index, match[0]);
    yield { kind: "link", ...range, value: `https://${text.slice(range.start, range.end)}` };
  }
}

/** Leaves out punctuation and closing brackets that belong to the sentence around the link. */
function linkRange(text: string, start: number, matched: string): TextRange {
  let unbalanced = (matched.match(/\)/g)?.length ?? 0) - (matched.match(/\(/g)?.length ?? 0);
  let end = start + matched.length;
  for (; end > start; end--) {
    const last = text.charAt(end - 1);
    if (last === ")" && unbalanced > 0) unbalanced--;
    else if (!/[.,;:!?'’…\]]/.test(last)) break;
  }
  return { start, end };
}

function* mentions(text: string): Generator<Entity> {
  for (const match of text.matchAll(mention)) {
    yield { kind: "mention", ...rangeOf(match), value: match[1] ?? "" };
  }
}

function* hashtags(text: string): Generator<Entity> {
  for (const match of text.matchAll(hashtag)) {
    const tag = withoutTrailingPunctuation(match[1] ?? "");
    if (!/[^\d\p{P}]/u.test(tag) || !fits(tag, hashtagLimits)) continue;
    yield { kind: "hashtag", start: match.index, end: match.index + 1 + tag.length, value: tag };
  }
}

function withoutTrailingPunctuation(tag: string): string {
  const characters = [...tag];
  while (/^\p{P}$/u.test(characters.at(-1) ?? "")) characters.pop();
  return characters.join("");
}

function* cashtags(text: string): Generator<Entity> {
  for (const match of text.matchAll(cashtag)) {
    yield { kind: "cashtag", ...rangeOf(match), value: match[0].toUpperCase() };
  }
}

function rangeOf(match: RegExpExecArray): TextRange {
  return { start: match.index, end: match.index + match[0].length };
}
