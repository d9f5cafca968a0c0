// Slugs: the readable end of a post's address, unique in its site.

import { sql } from "kysely";
import type { Tx } from "#store/open.ts";

const maxLength = 80;

/** `wanted` as a slug; with a number behind it when another post of the site has it. */
export async function freeSlug(
  tx: Tx,
  siteId: string,
  wanted: string,
  postId: string,
): Promise<string> {
  const base = toSlug(wanted) || postId;
  // Two posts saved at once must not choose the same, be it one's title that is the other's with a number.
  const lock = `slug/${siteId}/${base.replace(/(-\d+)+$/, "")}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(tx);
  const taken = await tx
    .selectFrom("posts")
    .select("slug")
    .where("siteId", "=", siteId)
    .where("id", "<>", postId)
    .where((eb) => eb.or([eb("slug", "=", base), eb("slug", "like", `${base}-%`)]))
    .execute();
  const slugs = new Set(taken.map((row) => row.slug));
  if (!slugs.has(base)) return base;
  let number = 2;
  while (slugs.has(`${base}-${number}`)) number += 1;
  return `${base}-${number}`;
}

/**
 * Lower-case letters and digits of any script, words joined by hyphens. Latin letters lose their
 * accents; in other scripts a mark is often what makes the word, so there it stays.
 */
export function toSlug(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/(?<=\p{Script=Latin}\p{Mark}*)\p{Mark}/gu, "")
    .normalize("NFC")
    .slice(0, maxLength)
    .replace(/[^\p{Letter}\p{Mark}\p{Number}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
}
