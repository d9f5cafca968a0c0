// The stretches of a text that count a fixed number whatever their length: links, and mentions of
// someone on another server.

import { bareToo, findAddresses, withScheme } from "./addresses.ts";

export interface Pricing {
  unit: string;
  /** What each link counts; those with a scheme only, unless the unit is "weighted". */
  linkLength?: number;
  /** A mention of someone on another server, `@user@host`, counts as `@user`. */
  shortMentions?: true;
}

/** UTF-16 offsets into a text, the end exclusive. */
export interface Priced {
  start: number;
  end: number;
  /** What it counts. */
  length: number;
}

/** https://docs.x.com/fundamentals/counting-characters (2026-11-25) */
const weightedLinkLength = 23;

/** https://github.com/mastodon/mastodon, app/models/account.rb, MENTION_RE (2026-11-25) */
const wordCharacter = String.raw`\p{L}\p{M}\p{Nd}\p{Pc}`;
const remoteMention = new RegExp(
  String.raw`(?<![=\/${wordCharacter}])(@\w+(?:[.-]+\w+)*)` +
    `@[${wordCharacter}]+(?:[.-]+[${wordCharacter}]+)*`,
  "gu",
);
/** Behind it, what looks like a mention is none: another address sign, or a scheme. */
const noMention = /^(?:[@＠]|:\/\/)/;

/**
 * In the order of the text; none overlap.
 * @param from where the first one may begin
 */
export function findPriced(text: string, pricing: Pricing, from = 0): Priced[] {
  const found = links(text, pricing, from);
  const priced = pricing.shortMentions ? [...found, ...mentions(text, from)] : found;
  priced.sort((a, b) => a.start - b.start);
  let end = 0;
  return priced.filter((one) => {
    if (one.start < end) return false;
    end = one.end;
    return true;
  });
}

function links(text: string, { unit, linkLength }: Pricing, from: number): Priced[] {
  const isWeighted = unit === "weighted";
  const length = linkLength ?? (isWeighted ? weightedLinkLength : undefined);
  if (length === undefined) return [];
  const addresses = findAddresses(text, isWeighted ? bareToo : withScheme, from);
  return addresses.map((address) => ({ ...address, length }));
}

function mentions(text: string, from: number): Priced[] {
  if (!text.includes("@", from)) return [];
  remoteMention.lastIndex = from;
  return Array.from(text.matchAll(remoteMention), ({ 0: matched, 1: user = "", index }) => ({
    start: index,
    end: index + matched.length,
    length: user.length,
  })).filter(({ end }) => !noMention.test(text.slice(end, end + 3)));
}
