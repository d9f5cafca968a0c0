// For tests of what happens while transactions wait for each other.

import { sql } from "kysely";
import { expect } from "vitest";
import type { Database } from "#store/open.ts";

/** Waits until a transaction of this database waits for a lock, or the given work has ended without. */
export async function untilBlocked(db: Database, work: Promise<unknown>): Promise<void> {
  let hasEnded = false;
  const end = () => void (hasEnded = true);
  work.then(end, end);
  await expect
    .poll(async () => hasEnded || (await isAnyBlocked(db)), { timeout: 10_000 })
    .toBe(true);
}

async function isAnyBlocked(db: Database): Promise<boolean> {
  const { rows } = await sql`
    select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'
  `.execute(db);
  return rows.length > 0;
}
