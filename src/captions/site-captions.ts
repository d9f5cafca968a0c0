// What a site has set for the captions of its posts.

import type { Queryable, Tx } from "#store/open.ts";
import { toRules } from "./rules.ts";
import type { CaptionRules } from "#text/caption-rules.ts";

export interface SiteCaptions {
  rules: CaptionRules;
  /** How its author writes, in their own words; may be empty. */
  voice: string;
}

/** @throws when there is no such site */
export async function findSiteCaptions(db: Queryable, siteId: string): Promise<SiteCaptions> {
  const { captionRules, voice } = await db
    .selectFrom("sites")
    .select(["captionRules", "voice"])
    .where("id", "=", siteId)
    .executeTakeFirstOrThrow();
  return { rules: toRules(captionRules), voice };
}

/** The same; nobody else changes them before the transaction has ended. */
export async function holdSiteCaptions(tx: Tx, siteId: string): Promise<SiteCaptions> {
  await tx.selectFrom("sites").select("id").where("id", "=", siteId).forNoKeyUpdate().execute();
  return findSiteCaptions(tx, siteId);
}

export async function saveSiteCaptions(
  db: Queryable,
  siteId: string,
  { rules, voice }: SiteCaptions,
): Promise<void> {
  await db
    .updateTable("sites")
    .set({ captionRules: JSON.stringify(rules), voice })
    .where("id", "=", siteId)
    .execute();
}
