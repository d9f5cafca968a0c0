// The place of users in sites: their roles, their order, and what follows from it.

import type { Queryable } from "#store/open.ts";

/** `admin`: everything in the site; `editor`: posts and runs. */
const roles = ["admin", "editor"] as const;
export type Role = (typeof roles)[number];

export interface DefaultUser {
  userId: string;
  /** Why this one: the first biller, or, as nobody is a biller, the first member. */
  isBiller: boolean;
}

/** Whose connections a site's posts go to; undefined for a site without members. Never stored. */
export async function defaultUserOf(
  queryable: Queryable,
  siteId: string,
): Promise<DefaultUser | undefined> {
  return queryable
    .selectFrom("members")
    .select(["userId", "isBiller"])
    .where("siteId", "=", siteId)
    .orderBy("isBiller", "desc")
    .orderBy("position")
    .limit(1)
    .executeTakeFirst();
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

export function toRole(text: string): Role {
  const role = roles.find((known) => known === text);
  if (role === undefined) throw new Error(`Unknown role ${text}`);
  return role;
}
