// Finds the links that platforms give a fixed price, where those platforms find them: a host under a
// known ending, with its port, path and query. What readers can follow at us is in entities.ts.
// Rules: https://github.com/twitter/twitter-text, conformance/extract.yml at 30e2430 (2026-11-25).

import { rootZone } from "./root-zone.ts";

/** UTF-16 offsets into a text, the end exclusive. */
export interface Address {
  start: number;
  end: number;
}

export interface AddressRules {
  /** Finds what a link begins with: its scheme, or the labels of its host up to the last. */
  opening: RegExp;
  /** What follows the host. */
  rest: RegExp;
}

const accented = String.raw`\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0300-\u036f\u1e00-\u1eff`;
/** Behind one of these, a link is part of something else: of a word, a hashtag, an address. */
const attached = String.raw`A-Za-z0-9@＠$#＃\ufeff\ufffe\uffff`;
const bareLabel = `[A-Za-z0-9_${accented}-]+`;
const anyLetter = String.raw`\p{L}\p{M}\p{N}`;
/** In any script, also emoji, with what joins them. */
const label = "(?:[^\\s\\p{P}\\p{C}$+<=>^`|~]|[_\\u200c\\u200d-])+";

/** Spelt out because `i` with `u` takes V8 some 40 ms to compile. */
const scheme = String.raw`(?<![${attached}])[Hh][Tt]{2}[Pp][Ss]?:\/\/`;
const bareLabels = String.raw`(?<![${attached}${accented}_./-])(?:${bareLabel}\.)+`;
const host = new RegExp(String.raw`(?:${label}\.)+${label}`, "uy");
const bareHost = new RegExp(String.raw`(?:${bareLabel}\.)+${label}`, "uy");

/** Links with a scheme and bare ones; a path is Latin or Cyrillic. */
export const bareToo: AddressRules = {
  opening: new RegExp(`${scheme}|${bareLabels}`, "gu"),
  rest: restPattern(String.raw`\u0400-\u04ff${accented}`, ""),
};

/** Links with a scheme; a path is in any script. */
export const withScheme: AddressRules = {
  opening: new RegExp(scheme, "gu"),
  rest: restPattern(anyLetter, anyLetter),
};

/** https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4 (2026-11-25), as a host is written. */
const longest = { label: 63, host: 253 };
/** Before it, no character changes the one before. */
const firstMark = 0x300;
/** From where a link begins to the first dot of its host. */
const longestLead = "https://".length + longest.label;

