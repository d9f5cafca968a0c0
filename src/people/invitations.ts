// Invitations to a site, by e-mail. The token in the link is the invitation: whoever has it, and the
// address it was sent to, may join. Stored is only its SHA-256.

import { createHash, randomBytes } from "node:crypto";
import { days, plus } from "#kernel/clock.ts";
import { newId } from "#kernel/ids.ts";
import type { Queryable, Tx } from "#store/open.ts";
import { holdSite, holdUser, lockMembers } from "./locks.ts";
import { addMember, toRole } from "./members.ts";
import type { Role } from "./members.ts";

export interface Invitation {
  id: string;
  siteId: string;
  email: string;
  role: Role;
  isBiller: boolean;
  /** The name of who invited; null when they have gone. */
  invitedBy: string | null;
  expiresAt: Date;
  createdAt: Date;
}

export interface NewInvitation {
  siteId: string;
  email: string;
  role: Role;
  isBiller: boolean;
  /** A user's id. */
  invitedBy: string;
}

/** `token` cannot be had again. */
export type InviteResult =
  { kind: "invited"; invitation: Invitation; token: string } | { kind: "is-member" };

export type AcceptResult =
  | { kind: "joined"; siteId: string }
  /** Expired, taken back, replaced by a newer one, or no token at all. */
  | { kind: "not-open" }
  | { kind: "other-address"; email: string };

const invitationLastsMs = days(7);

/** Inviting an address again replaces its invitation: the earlier link no longer works. */
export async function invite(
  tx: Tx,
  { email: written, ...invitation }: NewInvitation,
  now: Date,
): Promise<InviteResult> {
  const email = normalEmail(written);
  await holdSite(tx, { siteId: invitation.siteId, userId: invitation.invitedBy });
  if (await isMemberByEmail(tx, invitation.siteId, email)) return { kind: "is-member" };
  const token = randomBytes(32).toString("base64url");
  const fresh = {
    ...invitation,
    ...{ id: newId(), email, tokenHash: hashOf(token) },
    ...{ expiresAt: plus(now, invitationLastsMs), createdAt: now },
  };
  await tx
    .insertInto("invitations")
    .values(fresh)
    .onConflict((conflict) => conflict.columns(["siteId", "email"]).doUpdateSet(fresh))
    .execute();
  const row = await selectInvitations(tx).where("i.id", "=", fresh.id).executeTakeFirstOrThrow();
  return { kind: "invited", invitation: toInvitation(row), token };
}

/** Those that are open, the oldest first. */
export async function listInvitations(
  db: Queryable,
  siteId: string,
  now: Date,
): Promise<Invitation[]> {
  const rows = await selectInvitations(db)
    .where("i.siteId", "=", siteId)
    .where("i.expiresAt", ">", now)
    .orderBy("i.id")
    .execute();
  return rows.map(toInvitation);
}

/** False when the site has no such invitation. */
export async function withdrawInvitation(
  db: Queryable,
  { siteId, id }: { siteId: string; id: string },
): Promise<boolean> {
  const result = await db
    .deleteFrom("invitations")
    .where("id", "=", id)
    .where("siteId", "=", siteId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** What the person who follows the link is shown. Undefined: it is not open. */
export async function findInvitation(
  db: Queryable,
  token: string,
  now: Date,
): Promise<(Invitation & { siteName: string }) | undefined> {
  const row = await selectInvitations(db)
    .innerJoin("sites as s", "s.id", "i.siteId")
    .select("s.name as siteName")
    .where("i.tokenHash", "=", hashOf(token))
    .where("i.expiresAt", ">", now)
    .executeTakeFirst();
  return row && { ...toInvitation(row), siteName: row.siteName };
}

/** Makes the user a member; an invitation is used once. */
export async function acceptInvitation(
  tx: Tx,
  { token, user }: { token: string; user: { id: string; email: string } },
  now: Date,
): Promise<AcceptResult> {
  const invitation = tx
    .selectFrom("invitations")
    .selectAll()
    .where("tokenHash", "=", hashOf(token))
    .where("expiresAt", ">", now);
  const found = await invitation.executeTakeFirst();
  if (found === undefined) return { kind: "not-open" };
  await holdUser(tx, user.id);
  await lockMembers(tx, found.siteId);
  const open = await invitation.forUpdate().executeTakeFirst();
  if (open === undefined) return { kind: "not-open" };
  const { id, siteId, email, isBiller } = open;
  if (normalEmail(user.email) !== email) return { kind: "other-address", email };
  await addMember(tx, { siteId, userId: user.id, role: toRole(open.role), isBiller });
  await tx.deleteFrom("invitations").where("id", "=", id).execute();
  return { kind: "joined", siteId };
}

/**
 * Whether somebody with this address is awaited. Without a token the address must have been proven
 * otherwise, as a sign-in provider does.
 */
export async function hasOpenInvitation(
  queryable: Queryable,
  { email, token }: { email: string; token: string | undefined },
  now: Date,
): Promise<boolean> {
  let query = queryable
    .selectFrom("invitations")
    .select("id")
    .where("email", "=", normalEmail(email))
    .where("expiresAt", ">", now);
  if (token !== undefined) query = query.where("tokenHash", "=", hashOf(token));
  return (await query.limit(1).executeTakeFirst()) !== undefined;
}

/** Those that nobody can accept any more. */
export async function forgetOldInvitations(db: Queryable, now: Date): Promise<void> {
  await db.deleteFrom("invitations").where("expiresAt", "<", now).execute();
}

function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** As users have it. */
function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}

async function isMemberByEmail(db: Queryable, siteId: string, email: string): Promise<boolean> {
  const member = await db
    .selectFrom("members")
    .innerJoin("users", "users.id", "members.userId")
    .select("users.id")
    .where("members.siteId", "=", siteId)
    .where("users.email", "=", email)
    .executeTakeFirst();
  return member !== undefined;
}

function selectInvitations(db: Queryable) {
  return db
    .selectFrom("invitations as i")
    .leftJoin("users as u", "u.id", "i.invitedBy")
    .select(["i.id", "i.siteId", "i.email", "i.role", "i.isBiller", "i.expiresAt", "i.createdAt"])
    .select("u.name as invitedBy");
}

type Row = Omit<Invitation, "role"> & { role: string };

function toInvitation({ id, siteId, email, role, isBiller, ...row }: Row): Invitation {
  const { invitedBy, expiresAt, createdAt } = row;
  return { id, siteId, email, role: toRole(role), isBiller, invitedBy, expiresAt, createdAt };
}
