// Sites, and which of them a user belongs to.

import { newId } from "#kernel/ids.ts";
import type { Queryable } from "#store/open.ts";
import { toRole } from "./members.ts";
import type { Role } from "./members.ts";

export interface Site {
  id: string;
  name: string;
  url: string | null;
  /** IANA name. */
  timeZone: string;
  /** BCP 47 tag. */
  language: string | null;
  createdAt: Date;
}

export interface NewSite {
  name: string;
  url?: string | undefined;
  timeZone?: string | undefined;
  language?: string | undefined;
  createdBy: string;
}

/** The creator is its first member and admin. One statement: no site is ever without a member. */
export async function createSite(
  queryable: Queryable,
  { createdBy, ...site }: NewSite,
): Promise<Site> {
  const id = newId();
  return queryable
    .with("site", (query) =>
      query
        .insertInto("sites")
        .values({ id, ...site })
        .returningAll(),
    )
    .with("creator", (query) =>
      query
        .insertInto("members")
        .values({ siteId: id, userId: createdBy, role: "admin", position: 0 }),
    )
    .selectFrom("site")
    .selectAll()
    .executeTakeFirstOrThrow();
}

/** The sites a user is a member of, oldest first. */
export async function listSites(
  queryable: Queryable,
  userId: string,
): Promise<(Site & { role: Role })[]> {
  const rows = await queryable
    .selectFrom("sites")
    .innerJoin("members", "members.siteId", "sites.id")
    .selectAll("sites")
    .select("members.role")
    .where("members.userId", "=", userId)
    .orderBy("sites.id")
    .execute();
  return rows.map((row) => ({ ...row, role: toRole(row.role) }));
}
