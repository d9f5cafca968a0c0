// What anybody may read of a site: its published posts, and nothing else of it.

import { sql } from "kysely";
import { isId } from "#kernel/ids.ts";
import type { Queryable } from "#store/open.ts";

export interface PublicSite {
  id: string;
  name: string;
  slug: string;
  /** Where it stands, if it stands elsewhere. */
  url: string | null;
  timeZone: string;
  language: string | null;
  createdAt: Date;
}

export interface PublicPost {
  id: string;
  slug: string;
  title: string;
  excerpt: string;
  /** Markdown; of a listed post, its beginning. */
  body: string;
  url: string | null;
  tags: readonly string[];
  publishedAt: Date;
  updatedAt: Date;
  authorName: string | null;
  images: readonly PublicImage[];
}

export interface PublicImage {
  mediaId: string;
  alt: string;
  isCover: boolean;
  /** Of the original. */
  widthPx: number;
  heightPx: number;
}

export async function findPublicSite(db: Queryable, slug: string): Promise<PublicSite | undefined> {
  return db
    .selectFrom("sites")
    .select(["id", "name", "slug", "url", "timeZone", "language", "createdAt"])
    .where("slug", "=", slug)
    .executeTakeFirst();
}

export async function findPublicPost(
  db: Queryable,
  siteId: string,
  slug: string,
): Promise<PublicPost | undefined> {
  const rows = await selectPublished(db, siteId)
    .select("p.body")
    .where("p.slug", "=", slug)
    .execute();
  const [post] = await withImages(db, rows);
  return post;
}

export interface PublicPostsFilter {
  siteId: string;
  limit: number;
  /** How much of each body is needed. */
  bodyLength: number;
  /** The last one already seen. */
  before?: { id: string; publishedAt: Date } | undefined;
}

/** The newest first. */
export async function listPublicPosts(
  db: Queryable,
  { siteId, limit, bodyLength, before }: PublicPostsFilter,
): Promise<PublicPost[]> {
  let query = selectPublished(db, siteId)
    .select(sql<string>`left(p.body, ${bodyLength})`.as("body"))
    .orderBy("p.publishedAt", "desc")
    .orderBy("p.id", "desc")
    .limit(limit);
  if (before !== undefined) {
    const { id, publishedAt } = before;
    query = query.where((eb) =>
      eb(eb.refTuple("p.publishedAt", "p.id"), "<", eb.tuple(publishedAt, id)),
    );
  }
  return withImages(db, await query.execute());
}

/** The place of a post in the list; undefined when it is not there. */
export async function findPlace(
  db: Queryable,
  siteId: string,
  postId: string,
): Promise<{ id: string; publishedAt: Date } | undefined> {
  if (!isId(postId)) return undefined;
  const row = await db
    .selectFrom("posts")
    .select(["id", "publishedAt"])
    .where("id", "=", postId)
    .where("siteId", "=", siteId)
    .where("status", "=", "published")
    .executeTakeFirst();
  return row && { id: row.id, publishedAt: dated(row.publishedAt) };
}

/** The slug of the published post that had this one before. */
export async function findCurrentSlug(
  db: Queryable,
  siteId: string,
  formerSlug: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom("formerSlugs as f")
    .innerJoin("posts as p", "p.id", "f.postId")
    .select("p.slug")
    .where("f.siteId", "=", siteId)
    .where("f.slug", "=", formerSlug)
    .where("p.status", "=", "published")
    .executeTakeFirst();
  return row?.slug;
}

/** Whether a published post of the site shows this image. */
export async function isPublicImage(
  db: Queryable,
  siteId: string,
  mediaId: string,
): Promise<boolean> {
  if (!isId(mediaId)) return false;
  const row = await db
    .selectFrom("postImages as i")
    .innerJoin("posts as p", "p.id", "i.postId")
    .select("i.mediaId")
    .where("i.mediaId", "=", mediaId)
    .where("p.siteId", "=", siteId)
    .where("p.status", "=", "published")
    .executeTakeFirst();
  return row !== undefined;
}

/** Of the posts whose pages are here, the newest first. */
export async function listPageSlugs(
  db: Queryable,
  siteId: string,
  limit: number,
): Promise<{ slug: string; updatedAt: Date }[]> {
  return db
    .selectFrom("posts")
    .select(["slug", "updatedAt"])
    .where("siteId", "=", siteId)
    .where("status", "=", "published")
    .where("url", "is", null)
    .orderBy("publishedAt", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}

/** Of the sites that have published something, the oldest first. */
export async function listPublicSiteSlugs(db: Queryable, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom("sites as s")
    .select("s.slug")
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom("posts as p")
          .select("p.id")
          .whereRef("p.siteId", "=", "s.id")
          .where("p.status", "=", "published"),
      ),
    )
    .orderBy("s.id")
    .limit(limit)
    .execute();
  return rows.map(({ slug }) => slug);
}

function selectPublished(db: Queryable, siteId: string) {
  return db
    .selectFrom("posts as p")
    .leftJoin("users as u", "u.id", "p.authorId")
    .select(["p.id", "p.slug", "p.title", "p.excerpt", "p.url", "p.tags"])
    .select(["p.publishedAt", "p.updatedAt", "u.name as authorName"])
    .where("p.siteId", "=", siteId)
    .where("p.status", "=", "published");
}

type Row = Omit<PublicPost, "publishedAt" | "images"> & { publishedAt: Date | null };

async function withImages(db: Queryable, rows: readonly Row[]): Promise<PublicPost[]> {
  if (rows.length === 0) return [];
  const images = await db
    .selectFrom("postImages as i")
    .innerJoin("media as m", "m.id", "i.mediaId")
    .select(["i.postId", "i.mediaId", "i.alt", "i.isCover", "m.widthPx", "m.heightPx"])
    .where(
      "i.postId",
      "in",
      rows.map(({ id }) => id),
    )
    .orderBy("i.position")
    .execute();
  return rows.map((row) => ({
    ...row,
    publishedAt: dated(row.publishedAt),
    images: images
      .filter(({ postId }) => postId === row.id)
      .map(({ postId: _, ...image }) => image),
  }));
}

function dated(publishedAt: Date | null): Date {
  if (publishedAt === null) throw new Error("A published post has no time of publication");
  return publishedAt;
}
