// Posts as captions see them.

import type { ContentWithImages } from "#captions/compose.ts";
import { toRules } from "#captions/rules.ts";
import { postUrl } from "#posts/addresses.ts";
import type { PostContent } from "#posts/posts.ts";
import type { Queryable } from "#store/open.ts";
import type { WorkflowsContext } from "./context.ts";

/** A post, saved or not. */
export interface Subject extends Omit<PostContent, "isAutopost"> {
  siteId: string;
  authorId: string | null;
  slug: string;
  /** Only a published post has a page to link to. */
  status: "draft" | "scheduled" | "published";
}

export async function contentOf(
  db: Queryable,
  { publicUrl }: Pick<WorkflowsContext, "publicUrl">,
  post: Subject,
): Promise<ContentWithImages> {
  const site = await db
    .selectFrom("sites")
    .select(["name", "slug", "language", "captionRules"])
    .where("id", "=", post.siteId)
    .executeTakeFirstOrThrow();
  const { title, excerpt, body, tags, captions, images } = post;
  // A note is whole where it is posted, so it needs no link to its page.
  const hasPage = post.status === "published" && title !== "" && publicUrl !== null;
  return {
    ...{ title, excerpt, body, tags, captions, images },
    url: post.url ?? (hasPage ? postUrl(publicUrl, site.slug, post.slug) : null),
    isOurPage: post.url === null ? hasPage : isOurs(publicUrl, post.url),
    author: await nameOf(db, post.authorId),
    site: site.name,
    language: site.language,
    rules: toRules(site.captionRules),
  };
}

function isOurs(publicUrl: string | null, url: string): boolean {
  return publicUrl !== null && url.startsWith(`${publicUrl}/`);
}

async function nameOf(db: Queryable, userId: string | null): Promise<string> {
  if (userId === null) return "";
  const user = await db
    .selectFrom("users")
    .select("name")
    .where("id", "=", userId)
    .executeTakeFirst();
  return user?.name ?? "";
}
