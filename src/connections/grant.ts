// The connections that came of one authorisation: they share its credential, and whoever changes one
// because of it changes all.

import type { Queryable, Tx } from "#store/open.ts";
import { selectConnections } from "./connections.ts";

/** Undefined: there is no such connection, or it is unlinked. */
export async function grantOf(db: Queryable, connectionId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom("connections")
    .select("grantId")
    .where("id", "=", connectionId)
    .where("unlinkedAt", "is", null)
    .executeTakeFirst();
  return row?.grantId;
}

/** Whether any connection of it is linked. */
export async function hasLinked(db: Queryable, grantId: string): Promise<boolean> {
  const row = await db
    .selectFrom("connections")
    .select("id")
    .where("grantId", "=", grantId)
    .where("unlinkedAt", "is", null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Locks those that are linked, in the order in which all lock connections: by id. */
export function lockGrant(tx: Tx, grantId: string) {
  return (
    selectConnections(tx)
      .select(["secret", "secretVersion", "renewingUntil"])
      .where("grantId", "=", grantId)
      .where("unlinkedAt", "is", null)
      .orderBy("id")
      // Not "for update": that would make every new delivery to these connections wait.
      .forNoKeyUpdate()
      .execute()
  );
}

/** The credential that a connection had, by its version: every other one has another. */
export interface CredentialAt {
  /** Of the connection. */
  id: string;
  version: number;
}

/** Whether it is still the one, or the last one of a connection that is unlinked. */
export async function hasCredential(tx: Tx, { id, version }: CredentialAt): Promise<boolean> {
  const row = await tx
    .selectFrom("connections")
    .select("id")
    .where("id", "=", id)
    .where("secretVersion", "=", version)
    .executeTakeFirst();
  return row !== undefined;
}

/** Those of the connection's grant; none when it has another credential by now, or is unlinked. */
export async function lockGrantAt(tx: Tx, { id, version }: CredentialAt) {
  const grantId = await grantOf(tx, id);
  const rows = grantId === undefined ? [] : await lockGrant(tx, grantId);
  return rows.some((row) => row.id === id && row.secretVersion === version) ? rows : [];
}
