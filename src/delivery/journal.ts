// The journal: each step's intent before it is sent, its result after. A write goes through only while
// the lease holds, so that a worker that was paused past its lease cannot write over its successor.

import { sql } from "kysely";
import type { RawBuilder } from "kysely";
import { z } from "zod";
import type { JsonObject } from "#kernel/json.ts";
import type { Done, Receipt } from "#connector/contract.ts";
import type { Database, Queryable, Tx } from "#store/open.ts";
import type { Lease } from "./lease.ts";
import { lockingLane } from "./lanes.ts";
import { LeaseLost, instantNow } from "./lease.ts";
import type { JournalEntry } from "./resume.ts";

const objectSchema: z.ZodType<JsonObject> = z.record(z.string(), z.json());
const receiptSchema: z.ZodType<Receipt> = z.object({
  remoteId: z.string(),
  permalink: z.string().nullable(),
});

export async function readJournal(
  db: Queryable,
  deliveryId: string,
): Promise<Map<string, JournalEntry>> {
  const rows = await db
    .selectFrom("journal")
    .selectAll()
    .where("deliveryId", "=", deliveryId)
    .orderBy("finishedAt")
    .orderBy("step")
    .execute();
  return new Map(
    rows.map((row) => [
      row.step,
      {
        intent: objectSchema.parse(row.intent),
        firstSentAt: row.firstSentAt,
        lastSentAt: row.lastSentAt,
        isInDoubt: row.isInDoubt,
        waitingSince: row.waitingSince,
        result: objectSchema.nullable().parse(row.result),
        receipt: receiptSchema.nullable().parse(row.receipt),
        finishedAt: row.finishedAt,
      },
    ]),
  );
}

export interface Sending {
  deliveryId: string;
  step: string;
  intent: JsonObject;
  isInDoubt: boolean;
  firstSentAt: Date;
  lastSentAt: Date;
}

/** Before a step is sent; renews the lease in the same statement. @throws LeaseLost */
export async function saveSending(
  db: Database,
  lease: Lease,
  leaseMs: number,
  { deliveryId, step, intent, isInDoubt, firstSentAt, lastSentAt }: Sending,
): Promise<void> {
  const askedAt = instantNow();
  const saved = await sql`
    with held as (
      update lanes set lease_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
      where connection_id = ${lease.connectionId} and fence = ${lease.fence}
      returning 1
    )
    insert into journal (delivery_id, step, intent, is_in_doubt, first_sent_at, last_sent_at)
    select ${deliveryId}::uuid, ${step}, ${JSON.stringify(intent)}::jsonb, ${isInDoubt},
           ${firstSentAt}::timestamptz, ${lastSentAt}::timestamptz
    from held
    on conflict (delivery_id, step) do update
      set is_in_doubt = excluded.is_in_doubt, first_sent_at = excluded.first_sent_at,
          last_sent_at = excluded.last_sent_at
    returning 1
  `.execute(db);
  if (saved.rows.length === 0) throw new LeaseLost();
  lease.renewed(askedAt);
}

export interface Finished {
  deliveryId: string;
  step: string;
  done: Done;
  now: Date;
}

/** Inside a transaction that holds the lane. */
export async function saveResult(tx: Tx, finished: Finished): Promise<void> {
  await sql`with held as (select) ${writingResult(finished)}`.execute(tx);
}

/** @throws LeaseLost */
export async function saveResultUnder(
  db: Database,
  lease: Lease,
  finished: Finished,
): Promise<void> {
  const saved = await sql`with held as (${lockingLane(lease)}) ${writingResult(finished)}`.execute(
    db,
  );
  if (saved.rows.length === 0) throw new LeaseLost();
}

/** Part of a statement that has `held` before it: writes only if that has a row. */
export function writingResult({ deliveryId, step, done, now }: Finished): RawBuilder<unknown> {
  const receipt = done.receipt === undefined ? null : JSON.stringify(done.receipt);
  return sql`
    insert into journal (delivery_id, step, intent, result, receipt, finished_at)
    select ${deliveryId}::uuid, ${step}, '{}'::jsonb, ${JSON.stringify(done.result)}::jsonb,
           ${receipt}::jsonb, ${now}::timestamptz
    from held
    on conflict (delivery_id, step) do update
      set result = excluded.result, receipt = excluded.receipt,
          is_in_doubt = excluded.is_in_doubt, waiting_since = excluded.waiting_since,
          finished_at = excluded.finished_at
    returning 1
  `;
}

/** How a step is left at an attempt's end. */
export interface Doubt {
  step: string;
  intent: JsonObject;
  /** It may have been done although nobody saw it. */
  isInDoubt: boolean;
  waitingSince: Date | null;
}

/** Inside a transaction that holds the lane. */
export async function saveDoubt(tx: Tx, deliveryId: string, doubt: Doubt): Promise<void> {
  const { step, intent, isInDoubt, waitingSince } = doubt;
  if (waitingSince === null) {
    await updating(tx, deliveryId, step).set({ isInDoubt, waitingSince }).execute();
    return;
  }
  // What only reads may not have been saved before.
  await tx
    .insertInto("journal")
    .values({ deliveryId, step, intent: JSON.stringify(intent), isInDoubt, waitingSince })
    .onConflict((conflict) =>
      conflict.columns(["deliveryId", "step"]).doUpdateSet({ isInDoubt, waitingSince }),
    )
    .execute();
}

/** Inside a transaction that holds the lane. */
export async function setDoubt(
  tx: Tx,
  deliveryId: string,
  step: string,
  isInDoubt: boolean,
): Promise<void> {
  await updating(tx, deliveryId, step).set({ isInDoubt }).execute();
}

function updating(tx: Tx, deliveryId: string, step: string) {
  return tx.updateTable("journal").where("deliveryId", "=", deliveryId).where("step", "=", step);
}
