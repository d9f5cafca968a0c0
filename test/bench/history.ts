// A page of the history among a million runs, beside the same among a thousand: the newest, and pages
// anywhere in between.

import { listRuns } from "#workflows/read.ts";
import type { Database } from "#store/open.ts";
import type { Databases } from "./databases.ts";
import { median, timeMs } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { benchId, fillHistory, siteId } from "./waiting.ts";

const rounds = 300;
const pageLength = 20;
const [many, few] = [1_000_000, 1000];

export async function measureHistory(databases: Databases): Promise<Figure[]> {
  await using large = await fillHistory(databases, many);
  await using small = await fillHistory(databases, few);
  const figures: Figure[] = [];
  for (const [name, before] of [
    ["newest", newest],
    ["any", anywhere],
  ] as const) {
    const ours: number[] = [];
    const floor: number[] = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(await pageMs(large.store.db, before(many)));
      floor.push(await pageMs(small.store.db, before(few)));
    }
    figures.push({
      measure: `history page, 1,000,000 runs ÷ 1,000, ${name}`,
      ...{ ours: median(ours), floor: median(floor), unit: "ms" },
      target: { of: "ratio", atMost: 1.5 },
    });
  }
  return figures;
}

function newest(runs: number): string {
  return benchId(runs);
}

function anywhere(runs: number): string {
  return benchId(pageLength + Math.floor(Math.random() * (runs - pageLength)));
}

function pageMs(db: Database, before: string): Promise<number> {
  return timeMs(async () => {
    const page = await listRuns(db, { siteIds: [siteId], limit: pageLength + 1, before });
    if (page.length < pageLength) throw new Error("The page is not full");
  });
}
