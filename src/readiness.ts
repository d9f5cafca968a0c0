// Whether this process does its work: asked by /readyz, and truly looked at.

import { sql } from "kysely";
import { plus, seconds } from "#kernel/clock.ts";
import type { Worker } from "#delivery/worker.ts";
import type { Database } from "#store/open.ts";

/** A worker looks at least every few seconds; one that has not for this long hangs. */
const workerHangsAfterMs = seconds(60);

/** What is not well, by name; empty when all is. */
export async function findUnready(
  db: Database,
  worker: Worker | undefined,
  now: Date,
): Promise<Record<string, string>> {
  const unready: Record<string, string> = {};
  try {
    await sql`select 1 from pgboss.version limit 1`.execute(db);
  } catch {
    unready["database"] = "The database or its queue does not answer";
  }
  if (worker !== undefined && worker.lastLookAt() < plus(now, -workerHangsAfterMs)) {
    unready["worker"] =
      `The worker has not looked for work since ${worker.lastLookAt().toISOString()}`;
  }
  return unready;
}
