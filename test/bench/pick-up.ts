// Picking up the one delivery that is due, with a million waiting, beside the same with a thousand: to
// claim its lane, to end its attempt and to learn when to look next.

import { newId } from "#kernel/ids.ts";
import { createDeliveries } from "#delivery/create.ts";
import { claimLanes, lockLease, nextDueAt, settleLanes } from "#delivery/lanes.ts";
import { leaseMs } from "#delivery/lease.ts";
import type { Database } from "#store/open.ts";
import type { Databases } from "./databases.ts";
import { median, timeMs } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { benchId, fillLanes } from "./waiting.ts";

const rounds = 400;
const workerId = newId();

const shapes = [
  {
    name: "in many lanes",
    many: { lanes: 10_000, each: 100 },
    few: { lanes: 10, each: 100 },
  },
  { name: "in one lane", many: { lanes: 1, each: 1_000_000 }, few: { lanes: 1, each: 1000 } },
];

export async function measurePickUp(databases: Databases): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, many, few } of shapes) {
    await using large = await fillLanes(databases, many);
    await using small = await fillLanes(databases, few);
    const ours: number[] = [];
    const floor: number[] = [];
    // They take turns, so that both meet the same load.
    for (let round = 0; round < rounds; round++) {
      ours.push(await pickUpMs(large.store.db, benchId(round % many.lanes)));
      floor.push(await pickUpMs(small.store.db, benchId(round % few.lanes)));
    }
    figures.push({
      measure: `pick-up, 1,000,000 waiting ÷ 1,000, ${name}`,
      ...{ ours: median(ours), floor: median(floor), unit: "ms" },
      target: { of: "ratio", atMost: 1.2 },
    });
  }
  return figures;
}

async function pickUpMs(db: Database, connectionId: string): Promise<number> {
  const now = new Date();
  const deliveries = [{ connectionId, composition: { segments: [], problems: [] } }];
  const due = { runId: benchId(0), deliveries, dueAt: now, now };
  await db.transaction().execute((tx) => createDeliveries(tx, due));
  return timeMs(async () => {
    const [claim] = await claimLanes(db, { workerId, limit: 32, leaseMs, now });
    if (claim?.lease.connectionId !== connectionId) throw new Error("The wrong lane was claimed");
    await db.transaction().execute(async (tx) => {
      await lockLease(tx, claim.lease);
      await tx
        .updateTable("deliveries")
        .set({ state: "published", endedAt: now, updatedAt: now })
        .where("id", "=", claim.deliveryId)
        .execute();
      await settleLanes(tx, [connectionId], { release: true });
    });
    await nextDueAt(db);
  });
}
