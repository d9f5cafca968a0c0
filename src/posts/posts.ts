// Posts: what the author wants to say, once. A post is published once in its life; whoever needs to
// know of it (the site's automation) is told in the same transaction.

import { newId } from "#kernel/ids.ts";
import type { Tx } from "#store/open.ts";
import type { Post, PostImage, PostStatus } from "./read.ts";
import { findPost } from "./read.ts";
import { freeSlug } from "./slug.ts";

/** What an author can set. */
export interface PostContent {
  title: string;
  excerpt: string;
  body: string;
  /** Where the whole text stands, when it stands elsewhere. */
  url: string | null;
  tags: readonly string[];
  /** Wording for all platforms ("default"), for one platform or for one connection, by key. */
  captions: Readonly<Record<string, string>>;
  images: readonly PostImage[];
  isAutopost: boolean;
}

export interface PostsContext {
  /** Called in the transaction in which a post is published for the first time. */
  onPublished(tx: Tx, post: Post): Promise<void>;
  /** Called in the transaction in which a post is given a time to be published at. */
  onScheduled(tx: Tx, postId: string, publishAt: Date): Promise<void>;
}

export interface NewPost extends PostContent {
  siteId: string;
  authorId: string;
  slug: string | undefined;
  status: PostStatus;
  /** Needed for "scheduled". */
  publishAt: Date | null;
}

export async function createPost(
  tx: Tx,
  context: PostsContext,
  post: NewPost,
  now: Date,
): Promise<Post> {
  const id = newId();
  const { siteId, authorId, status, publishAt } = post;
  const wanted = post.slug ?? (post.title || post.body);
  const slug = await freeSlug(tx, siteId, wanted, id);
  await tx
    .insertInto("posts")
    .values({
      ...{ id, siteId, authorId, slug, publishAt, createdAt: now },
      ...toColumns(post, now),
      status: status === "published" ? "draft" : status,
    })
    .execute();
  await saveImages(tx, id, post.images);
  if (status === "scheduled" && publishAt !== null) await context.onScheduled(tx, id, publishAt);
  if (status === "published") await publishPost(tx, context, id, now);
  return findPostOrThrow(tx, id);
}

export interface PostChange extends Partial<PostContent> {
  slug?: string;
  status?: PostStatus;
  publishAt?: Date | null;
}

/** Saving a published post changes it here and posts nothing again. Undefined: there is none. */
export async function updatePost(
  tx: Tx,
  context: PostsContext,
  { id, change, now }: { id: string; change: PostChange; now: Date },
): Promise<Post | undefined> {
  await lockPost(tx, id);
  const before = await findPost(tx, id);
  if (before === undefined) return undefined;
  const { slug, status = before.status, publishAt = before.publishAt, ...content } = change;
  const isPublished = before.status === "published";
  await tx
    .updateTable("posts")
    .set({
      ...toColumns({ ...before, ...content }, now),
      ...(slug !== undefined && { slug: await freeSlug(tx, before.siteId, slug, id) }),
      ...(!isPublished && { status: status === "published" ? "draft" : status, publishAt }),
    })
    .where("id", "=", id)
    .execute();
  if (content.images !== undefined) {
    await tx.deleteFrom("postImages").where("postId", "=", id).execute();
    await saveImages(tx, id, content.images);
  }
  if (!isPublished && status === "scheduled" && publishAt !== null) {
    await context.onScheduled(tx, id, publishAt);
  }
  if (!isPublished && status === "published") await publishPost(tx, context, id, now);
  return findPostOrThrow(tx, id);
}

/**
 * Publishes a post whose time has come; does nothing when it is no longer scheduled. Called too early
 * (the time was changed, or another computer's clock is ahead), it has itself called again.
 */
export async function publishScheduled(
  tx: Tx,
  context: PostsContext,
  id: string,
  now: Date,
): Promise<void> {
  await lockPost(tx, id);
  const post = await findPost(tx, id);
  if (post?.status !== "scheduled" || post.publishAt === null) return;
  if (post.publishAt > now) return context.onScheduled(tx, id, post.publishAt);
  await publishPost(tx, context, id, now);
}

export async function deletePost(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom("posts").where("id", "=", id).execute();
}

async function publishPost(tx: Tx, context: PostsContext, id: string, now: Date): Promise<void> {
  await tx
    .updateTable("posts")
    .set({ status: "published", publishedAt: now, updatedAt: now })
    .where("id", "=", id)
    .execute();
  await context.onPublished(tx, await findPostOrThrow(tx, id));
}

async function lockPost(tx: Tx, id: string): Promise<void> {
  await tx.selectFrom("posts").select("id").where("id", "=", id).forUpdate().execute();
}

async function findPostOrThrow(tx: Tx, id: string): Promise<Post> {
  const post = await findPost(tx, id);
  if (post === undefined) throw new Error(`The post ${id} is gone in the middle of being saved`);
  return post;
}

function toColumns(content: PostContent, updatedAt: Date) {
  const { title, excerpt, body, url, tags, captions, isAutopost } = content;
  return {
    ...{ title, excerpt, body, url, isAutopost, updatedAt },
    tags: [...tags],
    captions: JSON.stringify(captions),
  };
}

async function saveImages(tx: Tx, postId: string, images: readonly PostImage[]): Promise<void> {
  if (images.length === 0) return;
  await tx
    .insertInto("postImages")
    .values(
      images.map(({ mediaId, alt, isCover }, position) => ({
        postId,
        position,
        mediaId,
        alt,
        isCover,
      })),
    )
    .execute();
}
