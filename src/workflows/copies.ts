// Where a post is live: the newest published delivery of each connection it went to.

import type { Queryable } from "#store/open.ts";

export interface LiveCopy {
  platform: string;
  accountName: string;
  permalink: string;
}

export async function listCopies(db: Queryable, postId: string): Promise<LiveCopy[]> {
  const rows = await db
    .selectFrom("runs as r")
    .innerJoin("deliveries as d", "d.runId", "r.id")
    .innerJoin("connections as c", "c.id", "d.connectionId")
    .distinctOn("d.connectionId")
    .select(["c.platform", "c.name as accountName", "d.permalink"])
    .where("r.postId", "=", postId)
    .where("d.state", "=", "published")
    .where("d.permalink", "is not", null)
    .orderBy("d.connectionId")
    .orderBy("d.id", "desc")
    .execute();
  return rows.flatMap(({ permalink, ...copy }) =>
    permalink === null ? [] : [{ ...copy, permalink }],
  );
}
