// A site's index, and the pages of its posts.

import { indexPage, maxNoteLength } from "#posts/pages/index-page.ts";
import { indexUrl, pageUrl } from "#posts/pages/links.ts";
import { postPage } from "#posts/pages/post-page.ts";
import type { Copy } from "#posts/pages/post-page.ts";
import {
  findCurrentSlug,
  findPlace,
  findPublicPost,
  listPublicPosts,
} from "#posts/pages/published.ts";
import { postUrl } from "#posts/addresses.ts";
import { listCopies } from "#workflows/copies.ts";
import { asSlug, forAMinute, missing, moved, pathOf } from "./answers.ts";
import type { PagesContext, SiteAnswer } from "./answers.ts";

const postsPerPage = 20;
/** Enough to tell whether a note is short, and for what stands for a longer text. */
const bodyLength = 2 * maxNoteLength;

export function indexAnswer({ db }: PagesContext): SiteAnswer {
  return async (c, served) => {
    const { id: siteId } = served.site;
    const asked = c.req.query("before");
    const before = asked === undefined ? undefined : await findPlace(db, siteId, asked);
    // The post that the page began after has been deleted since.
    if (asked !== undefined && before === undefined) return c.redirect(pathOf(indexUrl(served)));
    const limit = postsPerPage + 1;
    const found = await listPublicPosts(db, { siteId, limit, bodyLength, before });
    const posts = found.slice(0, postsPerPage);
    const listing = { posts, hasOlder: found.length > postsPerPage, before: before?.id };
    return c.html(await indexPage(served, listing), 200, forAMinute);
  };
}

export function postAnswer(context: PagesContext): SiteAnswer {
  const { db, publicUrl } = context;
  return async (c, served) => {
    const { site } = served;
    const asked = c.req.param("post") ?? "";
    const post = await findPublicPost(db, site.id, asSlug(asked));
    if (post === undefined) {
      const current = await findCurrentSlug(db, site.id, asSlug(asked));
      if (current === undefined) return missing(c, served);
      return moved(c, pathOf(postUrl(publicUrl, site.slug, current)));
    }
    if (post.url !== null) {
      return c.body(null, 302, { ...forAMinute, location: new URL(post.url).href });
    }
    if (post.slug !== asked) return moved(c, pathOf(pageUrl(served, post)));
    const page = await postPage(served, post, await copiesOf(context, post.id));
    return c.html(page, 200, forAMinute);
  };
}

async function copiesOf({ db, connections }: PagesContext, postId: string): Promise<Copy[]> {
  const copies = await listCopies(db, postId);
  return copies
    .flatMap(({ platform, ...copy }) => {
      const platformName = connections.platforms.get(platform)?.connector.about.name;
      return platformName === undefined ? [] : [{ ...copy, platformName }];
    })
    .sort((one, other) => one.platformName.localeCompare(other.platformName, "en"));
}
