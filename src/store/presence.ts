// Tells a living worker from a dead one. A worker holds a session-level advisory lock on a connection
// of its own; when its process dies, PostgreSQL lets go of the lock at once, so nobody has to wait for
// a lease to run out. A paused process keeps its lock, and only its leases end.

import { sql } from "kysely";
import type pg from "pg";
import type { Database, Store, Tx } from "./open.ts";

// The first half of the two-part advisory lock key: keeps our locks apart from anybody else's.
const lockSpace = 0x62726f61;

export interface Presence extends AsyncDisposable {
  readonly workerId: string;
  /** False from the moment the connection that holds the lock is lost. */
  isAlive(): boolean;
}

/** Registers a worker. `onLost` is called once if its lock is lost while it lives. */
export async function openPresence(
  store: Store,
  workerId: string,
  onLost: () => void,
): Promise<Presence> {
  const client = store.newClient();
  client.on("error", () => undefined);
  try {
    await client.connect();
    await register(client, workerId);
  } catch (error) {
    await client.end();
    throw error;
  }
  let isAlive = true;
  let isClosed = false;
  client.on("end", () => {
    isAlive = false;
    if (!isClosed) onLost();
  });
  return {
    workerId,
    isAlive: () => isAlive,
    async [Symbol.asyncDispose]() {
      isClosed = true;
      await store.db.deleteFrom("workers").where("id", "=", workerId).execute();
      await client.end();
    },
  };
}

/**
 * Removes the workers whose processes are gone, together with what `release` frees of theirs. Returns
 * how many there were.
 */
export async function removeDeadWorkers(
  db: Database,
  release: (tx: Tx, workerIds: readonly string[]) => Promise<void>,
): Promise<number> {
  return db.transaction().execute(async (tx) => {
    // Its lock is free for whoever saw it before somebody else had removed it, but its row is not.
    const dead = await sql<{ id: string }>`
      select id from workers where pg_try_advisory_xact_lock(${lockSpace}::int, lock_key)
      for update skip locked
    `.execute(tx);
    const ids = dead.rows.map((row) => row.id);
    if (ids.length === 0) return 0;
    await release(tx, ids);
    await tx.deleteFrom("workers").where("id", "in", ids).execute();
    return ids.length;
  });
}

/** The row becomes visible only when the lock is held, so that nobody takes a newcomer for dead. */
async function register(client: pg.Client, workerId: string): Promise<void> {
  await client.query("begin");
  const inserted = await client.query<{ lock_key: number }>(
    "insert into workers (id) values ($1) returning lock_key",
    [workerId],
  );
  await client.query("select pg_advisory_lock($1, $2)", [lockSpace, inserted.rows[0]?.lock_key]);
  await client.query("commit");
}
