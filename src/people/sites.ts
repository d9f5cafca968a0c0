// Sites, and which of them a user belongs to.

import { sql } from "kysely";
import { newId } from "#kernel/ids.ts";
import { numbered, toSlug } from "#text/slug.ts";
import type { Queryable, Tx } from "#store/open.ts";
import { toRole } from "./members.ts";
import type { Role } from "./members.ts";

export interface Site {
  id: string;
  name: string;
  /** The readable part of the addresses of its public pages; stays for good. */
  slug: string;
  url: string | null;
  /** IANA name. */
  timeZone: string;
  /** BCP 47 tag. */
  language: string | null;
  /** For how long the run that a publication starts can be cancelled; 0: not at all. */
  undoMinutes: number;
  createdAt: Date;
}

/** A site as one of its members sees it. */
export interface OwnSite extends Site {
  role: Role;
}

export interface NewSite {
  name: string;
  url?: string | undefined;
  timeZone?: string | undefined;
  language?: string | undefined;
  undoMinutes?: number | undefined;
  createdBy: string;
}

type Settings = Pick<Site, "name" | "url" | "timeZone" | "language" | "undoMinutes">;
export type SiteChange = { [K in keyof Settings]?: Settings[K] | undefined };

/** The creator is its first member and admin. */
export async function createSite(tx: Tx, { createdBy, ...site }: NewSite): Promise<Site> {
  const id = newId();
  const slug = await freeSlug(tx, site.name, id);
  const created = await tx
    .insertInto("sites")
    .values({ id, slug, ...site })
    .returningAll()
    .executeTakeFirstOrThrow();
  await tx
    .insertInto("members")
    .values({ siteId: id, userId: createdBy, role: "admin", position: 0 })
    .execute();
  return created;
}

/** The sites a user is a member of, oldest first. */
export async function listSites(queryable: Queryable, userId: string): Promise<OwnSite[]> {
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

/** What is not mentioned stays. */
export async function changeSite(
  queryable: Queryable,
  id: string,
  change: SiteChange,
): Promise<void> {
  if (Object.values(change).every((value) => value === undefined)) return;
  await queryable.updateTable("sites").set(change).where("id", "=", id).execute();
}

/** With its posts, runs and invitations. */
export async function deleteSite(queryable: Queryable, id: string): Promise<void> {
  await queryable.deleteFrom("sites").where("id", "=", id).execute();
}

/** Two sites of one name, created at once, must not choose the same. */
async function freeSlug(tx: Tx, name: string, id: string): Promise<string> {
  const base = toSlug(name) || id;
  await sql`select pg_advisory_xact_lock(hashtextextended('site slugs', 0))`.execute(tx);
  const rows = await tx
    .selectFrom("sites")
    .select("slug")
    .where((eb) => eb.or([eb("slug", "=", base), eb("slug", "like", `${base}-%`)]))
    .execute();
  return numbered(base, new Set(rows.map(({ slug }) => slug)));
}
