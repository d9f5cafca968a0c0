// Lanes: one per connection, so that a connection's deliveries keep their order and one worker at a
// time holds it, while connections go on side by side. A lane knows when its first delivery can go on;
// picking up what is due therefore costs the same with a thousand waiting or a million.
//
// Whoever changes a pending delivery locks its lane first (lockLanes) and settles it last (settleLanes).

import { sql } from "kysely";
import type { RawBuilder } from "kysely";
import type { Database, Tx } from "#store/open.ts";
import { LeaseLost, holdLease, instantNow } from "./lease.ts";
import type { Lease } from "./lease.ts";

/** The number counts on, too: a holder that still lives finds that its lease has ended. */
const freed = { leaseUntil: null, workerId: null, fence: sql<number>`fence + 1` };

export interface Claim {
  lease: Lease;
  deliveryId: string;
  runId: string;
  platform: string;
  /** No attempt at it was made before, so that there is nothing in its journal. */
  isFirstAttempt: boolean;
  /** Its last attempt never ended: the worker died or lost the lane. */
  wasInterrupted: boolean;
  failedTries: number;
}

export interface ClaimOptions {
  workerId: string;
  limit: number;
  leaseMs: number;
  now: Date;
}

/** Takes up to `limit` free lanes with something due, and sets their first deliveries running. */
export async function claimLanes(db: Database, options: ClaimOptions): Promise<Claim[]> {
  const askedAt = instantNow();
  return db.transaction().execute(async (tx) => {
    const taken = await takeLanes(tx, options);
    if (taken.length === 0) return [];
    const ids = taken.map((lane) => lane.connectionId);
    // A second statement sees what was committed while the first waited for nothing: a lane that was
    // worked on and freed in between shows its new first delivery here.
    const started = await startFirst(tx, ids, options.now);
    const begun = new Map(started.map((row) => [row.connectionId, row]));
    const idle = ids.filter((id) => !begun.has(id));
    if (idle.length > 0) await settleLanes(tx, idle, { release: true });
    return taken.flatMap((lane) => {
      const row = begun.get(lane.connectionId);
      if (row === undefined) return [];
      const { connectionId: _, ...delivery } = row;
      const lease = holdLease(lane, askedAt, options.leaseMs);
      return [{ lease, ...delivery }];
    });
  });
}

/** Locks lanes in one order for all, so that two transactions never wait for each other. */
export async function lockLanes(tx: Tx, connectionIds: readonly string[]): Promise<void> {
  if (connectionIds.length === 0) return;
  await tx
    .selectFrom("lanes")
    .select("connectionId")
    .where("connectionId", "in", connectionIds)
    .orderBy("connectionId")
    .forUpdate()
    .execute();
}

/** Works out anew when each lane can go on; with `release`, also ends its lease. */
export async function settleLanes(
  tx: Tx,
  connectionIds: readonly string[],
  { release }: { release: boolean } = { release: false },
): Promise<void> {
  await sql`
    update lanes l
    set next_at = case when first.at is null then null
                       else greatest(first.at, l.paused_until) end,
        lease_until = case when ${release} then null else lease_until end,
        worker_id = case when ${release} then null else worker_id end,
        fence = case when ${release} then fence + 1 else fence end
    from (
      select ids.id, (
        select greatest(d.due_at, d.wait_until) from deliveries d
        where d.connection_id = ids.id and d.state in ('scheduled', 'running', 'waiting')
        order by (d.started_at is null), d.due_at, d.id
        limit 1
      ) as at
      from unnest(${[...connectionIds]}::uuid[]) as ids (id)
    ) first
    where l.connection_id = first.id
  `.execute(tx);
}

/** Locks the lane of a lease for the rest of the transaction. @throws LeaseLost */
export async function lockLease(tx: Tx, lease: Lease): Promise<void> {
  const locked = await lockingLane(lease).execute(tx);
  if (locked.rows.length === 0) throw new LeaseLost();
}

