// What people do to deliveries: cancel, retry, say what became of an uncertain one; and what happens to
// them when their connection is linked or unlinked. All of it goes through the lane, as the worker does.

import { sql } from "kysely";
import type { Composition, Connector } from "#connector/contract.ts";
import type { Tx } from "#store/open.ts";
import { selectConnections, toConnection } from "#connections/connections.ts";
import type { Platforms } from "#connections/platforms.ts";
import { announceWith } from "./announce.ts";
import type { Changed } from "./announce.ts";
import { troubleIn } from "./create.ts";
import { readJournal, saveResult, setDoubt } from "./journal.ts";
import { lockLanes, openLanes, settleLanes } from "./lanes.ts";
import { unlinkedMessage } from "./load.ts";
import { isHarmless } from "./resume.ts";
import type { DeliveryState } from "./states.ts";
import { mayBecome } from "./states.ts";
import type { Trouble } from "./trouble.ts";

const unendedMessage =
  "The rest of the thread is not live yet, and Broadside cannot continue it there from a link. Add the rest there yourself, or cancel it here.";

export type ChangeResult =
  | { kind: "changed"; state: DeliveryState }
  /** The delivery is in a state that does not allow it. */
  | { kind: "wrong-state"; state: DeliveryState }
  | { kind: "wrong-link"; message: string }
  /** It would not bring the post out whole; `message` says what does. */
  | { kind: "impossible"; message: string };

export type Resolution = { outcome: "live"; url: string } | { outcome: "send-again" };

/**
 * Tries a held or rejected delivery again, from the first step that is missing. What `compose` has found
 * fault with stays as it was composed: sent all the same, it would lack an image, or say something else.
 */
export async function retryDelivery(tx: Tx, id: string, now: Date): Promise<ChangeResult> {
  const delivery = await lockDelivery(tx, id);
  if (delivery.state === "uncertain") return { kind: "wrong-state", state: delivery.state };
  const trouble = troubleIn(await compositionOf(tx, id));
  if (trouble !== null) {
    const message = `${trouble.message} It cannot be sent as it is: put that right, and share the post anew.`;
    return { kind: "impossible", message };
  }
  return move(tx, delivery, { to: "scheduled", now });
}

/** Stops a delivery that has not begun to be sent, or one that waits for a person. */
export async function cancelDelivery(tx: Tx, id: string, now: Date): Promise<ChangeResult> {
  return move(tx, await lockDelivery(tx, id), { to: "cancelled", now });
}

/** Cancels those that can be; leaves the others. */
export async function cancelDeliveries(
  tx: Tx,
  deliveries: readonly { id: string; connectionId: string }[],
  now: Date,
): Promise<void> {
  await lockLanes(
    tx,
    deliveries.map(({ connectionId }) => connectionId),
  );
  const cancelled: Changed[] = [];
  for (const { id } of deliveries) {
    const delivery = await lockDelivery(tx, id);
    const { kind } = await move(tx, delivery, { to: "cancelled", now });
    if (kind === "changed") cancelled.push(delivery);
  }
  await announceWith(tx, cancelled);
}

/** A person has looked at the platform and says what became of an uncertain delivery. */
export async function resolveDelivery(
  tx: Tx,
  platforms: Platforms,
  { id, resolution, now }: { id: string; resolution: Resolution; now: Date },
): Promise<ChangeResult> {
  const delivery = await lockDelivery(tx, id);
  if (delivery.state !== "uncertain") return { kind: "wrong-state", state: delivery.state };
  const step = await stepInDoubt(tx, id);
  if (resolution.outcome === "send-again") {
    if (step !== undefined) await setDoubt(tx, id, step, false);
    return move(tx, delivery, { to: "scheduled", now });
  }
  const row = await selectConnections(tx)
    .where("id", "=", delivery.connectionId)
    .executeTakeFirstOrThrow();
  const connection = toConnection(row);
  const connector = platforms.get(connection.platform)?.connector;
  if (connector?.resultAt === undefined || step === undefined) {
    if (await arePostsLeft(tx, connector, { id, step })) {
      return { kind: "impossible", message: unendedMessage };
    }
    return move(tx, delivery, { to: "published", now, permalink: resolution.url });
  }
  const done = connector.resultAt(resolution.url, connection.account);
  if (done === undefined) {
    const message = `This is not the address of a post of ${connection.account.name} on ${connector.about.name}.`;
    return { kind: "wrong-link", message };
  }
  await saveResult(tx, { deliveryId: id, step, done, now });
  return move(tx, delivery, { to: "scheduled", now });
}

