// Runs as they are read: the history.

import type { Queryable } from "#store/open.ts";
import type { Delivery } from "#delivery/read.ts";
import { listDeliveries } from "#delivery/read.ts";

export interface Run {
  id: string;
  siteId: string;
  postId: string | null;
  postTitle: string | null;
  trigger: "publication" | "person";
  startedBy: string | null;
  scheduledFor: Date | null;
  createdAt: Date;
  deliveries: readonly Delivery[];
}

export interface RunFilter {
  siteIds: readonly string[];
  postIds?: readonly string[];
  limit: number;
  /** The id of the last one already seen. */
  before?: string;
}

export async function findRun(db: Queryable, id: string): Promise<Run | undefined> {
  const [run] = await withDeliveries(db, await selectRuns(db).where("r.id", "=", id).execute());
  return run;
}

/** The newest first. */
export async function listRuns(db: Queryable, filter: RunFilter): Promise<Run[]> {
  const { siteIds, postIds, limit, before } = filter;
  if (siteIds.length === 0 || postIds?.length === 0) return [];
  let query = selectRuns(db).where("r.siteId", "in", siteIds);
  if (postIds !== undefined) query = query.where("r.postId", "in", postIds);
  if (before !== undefined) query = query.where("r.id", "<", before);
  return withDeliveries(db, await query.orderBy("r.id", "desc").limit(limit).execute());
}

function selectRuns(db: Queryable) {
  return db
    .selectFrom("runs as r")
    .leftJoin("posts as p", "p.id", "r.postId")
    .select(["r.id", "r.siteId", "r.postId", "p.title as postTitle", "r.trigger", "r.startedBy"])
    .select(["r.scheduledFor", "r.createdAt"]);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectRuns>["executeTakeFirstOrThrow"]>>;

async function withDeliveries(db: Queryable, rows: readonly Row[]): Promise<Run[]> {
  const deliveries = await listDeliveries(
    db,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({
    ...row,
    trigger: row.trigger as Run["trigger"],
    deliveries: deliveries.filter((delivery) => delivery.runId === row.id),
  }));
}
