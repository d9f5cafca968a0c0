// Notices about scheduled posts that stay unpublished.

import { minutes, plus } from "#kernel/clock.ts";
import { defaultUserOf, roleIn } from "#people/members.ts";
import type { OverduePost } from "#posts/overdue.ts";
import type { Database } from "#store/open.ts";
import { instantInWords } from "./in-words.ts";
import { addNotice } from "./notices.ts";

/** By then a moment's trouble has passed. */
const noticedAfterMs = minutes(5);

/** Tells the author, once for each time that was set; without one in the site, its default user. */
export async function noticeUnpublished(db: Database, post: OverduePost, now: Date): Promise<void> {
  const { id, siteId, title, publishAt } = post;
  if (publishAt > plus(now, -noticedAfterMs)) return;
  const { timeZone } = await db
    .selectFrom("sites")
    .select("timeZone")
    .where("id", "=", siteId)
    .executeTakeFirstOrThrow();
  const what = title === "" ? "A post without a title" : `“${title}”`;
  await addNotice(db, {
    ...{ userId: await addresseeOf(db, post), deliveryId: null, kind: "post.unpublished" },
    message: `${what} was to be published on ${instantInWords(publishAt, timeZone)}, and could not be. The server goes on trying; why it fails stands in its log, for its operator. Open the post to change it, or to publish it yourself.`,
    saidOnce: `post/${id}/unpublished/${publishAt.toISOString()}`,
  });
}

/** Null: nobody is left but the operator. */
async function addresseeOf(
  db: Database,
  { siteId, authorId }: OverduePost,
): Promise<string | null> {
  if (authorId !== null && (await roleIn(db, siteId, authorId)) !== undefined) return authorId;
  return (await defaultUserOf(db, siteId))?.userId ?? null;
}
