// Connections as they are read and changed by their users. Secrets never pass through here.

import { sql } from "kysely";
import { z } from "zod";
import type { Account } from "#connector/contract.ts";
import type { Queryable, Tx } from "#store/open.ts";
import type { Lifetime } from "./state.ts";

export interface Connection extends Lifetime {
  id: string;
  userId: string;
  platform: string;
  /** The way it was made. */
  auth: string;
  account: Account;
  /** Why it is expired, in words. */
  stateReason: string | null;
  isAutopost: boolean;
  /** The only sites that auto-post to it; null: all sites of its user. */
  siteIds: readonly string[] | null;
  isLinked: boolean;
  createdAt: Date;
}

const columns = [
  ...(["id", "userId", "platform", "remoteId", "kind", "name", "handle", "url"] as const),
  ...(["avatarUrl", "details", "auth", "stateReason", "isAutopost"] as const),
  ...(["expiredAt", "authorizationEndsAt", "isProlonged"] as const),
  ...(["isLimitedToSites", "unlinkedAt", "createdAt"] as const),
] as const;

const detailsSchema = z.record(z.string(), z.json());

/** The user's linked connections, oldest first; on request also those that were unlinked. */
export async function listConnections(
  db: Queryable,
  userId: string,
  { withUnlinked = false } = {},
): Promise<Connection[]> {
  let query = selectConnections(db).where("userId", "=", userId);
  if (!withUnlinked) query = query.where("unlinkedAt", "is", null);
  return (await query.orderBy("id").execute()).map(toConnection);
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

/** The connections that posts of the site go to by themselves, when this is its default user. */
export async function autopostConnections(
  db: Queryable,
  { userId, siteId }: { userId: string; siteId: string },
): Promise<Connection[]> {
  const linked = await listConnections(db, userId);
  return linked.filter(
    ({ isAutopost, siteIds }) => isAutopost && (siteIds === null || siteIds.includes(siteId)),
  );
}

export interface ConnectionChange {
  isAutopost?: boolean | undefined;
  siteIds?: readonly string[] | null | undefined;
}

/** What is not mentioned stays. Returns whether there was such a connection. */
export async function changeConnection(
  tx: Tx,
  { userId, id }: { userId: string; id: string },
  { change, now }: { change: ConnectionChange; now: Date },
): Promise<boolean> {
  const { isAutopost, siteIds } = change;
  const result = await tx
    .updateTable("connections")
    .set({
      updatedAt: now,
      ...(isAutopost !== undefined && { isAutopost }),
      ...(siteIds !== undefined && { isLimitedToSites: siteIds !== null }),
    })
    .where("id", "=", id)
    .where("userId", "=", userId)
    .where("unlinkedAt", "is", null)
    .executeTakeFirst();
  if (result.numUpdatedRows === 0n) return false;
  if (siteIds !== undefined) await limitToSites(tx, id, siteIds ?? []);
  return true;
}

type Row = Awaited<ReturnType<ReturnType<typeof selectConnections>["executeTakeFirstOrThrow"]>>;

/** All that a `Connection` is made of; narrow it with `where`. */
export function selectConnections(db: Queryable) {
  const chosen = sql<string[]>`array(
    select site_id from connection_sites where connection_id = connections.id order by site_id
  )`;
  return db.selectFrom("connections").select(columns).select(chosen.as("siteIds"));
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
    auth: row.auth,
    expiredAt: row.expiredAt,
    authorizationEndsAt: row.authorizationEndsAt,
    isProlonged: row.isProlonged,
    stateReason: row.stateReason,
    isAutopost: row.isAutopost,
    siteIds: row.isLimitedToSites ? row.siteIds : null,
    isLinked: row.unlinkedAt === null,
    createdAt: row.createdAt,
  };
}

async function limitToSites(tx: Tx, connectionId: string, siteIds: readonly string[]) {
  await tx.deleteFrom("connectionSites").where("connectionId", "=", connectionId).execute();
  if (siteIds.length === 0) return;
  const rows = [...new Set(siteIds)].map((siteId) => ({ connectionId, siteId }));
  await tx.insertInto("connectionSites").values(rows).execute();
}
