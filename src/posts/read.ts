// Posts as they are read.

import { z } from "zod";
import type { Queryable } from "#store/open.ts";

export type PostStatus = "draft" | "scheduled" | "published";

export interface Post {
  id: string;
  siteId: string;
  /** With the post's own, the address of its page. */
  siteSlug: string;
  authorId: string | null;
  status: PostStatus;
  title: string;
  excerpt: string;
  body: string;
  url: string | null;
  slug: string;
  tags: readonly string[];
  captions: Readonly<Record<string, string>>;
  images: readonly PostImage[];
  isAutopost: boolean;
  publishAt: Date | null;
  publishedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface PostImage {
  mediaId: string;
  alt: string;
  /** The cover stands for the post (card, page); the others are shown with it. */
  isCover: boolean;
}

const captionsSchema = z.record(z.string(), z.string());

export async function findPost(db: Queryable, id: string): Promise<Post | undefined> {
  const row = await selectAll(db).where("posts.id", "=", id).executeTakeFirst();
  if (row === undefined) return undefined;
  const [post] = await withImages(db, [row]);
  return post;
}

export interface PostFilter {
  siteIds: readonly string[];
  status?: PostStatus | undefined;
  limit: number;
  /** The id of the last one already seen. */
  before?: string;
}

/** The newest first. */
export async function listPosts(db: Queryable, filter: PostFilter): Promise<Post[]> {
  const { siteIds, status, limit, before } = filter;
  if (siteIds.length === 0) return [];
  let query = selectAll(db).where("siteId", "in", siteIds);
  if (status !== undefined) query = query.where("status", "=", status);
  if (before !== undefined) query = query.where("posts.id", "<", before);
  return withImages(db, await query.orderBy("posts.id", "desc").limit(limit).execute());
}

type Row = Awaited<ReturnType<ReturnType<typeof selectAll>["executeTakeFirstOrThrow"]>>;

function selectAll(db: Queryable) {
  return db
    .selectFrom("posts")
    .innerJoin("sites", "sites.id", "posts.siteId")
    .selectAll("posts")
    .select("sites.slug as siteSlug");
}

async function withImages(db: Queryable, rows: readonly Row[]): Promise<Post[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const images = await db
    .selectFrom("postImages")
    .select(["postId", "mediaId", "alt", "isCover"])
    .where("postId", "in", ids)
    .orderBy("position")
    .execute();
  return rows.map((row) => ({
    ...row,
    status: row.status as PostStatus,
    captions: captionsSchema.parse(row.captions),
    images: images
      .filter(({ postId }) => postId === row.id)
      .map(({ mediaId, alt, isCover }) => ({ mediaId, alt, isCover })),
  }));
}
