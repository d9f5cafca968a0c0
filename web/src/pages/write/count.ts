// How long a composition is, against what the platform allows, in words.

import type { Composition } from "#api/contract/deliveries.ts";

type Length = Composition["segments"][number]["lengths"][number];

const number = new Intl.NumberFormat("en");

/** "143 of 300 characters"; for a thread, its longest post's; "" where nothing is counted. */
export function countOf({ segments }: Composition): string {
  const tightest = tightestOf(segments.flatMap(({ lengths }) => lengths));
  if (tightest === undefined) return "";
  const { used, max, unit } = tightest;
  const word = unit === "byte" ? "bytes" : "characters";
  const count = `${number.format(used)} of ${number.format(max)} ${word}`;
  return segments.length === 1 ? count : `${segments.length} posts, the longest ${count}`;
}

function tightestOf(lengths: readonly Length[]): Length | undefined {
  return lengths.toSorted((a, b) => b.used / b.max - a.used / a.max)[0];
}
