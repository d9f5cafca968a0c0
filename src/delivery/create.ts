// New deliveries, in the transaction that creates their run.

import { newId } from "#kernel/ids.ts";
import type { Composition } from "#connector/contract.ts";
import type { Tx } from "#store/open.ts";
import { lockLanes, openLanes, settleLanes } from "./lanes.ts";
import type { Trouble } from "./trouble.ts";

export interface NewDelivery {
  connectionId: string;
  composition: Composition;
}

/**
 * A composition with a problem that stops it becomes a rejected delivery, which says why. Returns the
 * ids of those.
 */
export async function createDeliveries(
  tx: Tx,
  {
    runId,
    deliveries,
    dueAt,
    now,
  }: {
    runId: string;
    deliveries: readonly NewDelivery[];
    dueAt: Date;
    now: Date;
  },
): Promise<string[]> {
  if (deliveries.length === 0) return [];
  const connectionIds = deliveries.map((delivery) => delivery.connectionId);
  await openLanes(tx, connectionIds);
  await lockLanes(tx, connectionIds);
  const rows = deliveries.map(({ connectionId, composition }) => {
    const trouble = troubleIn(composition);
    return {
      ...{ id: newId(), runId, connectionId, dueAt, createdAt: now, updatedAt: now },
      composition: JSON.stringify(composition),
      state: trouble === null ? "scheduled" : "rejected",
      trouble: trouble === null ? null : JSON.stringify(trouble),
      endedAt: trouble === null ? null : now,
    };
  });
  await tx.insertInto("deliveries").values(rows).execute();
  await settleLanes(tx, connectionIds);
  return rows.filter(({ state }) => state === "rejected").map(({ id }) => id);
}

/** Why the composition cannot be sent as it is, now or ever. */
export function troubleIn({ problems }: Composition): Trouble | null {
  const errors = problems.filter((problem) => problem.severity === "error");
  if (errors.length === 0) return null;
  return { kind: "refused", message: errors.map((problem) => problem.message).join(" ") };
}
