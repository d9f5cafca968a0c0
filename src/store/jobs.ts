// Background work other than deliveries (those have their own table): pg-boss on the same database. A
// job is enqueued in the transaction that causes it, so that neither exists without the other.

import { isDeepStrictEqual } from "node:util";
import { sql } from "kysely";
import type { RawBuilder, SqlBool } from "kysely";
import { PgBoss, fromKysely } from "pg-boss";
import type { JobResult, QueueOptions } from "pg-boss";
import { hours, seconds } from "#kernel/clock.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { Store, Tx } from "./open.ts";

export interface Jobs extends AsyncDisposable {
  /** Inside the transaction of what causes it; not run before `startAt`, when that is given. */
  enqueue(tx: Tx, name: string, data: JsonObject, startAt?: Date): Promise<void>;
}

export interface JobKind {
  /**
   * Must bear being run twice for one job: a worker may die after its work, before it says so. Every
   * try of a job has the same id.
   */
  run(data: JsonObject, id: string): Promise<void>;
  /** Five-field cron expression in UTC: also run at these times, with empty data. */
  cron?: string;
  /** Of a job that failed; without it, eight within the hour. */
  retries?: { limit: number; maxDelayMs: number };
}

export interface JobsOptions {
  store: Store;
  kinds: Readonly<Record<string, JobKind>>;
  /** False in a process that only enqueues. */
  isWorker: boolean;
  /** Told of each try that failed, and of trouble with the queue itself. */
  onError(error: unknown): void;
}

const usualRetries = { limit: 8, maxDelayMs: hours(1) };
/** Before the first retry; doubled from one to the next. */
const firstDelayMs = seconds(5);
/** Of a batch, only the jobs that failed are run again. */
const batches = { batchSize: 50, burstWhenBatchFull: true, perJobResults: true } as const;
const keepFinishedSeconds = 24 * 3600;

/** Creates pg-boss's schema when missing, declares the kinds and, in a worker, starts working. */
export async function openJobs({ store, kinds, isWorker, onError }: JobsOptions): Promise<Jobs> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => store.pool.query(text, values) },
    supervise: isWorker,
    schedule: isWorker,
  });
  boss.on("error", onError);
  await oneByOne(store, () => install(boss, kinds));
  for (const [name, kind] of Object.entries(kinds)) {
    if (!isWorker) break;
    if (kind.cron !== undefined) await boss.schedule(name, kind.cron);
    await boss.work<JsonObject | null>(name, batches, async (batch) => {
      const results: JobResult[] = [];
      for (const { id, data } of batch) {
        const failure = await failureOf(kind.run(data ?? {}, id));
        if (failure === undefined) results.push({ id, status: "completed" });
        else results.push({ id, status: "failed", output: { message: failure.message } });
        if (failure !== undefined) onError(failure);
      }
      return results;
    });
  }
  return {
    async enqueue(tx, name, data, startAt) {
      const db = fromKysely(tx.withoutPlugins());
      await boss.send(name, data, { db, ...(startAt && { startAfter: startAt }) });
    },
    async [Symbol.asyncDispose]() {
      await boss.stop({ graceful: true, timeout: 5000, close: false });
    },
  };
}

/** A condition for queries: the job whose id is in this column may be run again, or has just ended. */
export function isJobKept(column: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`exists (select from pgboss.job where job.id = ${sql.ref(column)})`;
}

async function failureOf(running: Promise<void>): Promise<Error | undefined> {
  try {
    await running;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Creates what is missing, and changes what another version has set otherwise. */
async function install(boss: PgBoss, kinds: JobsOptions["kinds"]): Promise<void> {
  await boss.start();
  const known = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
  for (const [name, kind] of Object.entries(kinds)) {
    const options = queueOptions(kind);
    const queue = known.get(name);
    const isAsWanted = isDeepStrictEqual(queue, { ...queue, ...options });
    if (queue === undefined) await boss.createQueue(name, options);
    else if (!isAsWanted) await boss.updateQueue(name, options);
  }
}

function queueOptions({ retries = usualRetries }: JobKind): QueueOptions {
  return {
    retryLimit: retries.limit,
    ...{ retryDelay: firstDelayMs / 1000, retryBackoff: true },
    retryDelayMax: retries.maxDelayMs / 1000,
    deleteAfterSeconds: keepFinishedSeconds,
  };
}

/**
 * Of several processes that start on a new database, all but one fail in pg-boss 12.35.0: PostgreSQL's
 * "create schema if not exists" does not bear it, in spite of pg-boss's own lock.
 */
async function oneByOne(store: Store, install: () => Promise<void>): Promise<void> {
  await store.db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('broadside/jobs', 0))`.execute(tx);
    await install();
  });
}
