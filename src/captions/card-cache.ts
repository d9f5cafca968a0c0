// What is known of pages that links lead to. Kept for each user whose connections show the cards,
// because the picture is an image of that user's; a page is asked again when its time is up, and what
// was known of it stays until it answers.

import { days, minutes, plus } from "#kernel/clock.ts";
import { isPublicUrl } from "#kernel/http/guard.ts";
import type { Database, Queryable } from "#store/open.ts";

export interface PageKnown {
  isRead: boolean;
  /** All of it empty for a page that could not be read. */
  title: string;
  description: string;
  mediaId: string | null;
  alt: string;
}

/** A page and whose card shows it. */
export interface CardKey {
  userId: string;
  /** As `pageOf` gives it. */
  url: string;
}

const goodForMs = days(1);
/** A page that did not answer, or whose picture did not come, may be well again soon. */
const badForMs = minutes(5);
/** After its time, for those who compose when the page does not answer. */
const keptForMs = days(7);
const maxUrlLength = 2048;

/** The page that a link leads to; undefined where it leads to none that could be asked. */
export function pageOf(link: string): string | undefined {
  const url = URL.parse(link);
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  url.hash = "";
  // Only https is fetched from the public web, and what once stood at http has mostly moved there.
  if (isPublicUrl(url)) url.protocol = "https:";
  return url.href.length > maxUrlLength ? undefined : url.href;
}

export async function findCard(
  db: Queryable,
  { userId, url }: CardKey,
): Promise<(PageKnown & { expiresAt: Date }) | undefined> {
  return db
    .selectFrom("linkCards")
    .select(["isRead", "title", "description", "mediaId", "alt", "expiresAt"])
    .where("userId", "=", userId)
    .where("url", "=", url)
    .executeTakeFirst();
}

/** `isWhole`: all that the page names was there. */
export async function keepCard(
  db: Database,
  key: CardKey,
  { isWhole, now, ...page }: Omit<PageKnown, "isRead"> & { isWhole: boolean; now: Date },
): Promise<void> {
  const row = { ...page, isRead: true, expiresAt: plus(now, isWhole ? goodForMs : badForMs) };
  await db
    .insertInto("linkCards")
    .values({ ...key, ...row })
    .onConflict((conflict) => conflict.columns(["userId", "url"]).doUpdateSet(row))
    .execute();
}

export async function keepUnread(db: Database, key: CardKey, now: Date): Promise<void> {
  const row = { isRead: false, expiresAt: plus(now, badForMs) };
  await db
    .insertInto("linkCards")
    .values({ ...key, ...row })
    .onConflict((conflict) =>
      conflict.columns(["userId", "url"]).doUpdateSet({ expiresAt: row.expiresAt }),
    )
    .execute();
}

/** For a daily job. */
export async function forgetOldCards(db: Database, now: Date): Promise<void> {
  await db.deleteFrom("linkCards").where("expiresAt", "<", plus(now, -keptForMs)).execute();
}
