// Locks on people and sites. All transactions that lock several things lock them in one order, so that
// no two wait for each other: a user, the members of a site, the site, a post, an invitation, lanes,
// connections.

import { sql } from "kysely";
import type { Tx } from "#store/open.ts";

/** Whoever changes the members of a site does so alone: the last admin must not leave twice. */
export async function lockMembers(tx: Tx, siteId: string) {
  await sql`select pg_advisory_xact_lock(${membersKey(siteId)})`.execute(tx);
  return tx
    .selectFrom("members")
    .select(["userId", "role", "position"])
    .where("siteId", "=", siteId)
    .execute();
}

/**
 * The site stays, and its members stay as they are, until the transaction ends: what it sends to the
 * account of one of them is there by the time the member can be removed. So does who does it.
 */
export async function holdSite(
  tx: Tx,
  { siteId, userId }: { siteId: string; userId: string | null },
): Promise<void> {
  if (userId !== null) await holdUser(tx, userId);
  await sql`select pg_advisory_xact_lock_shared(${membersKey(siteId)})`.execute(tx);
  await tx.selectFrom("sites").select("id").where("id", "=", siteId).forKeyShare().execute();
}

/** Before what refers to the user is written under other locks. */
export async function holdUser(tx: Tx, userId: string): Promise<void> {
  await tx.selectFrom("users").select("id").where("id", "=", userId).forKeyShare().execute();
}

function membersKey(siteId: string) {
  return sql`hashtextextended(${`members/${siteId}`}, 0)`;
}
