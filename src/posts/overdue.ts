// Scheduled posts whose time came a while ago, and whose own call has failed for good.

import type { Database } from "#store/open.ts";
import type { PostsContext } from "./posts.ts";
import { publishScheduled } from "./posts.ts";

export interface OverduePost {
  id: string;
  siteId: string;
  authorId: string | null;
  title: string;
  publishAt: Date;
}

export interface Overdue {
  dueBefore: Date;
  now: Date;
  /** Told of each that cannot be published; the others are, all the same. */
  onFailed(post: OverduePost, error: unknown): Promise<void>;
}

/** Returns how many it has published. */
export async function publishOverdue(
  db: Database,
  context: PostsContext,
  { dueBefore, now, onFailed }: Overdue,
): Promise<number> {
  let count = 0;
  for (const post of await findOverdue(db, dueBefore)) {
    try {
      await db.transaction().execute((tx) => publishScheduled(tx, context, post.id, now));
      count += 1;
    } catch (error) {
      await onFailed(post, error);
    }
  }
  return count;
}

async function findOverdue(db: Database, dueBefore: Date): Promise<OverduePost[]> {
  const rows = await db
    .selectFrom("posts")
    .select(["id", "siteId", "authorId", "title", "publishAt"])
    .where("status", "=", "scheduled")
    .where("publishAt", "<", dueBefore)
    .orderBy("publishAt")
    .execute();
  return rows.flatMap(({ publishAt, ...post }) =>
    publishAt === null ? [] : [{ ...post, publishAt }],
  );
}
