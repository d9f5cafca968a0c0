// What a site has set for the captions of its posts.

import type { Queryable } from "#store/open.ts";
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