/** X's own short links end behind their code, and are none if it is too long. */
const shortener = "t.co";
const shortCode = /\/(?![a-z0-9]{41})[a-z0-9]+(?:\?(?:[\w!?*'@();:&=+$/%#[\].,~|-]*[\w&=#/-])?)?/iy;

/**
 * In the order of the text; none overlap. Looked for around dots only: a text has few, and what begins
 * too far before the first dot of its host is no link.
 * @param from where the first one may begin
 */
export function findAddresses(text: string, { opening, rest }: AddressRules, from = 0): Address[] {
  const found: Address[] = [];
  let end = from;
  for (let dot = nextDot(text, from); dot >= 0; dot = nextDot(text, end)) {
    const upToDot = text.slice(0, dot + 1);
    opening.lastIndex = Math.max(end, dot - longestLead);
    // What begins before this dot is told by now, and never asked again.
    end = dot + 1;
    for (let match = opening.exec(upToDot); match !== null; match = opening.exec(upToDot)) {
      const address = addressAt(text, { start: match.index, end: opening.lastIndex }, rest);
      if (address === undefined) continue;
      found.push(address);
      end = address.end;
      break;
    }
  }
  return found;
}

/** The next one from `from` on that may stand in a host, or -1. */
function nextDot(text: string, from: number): number {
  let dot = text.indexOf(".", from);
  while (dot >= 0 && (endsLabel(text, dot - 1) || endsLabel(text, dot + 1))) {
    dot = text.indexOf(".", dot + 1);
  }
  return dot;
}

function endsLabel(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit <= 0x20 || unit === 0x2e || Number.isNaN(unit);
}

/** @param opened the range of what the opening has found */
function addressAt(text: string, opened: Address, rest: RegExp): Address | undefined {
  const { start } = opened;
  const isBare = text.charAt(opened.end - 1) !== "/";
  const hostStart = isBare ? start : opened.end;
  const hostEnd = endOfHost(text, hostStart, isBare ? bareHost : host);
  if (hostEnd === undefined) return undefined;
  const end = isBare
    ? endOfBareLink(text, hostEnd, rest)
    : endOfLink(text, { hostStart, hostEnd }, rest);
  return end === undefined ? undefined : { start, end };
}

/** Of the longest host that begins at `start` and has a known ending. */
function endOfHost(text: string, start: number, pattern: RegExp): number | undefined {
  const run = text.slice(start, start + longest.host);
  const labels = run.slice(0, endOf(pattern, run, 0) ?? 0).split(".");
  const odd = labels.findIndex((label) => !isLabel(label));
  return endOfKnown(text, start, odd < 0 ? labels : labels.slice(0, odd + 1));
}

/** Of the most labels that are a host; the last of them may be its ending in part. */
function endOfKnown(text: string, start: number, labels: readonly string[]): number | undefined {
  let labelEnd = start + labels.join(".").length;
  for (let last = labels.length - 1; last > 0; last--) {
    const labelStart = labelEnd - (labels[last] ?? "").length;
    const isBelowName = !labels[last - 1]?.includes("_");
    const end = isBelowName ? endOfEnding(text, labelStart, labelEnd) : undefined;
    if (end !== undefined) {
      if (isHost(text.slice(start, end))) return end;
      const names = countOfNames(labels.slice(0, last));
      return endOfKnown(text, start, labels.slice(0, Math.min(last, names + 1)));
    }
    labelEnd = labelStart - 1;
  }
  return undefined;
}

/** How many of the first ones can stand together below some ending. */
function countOfNames(names: readonly string[]): number {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isHost([...names.slice(0, middle), "com"].join("."))) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Text in another script can follow without a space. */
function endOfEnding(text: string, start: number, labelEnd: number): number | undefined {
  for (let end = Math.min(labelEnd, start + longest.label); end > start; end--) {
    if (goesOn(text, end)) continue;
    const ending = text.slice(start, end).toLowerCase();
    if (rootZone.has(ending) || /^xn--[a-z0-9-]+$/.test(ending)) return end;
  }
  return undefined;
}

/** Whether what stands at `end` belongs to the same word, or makes a mail address of it. */
function goesOn(text: string, end: number): boolean {
  const next = text.slice(end, end + 2);
  const isComposed = next.charCodeAt(1) < firstMark;
  return /^[0-9A-Za-z@+-]/.test(isComposed ? next : next.normalize());
}

function isLabel(name: string): boolean {
  return !/^[_-]|[_-]$/.test(name);
}

/** Whether it has a form in ASCII that can be looked up. */
function isHost(written: string): boolean {
  const isAscii = /^\p{ASCII}*$/u.test(written);
  const name = isAscii ? written : (URL.parse(`http://${written}`)?.hostname ?? "");
  return name.split(".").every(({ length }) => length > 0 && length <= longest.label);
}

/** Without a path, a port and a query belong to the text. */
function endOfBareLink(text: string, hostEnd: number, rest: RegExp): number | undefined {
  const end = endOf(rest, text, hostEnd);
  return /^(?::\d+)?\//.test(text.slice(hostEnd, end)) ? end : hostEnd;
}

function endOfLink(
  text: string,
  { hostStart, hostEnd }: { hostStart: number; hostEnd: number },
  rest: RegExp,
): number | undefined {
  const isShort = text.slice(hostStart, hostEnd).toLowerCase() === shortener;
  const hasCode = /^\/[a-z0-9]/i.test(text.slice(hostEnd, hostEnd + 2));
  return endOf(isShort && hasCode ? shortCode : rest, text, hostEnd);
}

/** @param pattern sticky */
function endOf(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/**
 * Port, path and query, with these letters besides ASCII. Punctuation at the end belongs to the
 * sentence, brackets belong to a path only in pairs.
 */
function restPattern(pathLetters: string, queryLetters: string): RegExp {
  const inPath = String.raw`[\w${pathLetters}!*';:=+,.$\/%#\[\]\u2013~@\|&-]`;
  const pathEnd = String.raw`[\w${pathLetters}#\/+-]`;
  const inBrackets = String.raw`\((?:${inPath}+|${inPath}*\(${inPath}+\)${inPath}*)\)`;
  const path = String.raw`\/(?:(?:${inPath}|${inBrackets})*(?:${pathEnd}|${inBrackets}))?`;
  const query = String.raw`\?[\w${queryLetters}!?*'@\(\);:&=+$\/%#\[\].,~\|-]*[\w${queryLetters}&=#\/-]`;
  return new RegExp(String.raw`(?::\d+)?(?:${path})?(?:${query})?`, "uy");
}
