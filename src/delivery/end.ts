// The writes that an attempt makes besides its intents: progress between steps, and its end. The end is
// one transaction: last result, state, log of the attempt, and the lane free for the next delivery.

import { sql } from "kysely";
import type { Tx } from "#store/open.ts";
import { expireConnection } from "#connections/expire.ts";
import { hasCredential } from "#connections/grant.ts";
import type { Engine } from "./engine.ts";
import { saveDoubt, saveResultUnder, writingResult } from "./journal.ts";
import type { Doubt, Finished } from "./journal.ts";
import { pauseUntil } from "./judge.ts";
import type { Ending } from "./judge.ts";
import { lockLease, lockingLane, pauseLane, settleLanes } from "./lanes.ts";
import type { Claim } from "./lanes.ts";
import { LeaseLost } from "./lease.ts";
import type { Lease } from "./lease.ts";

export type AttemptResult =
  | { kind: "published"; last?: Finished }
  | { kind: "stopped"; ending: Ending; doubt: Doubt | null; detail: string | null };

export function stopped(
  doubt: Doubt | null,
  ending: Ending,
  detail: string | null = null,
): AttemptResult {
  return { kind: "stopped", ending, doubt, detail };
}

/** A step is done and others follow. @throws LeaseLost */
export async function saveProgress(
  engine: Engine,
  lease: Lease,
  finished: Finished,
): Promise<void> {
  await saveResultUnder(engine.connections.db, lease, finished);
}

export interface Ended {
  claim: Claim;
  startedAt: Date;
  result: AttemptResult;
  /** Of the credential that it ended with, where it got that far. */
  version?: number | undefined;
}

/** @throws LeaseLost */
export async function endAttempt(
  engine: Engine,
  { claim, startedAt, result, version }: Ended,
): Promise<void> {
  const { deliveryId, runId, platform, lease } = claim;
  const { connectionId } = lease;
  const now = engine.clock.now();
  await engine.connections.db.transaction().execute(async (tx) => {
    const log = { deliveryId, startedAt, endedAt: now };
    const state =
      result.kind === "published"
        ? await savePublished(tx, lease, result.last, log)
        : await saveStopped(tx, claim, { ...result, version }, log);
    await settleLanes(tx, [connectionId], { release: true });
    await engine.onAttemptEnded(tx, { deliveryId, runId, connectionId, platform, state });
  });
  engine.onChanged(deliveryId, runId);
}

/** Notes that the last attempt broke off; returns how often that happened. @throws LeaseLost */
export async function recordInterruption(
  engine: Engine,
  { deliveryId, lease }: Claim,
): Promise<number> {
  const { db } = engine.connections;
  const now = engine.clock.now();
  const detail = "The process ended or lost its lease in the middle of it.";
  const entry = { deliveryId, startedAt: now, endedAt: now, outcome: "interrupted", detail };
  await db.transaction().execute(async (tx) => {
    await lockLease(tx, lease);
    await insertingAttempt(entry).execute(tx);
  });
  const { count } = await db
    .selectFrom("attempts")
    .select((eb) => eb.fn.countAll<string>().as("count"))
    .where("deliveryId", "=", deliveryId)
    .where("outcome", "=", "interrupted")
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** One statement, for this is the way of nearly all attempts. @throws LeaseLost */
async function savePublished(
  tx: Tx,
  lease: Lease,
  last: Finished | undefined,
  times: AttemptTimes,
): Promise<"published"> {
  const { deliveryId, endedAt: now } = times;
  const log = { ...times, outcome: "published", detail: null };
  const step = last === undefined ? sql`` : sql`, step as (${writingResult(last)})`;
  // The link to the whole is the link to its first part: receipts in the order they were given.
  const permalink = sql`coalesce(
    (select receipt ->> 'permalink' from journal
     where delivery_id = ${deliveryId} and receipt is not null
     order by finished_at, step limit 1),
    ${last?.done.receipt?.permalink ?? null})`;
  const saved = await sql`
    with held as (${lockingLane(lease)})${step}, logged as (${insertingAttempt(log)})
    update deliveries
    set state = 'published', permalink = ${permalink}, trouble = null, failed_tries = 0,
        ended_at = ${now}, updated_at = ${now}
    where id = ${deliveryId} and exists (select from held)
    returning 1
  `.execute(tx);
  if (saved.rows.length === 0) throw new LeaseLost();
  return "published";
}

type Stopped = Extract<AttemptResult, { kind: "stopped" }> & Pick<Ended, "version">;

async function saveStopped(
  tx: Tx,
  { lease, failedTries }: Claim,
  { ending: first, version, doubt, detail }: Stopped,
  times: AttemptTimes,
): Promise<Ending["state"]> {
  const { deliveryId, endedAt: now } = times;
  await lockLease(tx, lease);
  const used = { id: lease.connectionId, version, now };
  const ending = (await isOutdated(tx, first, used)) ? pauseUntil(now, failedTries) : first;
  if (doubt !== null) await saveDoubt(tx, deliveryId, doubt);
  const trouble = ending.trouble === null ? null : JSON.stringify(ending.trouble);
  const waits = ending.state === "waiting";
  await insertingAttempt({ ...times, outcome: ending.state, detail }).execute(tx);
  await tx
    .updateTable("deliveries")
    .set({
      state: ending.state,
      trouble,
      waitUntil: waits ? ending.until : null,
      failedTries: waits ? ending.failedTries : 0,
      endedAt: waits ? null : now,
      updatedAt: now,
    })
    .where("id", "=", deliveryId)
    .execute();
  if (waits && ending.pausesLane) await pauseLane(tx, lease.connectionId, ending.until);
  return ending.state;
}

/**
 * Whether the trouble is of a credential that another has replaced since: what was held has been
 * released then, so this is tried with the other, at once. Expires the connection where it is not.
 */
async function isOutdated(
  tx: Tx,
  { trouble }: Ending,
  { id, version, now }: { id: string; version: number | undefined; now: Date },
): Promise<boolean> {
  if (version === undefined) return false;
  switch (trouble?.kind) {
    case "reconnect":
      return !(await expireConnection(tx, { id, version, reason: trouble.message, now }));
    case "unlinked":
      return !(await hasCredential(tx, { id, version }));
    default:
      return false;
  }
}

interface AttemptTimes {
  deliveryId: string;
  startedAt: Date;
  endedAt: Date;
}

interface AttemptLog extends AttemptTimes {
  outcome: string;
  detail: string | null;
}

function insertingAttempt({ deliveryId, startedAt, endedAt, outcome, detail }: AttemptLog) {
  return sql`
    insert into attempts (delivery_id, number, started_at, ended_at, outcome, detail)
    select ${deliveryId}::uuid, coalesce(max(number), 0) + 1, ${startedAt}::timestamptz,
           ${endedAt}::timestamptz, ${outcome}, ${detail}
    from attempts where delivery_id = ${deliveryId}
  `;
}
