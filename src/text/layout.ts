// A text laid out for fitting: where it may be broken, and the length of any stretch of it in
// constant time. Laying out takes time linear in the text.

import { findEntities, type Entity, type TextRange } from "./entities.ts";
import { findGaps, type Gap } from "./gaps.ts";
import { graphemeBoundaries } from "./graphemes.ts";
import { uncuttableLinks } from "./links.ts";
import { cumulativeLength, usedLength, type TextLimit } from "./measure.ts";
import { findPriced, type Priced } from "./prices.ts";

export interface Layout {
  readonly text: string;
  /** Where the text begins and ends, leaving out the whitespace around it. */
  readonly start: number;
  readonly end: number;
  /** Between words, in order. */
  readonly gaps: readonly Gap[];
  readonly entities: readonly Entity[];
  /** Never to be cut, like all that has a price of its own. */
  readonly links: readonly TextRange[];
  /** For each offset: 1 where the text may be cut at all, that is between graphemes and outside links. */
  readonly seams: Uint8Array;
  readonly scales: readonly Scale[];
}

interface Scale {
  readonly limit: TextLimit;
  readonly priced: readonly Priced[];
  readonly sums: Uint32Array;
}

/** Longer than what one link or mention that people write forbids; then ever more places are passed over. */
const triesInARow = 100;
/** In which it is certain whether a link or a mention begins: longer than any name of a host. */
const longestOpening = 400;

/** @param url a link in the text that may not look like one */
export function layOut(text: string, limits: readonly TextLimit[], url: string | null): Layout {
  const seams = graphemeBoundaries(text);
  const scales = limits.map((limit) => {
    const priced = findPriced(text, limit);
    return { limit, priced, sums: cumulativeLength(text, limit, { boundaries: seams, priced }) };
  });
  const entities = findEntities(text);
  const links = [
    ...uncuttableLinks(text, entities, url),
    ...scales.flatMap(({ priced }) => priced),
  ];
  for (const link of links) seams.fill(0, link.start + 1, link.end);
  const gaps = findGaps(text, seams);
  const leading = gaps.at(0)?.start === 0 ? gaps.shift() : undefined;
  const trailing = gaps.at(-1)?.end === text.length ? gaps.pop() : undefined;
  const start = leading?.end ?? 0;
  const end = trailing?.start ?? text.length;
  return { text, start, end, gaps, entities, links, seams, scales };
}

/** The same layout up to `end`, with limits that leave room for a text to be added. */
export function narrowed(layout: Layout, end: number, added: string): Layout {
  const scales = layout.scales.map(({ limit, ...scale }) => ({
    ...scale,
    limit: { ...limit, max: limit.max - usedLength(added, limit) },
  }));
  return { ...layout, end, gaps: layout.gaps.filter((gap) => gap.start < end), scales };
}

export function fitsBetween(layout: Layout, from: number, to: number): boolean {
  return layout.scales.every(({ limit, sums }) => (sums[to] ?? 0) - (sums[from] ?? 0) <= limit.max);
}

/** The last seam up to `to` that can be reached from `from` within the limits; at least `from`. */
export function reach(layout: Layout, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fitsBetween(layout, from, middle)) low = middle;
    else high = middle - 1;
  }
  for (let tries = 0; low > from; tries++) {
    while (low > from && layout.seams[low] !== 1) low--;
    if (maySever(layout, from, low)) break;
    low = Math.max(from, low - 2 ** Math.max(0, tries - triesInARow));
  }
  return low;
}

/**
 * Whether the text may be cut at `at`, in a segment that begins at `from`: at a seam, and so that
 * each side counts what it counts now. Cut behind its @, `@example.com` would become a link.
 */
export function maySever({ text, seams, scales }: Layout, from: number, at: number): boolean {
  if (seams[at] !== 1) return false;
  return scales.every(({ limit, priced }) => {
    const following = indexBehind(priced, at);
    // What has its price before the cut keeps it.
    const since = Math.max(from, priced[following - 1]?.end ?? from);
    if (findPriced(text.slice(from, at), limit, since - from).length > 0) return false;
    // What is laid bare behind a cut begins right there.
    const [next] = findPriced(text.slice(at, at + longestOpening), limit);
    return (next?.start === 0) === (priced[following]?.start === at);
  });
}

/** Of the first that ends behind `at`. */
function indexBehind(priced: readonly Priced[], at: number): number {
  let low = 0;
  let high = priced.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((priced[middle]?.end ?? at) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
