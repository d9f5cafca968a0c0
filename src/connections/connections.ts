// Connections as they are read and changed by their users. Secrets never pass through here.

import { z } from "zod";
import type { Account } from "#connector/contract.ts";
import type { Queryable, Tx } from "#store/open.ts";

export type ConnectionState = "active" | "expiring" | "expired";

export interface Connection {
  id: string;
  userId: string;
  platform: string;
  account: Account;
  state: ConnectionState;
  /** Why it is expired, in words. */
  stateReason: string | null;
  isAutopost: boolean;
  isLinked: boolean;
  createdAt: Date;
}

const columns = [
  ...(["id", "userId", "platform", "remoteId", "kind", "name", "handle", "url"] as const),
  ...(["avatarUrl", "details", "state", "stateReason", "isAutopost"] as const),
  ...(["unlinkedAt", "createdAt"] as const),
] as const;

const detailsSchema = z.record(z.string(), z.json());

/** The user's linked connections, oldest first. */
export async function listConnections(db: Queryable, userId: string): Promise<Connection[]> {
  const rows = await selectConnections(db)
    .where("userId", "=", userId)
    .where("unlinkedAt", "is", null)
    .orderBy("id")
    .execute();
  return rows.map(toConnection);
}

/** Those of the given connections that the user owns and that are linked. */
export async function findConnections(
  db: Queryable,
  userId: string,
  ids: readonly string[],
): Promise<Connection[]> {
  if (ids.length === 0) return [];
  const rows = await selectConnections(db)
    .where("userId", "=", userId)
    .where("id", "in", ids)
    .where("unlinkedAt", "is", null)
    .execute();
  return rows.map(toConnection);
}

/** The connections that a user's published posts go to by themselves. */
export async function autopostConnections(db: Queryable, userId: string): Promise<Connection[]> {
  return (await listConnections(db, userId)).filter((connection) => connection.isAutopost);
}

/** Returns whether there was such a connection. */
export async function setAutopost(
  db: Queryable,
  { userId, id }: { userId: string; id: string },
  change: { isAutopost: boolean; updatedAt: Date },
): Promise<boolean> {
  const result = await db
    .updateTable("connections")
    .set(change)
    .where("id", "=", id)
    .where("userId", "=", userId)
    .where("unlinkedAt", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** The platform has definitely refused this authorisation. */
export async function expireConnection(
  tx: Tx,
  { id, reason, now }: { id: string; reason: string; now: Date },
): Promise<void> {
  await tx
    .updateTable("connections")
    .set({ state: "expired", stateReason: reason, updatedAt: now })
    .where("id", "=", id)
    .execute();
}

type Row = Awaited<ReturnType<ReturnType<typeof selectConnections>["executeTakeFirstOrThrow"]>>;

/** All that a `Connection` is made of; narrow it with `where`. */
export function selectConnections(db: Queryable) {
  return db.selectFrom("connections").select(columns);
}

export function toConnection(row: Row): Connection {
  return {
    id: row.id,
    userId: row.userId,
    platform: row.platform,
    account: {
      remoteId: row.remoteId,
      kind: row.kind,
      name: row.name,
      handle: row.handle,
      url: row.url,
      avatarUrl: row.avatarUrl,
      details: detailsSchema.parse(row.details),
    },
    state: row.state as ConnectionState,
    stateReason: row.stateReason,
    isAutopost: row.isAutopost,
    isLinked: row.unlinkedAt === null,
    createdAt: row.createdAt,
  };
}
