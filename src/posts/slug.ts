// The slug of a post, unique among those that posts of its site have or had: the addresses that are out
// in the world keep leading where they led.

import { sql } from "kysely";
import { numbered, toSlug } from "#text/slug.ts";
import type { Tx } from "#store/open.ts";

export interface WantedSlug {
  siteId: string;
  postId: string;
  wanted: string;
}

/** `wanted` as a slug; with a number behind it when another post of the site has it. */
export async function freeSlug(tx: Tx, { siteId, postId, wanted }: WantedSlug): Promise<string> {
  const base = toSlug(wanted) || postId;
  return numbered(base, await takenSlugs(tx, { siteId, postId, base }));
}

/** Whether the post could have exactly this slug. */
export async function isSlugFree(tx: Tx, { siteId, postId, wanted }: WantedSlug): Promise<boolean> {
  return !(await takenSlugs(tx, { siteId, postId, base: wanted })).has(wanted);
}

/** Those of other posts that are `base`, or `base` with something behind it. */
async function takenSlugs(
  tx: Tx,
  { siteId, postId, base }: { siteId: string; postId: string; base: string },
): Promise<ReadonlySet<string>> {
  // Two posts saved at once must not choose the same, be it one's title that is the other's with a number.
  const lock = `slug/${siteId}/${base.replace(/(-\d+)+$/, "")}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(tx);
  const current = tx
    .selectFrom("posts")
    .select("slug")
    .where("siteId", "=", siteId)
    .where("id", "<>", postId)
    .where((eb) => eb.or([eb("slug", "=", base), eb("slug", "like", `${base}-%`)]));
  const former = tx
    .selectFrom("formerSlugs")
    .select("slug")
    .where("siteId", "=", siteId)
    .where("postId", "<>", postId)
    .where((eb) => eb.or([eb("slug", "=", base), eb("slug", "like", `${base}-%`)]));
  const rows = await current.union(former).execute();
  return new Set(rows.map((row) => row.slug));
}
