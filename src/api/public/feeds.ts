// A site's feeds.

import { atomFeed, jsonFeed } from "#posts/pages/feeds.ts";
import { listPublicPosts } from "#posts/pages/published.ts";
import type { PublicPost } from "#posts/pages/published.ts";
import { forAMinute } from "./answers.ts";
import type { PagesContext, SiteAnswer } from "./answers.ts";

const postsInFeed = 30;
/** The whole of it: as long as the database has texts. */
const wholeBody = 2 ** 31 - 1;

export function atomAnswer({ db }: PagesContext): SiteAnswer {
  return async (c, served) => {
    const feed = await atomFeed(served, await newestPosts(db, served.site.id));
    return c.body(feed, 200, {
      ...forAMinute,
      "content-type": "application/atom+xml; charset=utf-8",
    });
  };
}

export function jsonFeedAnswer({ db }: PagesContext): SiteAnswer {
  return async (c, served) => {
    const feed = await jsonFeed(served, await newestPosts(db, served.site.id));
    return c.body(feed, 200, { ...forAMinute, "content-type": "application/feed+json" });
  };
}

function newestPosts(db: PagesContext["db"], siteId: string): Promise<PublicPost[]> {
  return listPublicPosts(db, { siteId, limit: postsInFeed, bodyLength: wholeBody });
}
