// How long a text is, against what the platform allows, in words.

import type { Composition } from "#api/contract/deliveries.ts";

export type Length = Composition["segments"][number]["lengths"][number];

const number = new Intl.NumberFormat("en");

/** "143 of 300 characters"; for a thread, its longest post's; "" where nothing is counted. */
export function countOf({ segments }: Composition): string {
  const tightest = tightestOf(segments.flatMap(({ lengths }) => lengths));
  if (tightest === undefined) return "";
  const count = wordsFor(tightest);
  return segments.length === 1 ? count : `${segments.length} posts, the longest ${count}`;
}

/** The one that is nearest to its limit, or furthest over it. */
export function tightestOf(lengths: readonly Length[]): Length | undefined {
  return lengths.toSorted((a, b) => b.used / b.max - a.used / a.max)[0];
}

export function wordsFor({ used, max, unit }: Length): string {
  const word = unit === "byte" ? "bytes" : "characters";
  return `${number.format(used)} of ${number.format(max)} ${word}`;
}
