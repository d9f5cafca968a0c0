// The place of users in sites: their roles, their order, and what follows from it.

import type { Queryable, Tx } from "#store/open.ts";
import { lockMembers } from "./locks.ts";

/** `admin`: everything in the site; `editor`: posts and runs. */
const roles = ["admin", "editor"] as const;
export type Role = (typeof roles)[number];

export interface Member {
  userId: string;
  name: string;
  email: string;
  role: Role;
  isBiller: boolean;
}

/** What an admin sets of a member; the order of a list of these is the order of the members. */
export type MemberPlace = Pick<Member, "userId" | "role" | "isBiller">;

export interface DefaultUser {
  userId: string;
  name: string;
  /** Why this one: the first biller, or, as nobody is a biller, the first member. */
  isBiller: boolean;
}

export type ArrangeResult =
  | { kind: "arranged" }
  /** The list does not name each member once: somebody has come or gone meanwhile. */
  | { kind: "other-members" }
  | { kind: "no-admin" };

export type RemoveResult = { kind: "removed" } | { kind: "no-member" } | { kind: "last-admin" };

/** Whose connections a site's posts go to; undefined for a site without members. Never stored. */
export async function defaultUserOf(
  queryable: Queryable,
  siteId: string,
): Promise<DefaultUser | undefined> {
  return (await defaultUsersOf(queryable, [siteId])).get(siteId);
}

/** The same for several sites at once. */
export async function defaultUsersOf(
  queryable: Queryable,
  siteIds: readonly string[],
): Promise<ReadonlyMap<string, DefaultUser>> {
  if (siteIds.length === 0) return new Map();
  const rows = await queryable
    .selectFrom("members as m")
    .innerJoin("users as u", "u.id", "m.userId")
    .distinctOn("m.siteId")
    .select(["m.siteId", "m.userId", "u.name", "m.isBiller"])
    .where("m.siteId", "in", siteIds)
    .orderBy("m.siteId")
    .orderBy("m.isBiller", "desc")
    .orderBy("m.position")
    .execute();
  return new Map(rows.map(({ siteId, ...user }) => [siteId, user]));
}

/** Undefined for who is no member. */
export async function roleIn(
  queryable: Queryable,
  siteId: string,
  userId: string,
): Promise<Role | undefined> {
  const member = await queryable
    .selectFrom("members")
    .select("role")
    .where("siteId", "=", siteId)
    .where("userId", "=", userId)
    .executeTakeFirst();
  return member && toRole(member.role);
}

/** In their order. */
export async function listMembers(queryable: Queryable, siteId: string): Promise<Member[]> {
  const rows = await queryable
    .selectFrom("members")
    .innerJoin("users", "users.id", "members.userId")
    .select(["users.id as userId", "users.name", "users.email"])
    .select(["members.role", "members.isBiller"])
    .where("members.siteId", "=", siteId)
    .orderBy("members.position")
    .execute();
  return rows.map((row) => ({ ...row, role: toRole(row.role) }));
}

/** Behind the others; nothing changes for who is a member already. */
export async function addMember(
  tx: Tx,
  { siteId, ...member }: MemberPlace & { siteId: string },
): Promise<void> {
  const known = await lockMembers(tx, siteId);
  if (known.some(({ userId }) => userId === member.userId)) return;
  const position = Math.max(-1, ...known.map((each) => each.position)) + 1;
  await tx
    .insertInto("members")
    .values({ siteId, ...member, position })
    .execute();
}

/** Sets order, roles and flags of all members at once. */
export async function arrangeMembers(
  tx: Tx,
  siteId: string,
  places: readonly MemberPlace[],
): Promise<ArrangeResult> {
  const known = new Set((await lockMembers(tx, siteId)).map(({ userId }) => userId));
  const named = new Set(places.map(({ userId }) => userId));
  const isEachOnce = named.size === places.length && named.size === known.size;
  if (!isEachOnce || places.some(({ userId }) => !known.has(userId))) {
    return { kind: "other-members" };
  }
  if (places.every(({ role }) => role !== "admin")) return { kind: "no-admin" };
  for (const [position, { userId, role, isBiller }] of places.entries()) {
    await tx
      .updateTable("members")
      .set({ role, isBiller, position })
      .where("siteId", "=", siteId)
      .where("userId", "=", userId)
      .execute();
  }
  await withdrawInvitations(tx, siteId);
  return { kind: "arranged" };
}

export async function removeMember(
  tx: Tx,
  { siteId, userId }: { siteId: string; userId: string },
): Promise<RemoveResult> {
  const members = await lockMembers(tx, siteId);
  if (members.every((member) => member.userId !== userId)) return { kind: "no-member" };
  const others = members.filter((member) => member.userId !== userId);
  if (others.every(({ role }) => role !== "admin")) return { kind: "last-admin" };
  await tx
    .deleteFrom("members")
    .where("siteId", "=", siteId)
    .where("userId", "=", userId)
    .execute();
  await withdrawInvitations(tx, siteId);
  return { kind: "removed" };
}

export function toRole(text: string): Role {
  const role = roles.find((known) => known === text);
  if (role === undefined) throw new Error(`Unknown role ${text}`);
  return role;
}

/** Those of people who are no admins any more: they would be their way back. */
async function withdrawInvitations(tx: Tx, siteId: string): Promise<void> {
  await tx
    .deleteFrom("invitations")
    .where("siteId", "=", siteId)
    .where("invitedBy", "not in", (eb) =>
      eb
        .selectFrom("members")
        .select("userId")
        .where("siteId", "=", siteId)
        .where("role", "=", "admin"),
    )
    .execute();
}