/** The connection was linked, new or again: what was held for want of it goes on. */
export async function releaseHeld(tx: Tx, connectionId: string, now: Date): Promise<void> {
  await openLanes(tx, [connectionId]);
  await lockLanes(tx, [connectionId]);
  const released = await tx
    .updateTable("deliveries")
    .set({ state: "scheduled", trouble: null, endedAt: null, updatedAt: now })
    .where("connectionId", "=", connectionId)
    .where("state", "=", "held")
    .where(sql<string>`trouble ->> 'kind'`, "in", ["reconnect", "unlinked"])
    .returning(["id", "runId"])
    .execute();
  await settleLanes(tx, [connectionId]);
  await announceWith(tx, released);
}

/** The connection was unlinked: what waits for it is held, with the reason. */
export async function holdPending(tx: Tx, connectionId: string, now: Date): Promise<void> {
  const trouble: Trouble = { kind: "unlinked", message: unlinkedMessage };
  await lockLanes(tx, [connectionId]);
  const held = await tx
    .updateTable("deliveries")
    .set({ state: "held", trouble: JSON.stringify(trouble), endedAt: now, updatedAt: now })
    .where("connectionId", "=", connectionId)
    .where("state", "in", ["scheduled", "waiting"])
    .returning(["id", "runId"])
    .execute();
  await settleLanes(tx, [connectionId]);
  await announceWith(tx, held);
}

interface LockedDelivery extends Changed {
  connectionId: string;
  state: DeliveryState;
}

async function lockDelivery(tx: Tx, id: string): Promise<LockedDelivery> {
  const query = tx.selectFrom("deliveries").where("id", "=", id);
  const found = await query.select(["runId", "connectionId"]).executeTakeFirstOrThrow();
  const { runId, connectionId } = found;
  await lockLanes(tx, [connectionId]);
  const { state } = await query.select("state").executeTakeFirstOrThrow();
  return { id, runId, connectionId, state: state as DeliveryState };
}

/** Whether the delivery has more to post than the step that is live. */
async function arePostsLeft(
  tx: Tx,
  connector: Connector | undefined,
  { id, step: live }: { id: string; step: string | undefined },
): Promise<boolean> {
  const steps = connector?.steps(await compositionOf(tx, id)) ?? [];
  const journal = await readJournal(tx, id);
  return steps.some(
    (step) =>
      step.name !== live && !isHarmless(step) && (journal.get(step.name)?.result ?? null) === null,
  );
}

async function compositionOf(tx: Tx, id: string): Promise<Composition> {
  const row = await tx
    .selectFrom("deliveries")
    .select("composition")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  return row.composition as Composition;
}

async function move(
  tx: Tx,
  { id, connectionId, state }: LockedDelivery,
  { to, now, permalink }: { to: DeliveryState; now: Date; permalink?: string },
): Promise<ChangeResult> {
  if (!mayBecome(state, to)) return { kind: "wrong-state", state };
  await tx
    .updateTable("deliveries")
    .set({
      state: to,
      ...(to === "cancelled" ? {} : { trouble: null }),
      ...(permalink === undefined ? {} : { permalink }),
      waitUntil: null,
      failedTries: 0,
      endedAt: to === "scheduled" ? null : now,
      updatedAt: now,
    })
    .where("id", "=", id)
    .execute();
  await settleLanes(tx, [connectionId]);
  return { kind: "changed", state: to };
}

async function stepInDoubt(tx: Tx, deliveryId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom("journal")
    .select("step")
    .where("deliveryId", "=", deliveryId)
    .where("isInDoubt", "=", true)
    .where("result", "is", null)
    .executeTakeFirst();
  return row?.step;
}
