// Notices: what a user, or the operator, must know. The same thing is said once.

import { newId } from "#kernel/ids.ts";
import type { Queryable } from "#store/open.ts";
import { sendWith } from "#store/signals.ts";

/** Whoever watches notices is told the ids of new ones. */
export const noticeChannel = "notice";

export interface Notice {
  id: string;
  kind: string;
  message: string;
  deliveryId: string | null;
  readAt: Date | null;
  createdAt: Date;
}

export interface NewNotice {
  /** Null: for the operator. */
  userId: string | null;
  kind: string;
  message: string;
  deliveryId: string | null;
  /** Two notices with the same one are the same notice. */
  saidOnce: string;
}

/** Returns whether it is new. */
export async function addNotice(db: Queryable, notice: NewNotice): Promise<boolean> {
  const added = await db
    .insertInto("notices")
    .values({ id: newId(), ...notice })
    .onConflict((conflict) => conflict.column("saidOnce").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (added !== undefined) await sendWith(db, noticeChannel, [added.id]);
  return added !== undefined;
}

export interface NoticeFilter {
  userId: string;
  /** Sees those for the operator, too. */
  isOperator: boolean;
  limit: number;
  before?: string;
}

/** The newest first. */
export async function listNotices(db: Queryable, filter: NoticeFilter): Promise<Notice[]> {
  let query = db
    .selectFrom("notices")
    .select(["id", "kind", "message", "deliveryId", "readAt", "createdAt"])
    .where((eb) =>
      eb.or([
        eb("userId", "=", filter.userId),
        ...(filter.isOperator ? [eb("userId", "is", null)] : []),
      ]),
    );
  if (filter.before !== undefined) query = query.where("id", "<", filter.before);
  return query.orderBy("id", "desc").limit(filter.limit).execute();
}

/** Each with whom it is for; null: for the operator. */
export async function findNotices(
  db: Queryable,
  ids: readonly string[],
): Promise<(Notice & { userId: string | null })[]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom("notices")
    .select(["id", "kind", "message", "deliveryId", "readAt", "createdAt", "userId"])
    .where("id", "in", ids)
    .orderBy("id")
    .execute();
}

/** All that are there now. */
export async function readNotices(
  db: Queryable,
  { userId, isOperator }: Pick<NoticeFilter, "userId" | "isOperator">,
  now: Date,
): Promise<void> {
  await db
    .updateTable("notices")
    .set({ readAt: now })
    .where("readAt", "is", null)
    .where((eb) =>
      eb.or([eb("userId", "=", userId), ...(isOperator ? [eb("userId", "is", null)] : [])]),
    )
    .execute();
}
