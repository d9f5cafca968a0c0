// Where a user is signed in. The sign-in library makes sessions and reads them from the database at
// every request, so one that is deleted here has ended.

import type { Queryable } from "#store/open.ts";

export interface SessionRecord {
  id: string;
  createdAt: Date;
  /** To the day. */
  lastSeenAt: Date;
  expiresAt: Date;
  userAgent: string | null;
  ipAddress: string | null;
}

/** Those that have not expired, the one used last first. */
export async function listSessions(
  db: Queryable,
  userId: string,
  now: Date,
): Promise<SessionRecord[]> {
  const rows = await db
    .selectFrom("sessions")
    .select(["id", "createdAt", "updatedAt as lastSeenAt", "expiresAt", "userAgent", "ipAddress"])
    .where("userId", "=", userId)
    .where("expiresAt", ">", now)
    .orderBy("updatedAt", "desc")
    .orderBy("id", "desc")
    .execute();
  return rows.map(({ userAgent, ipAddress, ...row }) => ({
    ...row,
    userAgent: userAgent || null,
    ipAddress: ipAddress || null,
  }));
}

/** False when the user has no such session. */
export async function endSession(
  db: Queryable,
  { id, userId }: { id: string; userId: string },
): Promise<boolean> {
  const result = await db
    .deleteFrom("sessions")
    .where("id", "=", id)
    .where("userId", "=", userId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** The sign-in library deletes only those whose browsers come back. */
export async function forgetOldSessions(db: Queryable, now: Date): Promise<void> {
  await db.deleteFrom("sessions").where("expiresAt", "<", now).execute();
}