/** The same as part of a statement: without a row the lease is lost. */
export function lockingLane({ connectionId, fence }: Lease): RawBuilder<unknown> {
  return sql`select from lanes
    where connection_id = ${connectionId} and fence = ${fence} for update`;
}

/** Nobody claims from the lane before this time. */
export async function pauseLane(tx: Tx, connectionId: string, until: Date): Promise<void> {
  await tx
    .updateTable("lanes")
    .set({ pausedUntil: until })
    .where("connectionId", "=", connectionId)
    .execute();
}

/** When there will be something to do next, if nothing changes. */
export async function nextDueAt(db: Database): Promise<Date | undefined> {
  const row = await db
    .selectFrom("lanes")
    .select("nextAt")
    .where("nextAt", "is not", null)
    .where("leaseUntil", "is", null)
    .orderBy("nextAt")
    .limit(1)
    .executeTakeFirst();
  return row?.nextAt ?? undefined;
}

/** Gives the lanes of dead workers back at once, without waiting for their leases to end; locks as `lockLanes` does. */
export async function freeLanesOf(tx: Tx, workerIds: readonly string[]): Promise<void> {
  const lanes = await tx
    .selectFrom("lanes")
    .select("connectionId")
    .where("workerId", "in", workerIds)
    .orderBy("connectionId")
    .forUpdate()
    .execute();
  const ids = lanes.map(({ connectionId }) => connectionId);
  if (ids.length === 0) return;
  await tx.updateTable("lanes").set(freed).where("connectionId", "in", ids).execute();
}

/** Gives one lane back with its delivery still running: whoever claims it next resumes there. */
export async function freeLane(db: Database, { connectionId, fence }: Lease): Promise<void> {
  await db
    .updateTable("lanes")
    .set(freed)
    .where("connectionId", "=", connectionId)
    .where("fence", "=", fence)
    .execute();
}

async function takeLanes(tx: Tx, { workerId, limit, leaseMs, now }: ClaimOptions) {
  const rows = await sql<{ connectionId: string; fence: number }>`
    with free as (
      select connection_id from lanes
      where next_at <= ${now} and (lease_until is null or lease_until < clock_timestamp())
      order by next_at
      limit ${limit}
      for update skip locked
    )
    update lanes l
    set worker_id = ${workerId}, fence = l.fence + 1,
        lease_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    from free
    where l.connection_id = free.connection_id
    returning l.connection_id, l.fence
  `.execute(tx);
  return rows.rows;
}

interface Started {
  deliveryId: string;
  runId: string;
  platform: string;
  connectionId: string;
  isFirstAttempt: boolean;
  wasInterrupted: boolean;
  failedTries: number;
}

async function startFirst(tx: Tx, connectionIds: readonly string[], now: Date) {
  const rows = await sql<Started>`
    with first as (
      select d.id, d.state, d.started_at from unnest(${[...connectionIds]}::uuid[]) as ids (id)
      cross join lateral (
        select id, state, started_at, due_at, wait_until from deliveries
        where connection_id = ids.id and state in ('scheduled', 'running', 'waiting')
        order by (started_at is null), due_at, id
        limit 1
      ) d
      where greatest(d.due_at, d.wait_until) <= ${now}
    )
    update deliveries d
    set state = 'running', started_at = coalesce(d.started_at, ${now}), updated_at = ${now}
    from first
    where d.id = first.id
    returning d.id as delivery_id, d.run_id, d.connection_id, d.failed_tries,
              (select platform from connections c where c.id = d.connection_id) as platform,
              first.started_at is null as is_first_attempt,
              first.state = 'running' as was_interrupted
  `.execute(tx);
  return rows.rows;
}

/** Lanes for connections that have none yet. */
export async function openLanes(tx: Tx, connectionIds: readonly string[]): Promise<void> {
  await tx
    .insertInto("lanes")
    .values(connectionIds.map((connectionId) => ({ connectionId })))
    .onConflict((conflict) => conflict.column("connectionId").doNothing())
    .execute();
}
