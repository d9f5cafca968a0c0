// Posts: what the author wants to say, once. A post is published once in its life; whoever needs to
// know of it (the site's automation) is told in the same transaction.

import { newId } from "#kernel/ids.ts";
import { holdSite } from "#people/locks.ts";
import { toSlug } from "#text/slug.ts";
import type { Tx } from "#store/open.ts";
import type { Post, PostImage, PostStatus } from "./read.ts";
import { findPost } from "./read.ts";
import { freeSlug, isSlugFree } from "./slug.ts";
import type { WantedSlug } from "./slug.ts";

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

/** What published a post: somebody who saved it, or its time that came. */
export type Occasion = "saved" | "scheduled";

export interface PostsContext {
  /** Called in the transaction in which a post is published for the first time. */
  onPublished(tx: Tx, post: Post, occasion: Occasion): Promise<void>;
  /** Called in the transaction in which a post is given a time to be published at. */
  onScheduled(tx: Tx, postId: string, publishAt: Date): Promise<void>;
  /**
   * Called in the transaction that deletes a post, before it is gone: what waits to be sent of it is
   * withdrawn. Not when it is being sent right now.
   */
  onDeleting(tx: Tx, postId: string): Promise<"withdrawn" | "sending">;
}

export type SaveResult =
  | { kind: "saved"; post: Post }
  | { kind: "no-post" }
  /** It is not as whoever changes it has seen it. */
  | { kind: "changed-meanwhile" }
  /** The slug that was asked for says nothing, or another post of the site has it or had it. */
  | { kind: "no-slug" }
  | { kind: "slug-taken"; slug: string };

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
): Promise<SaveResult> {
  const id = newId();
  const { siteId, authorId, status, publishAt } = post;
  const place = { siteId, postId: id };
  await holdSite(tx, { siteId, userId: authorId });
  const chosen =
    post.slug === undefined
      ? { slug: await freeSlug(tx, { ...place, wanted: post.title || post.body }) }
      : await chooseSlug(tx, { ...place, wanted: post.slug });
  if ("kind" in chosen) return chosen;
  await tx
    .insertInto("posts")
    .values({
      ...{ id, siteId, authorId, ...chosen, publishAt, createdAt: now },
      ...toColumns(post, now),
      status: status === "published" ? "draft" : status,
    })
    .execute();
  await saveImages(tx, id, post.images);
  if (status === "scheduled" && publishAt !== null) await context.onScheduled(tx, id, publishAt);
  if (status === "published") await publishPost(tx, context, { id, occasion: "saved", now });
  return { kind: "saved", post: await findPostOrThrow(tx, id) };
}

export interface PostChange extends Partial<PostContent> {
  slug?: string;
  status?: PostStatus;
  publishAt?: Date | null;
}

export interface PostUpdate {
  id: string;
  change: PostChange;
  /** `updatedAt` of the post that the change was made to; undefined: whatever it is now. */
  seenAt?: Date | undefined;
  now: Date;
}

/** Saving a published post changes it here and posts nothing again. */
export async function updatePost(
  tx: Tx,
  context: PostsContext,
  { id, change, seenAt, now }: PostUpdate,
): Promise<SaveResult> {
  await lockPost(tx, id);
  const before = await findPost(tx, id);
  if (before === undefined) return { kind: "no-post" };
  if (seenAt !== undefined && seenAt.getTime() !== before.updatedAt.getTime()) {
    return { kind: "changed-meanwhile" };
  }
  const { slug, status = before.status, publishAt = before.publishAt, ...content } = change;
  const isPublished = before.status === "published";
  const chosen = slug === undefined ? before : await moveTo(tx, before, slug);
  if ("kind" in chosen) return chosen;
  await tx
    .updateTable("posts")
    .set({
      ...toColumns({ ...before, ...content }, now),
      slug: chosen.slug,
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
  if (!isPublished && status === "published") {
    await publishPost(tx, context, { id, occasion: "saved", now });
  }
  return { kind: "saved", post: await findPostOrThrow(tx, id) };
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
  await publishPost(tx, context, { id, occasion: "scheduled", now });
}

/**
 * What is still to be sent of it is not sent; what is live elsewhere stays. Nothing is done while it is
 * being sent.
 */
export async function deletePost(
  tx: Tx,
  context: PostsContext,
  id: string,
): Promise<"deleted" | "sending"> {
  await lockPost(tx, id);
  if ((await context.onDeleting(tx, id)) === "sending") return "sending";
  await tx.deleteFrom("posts").where("id", "=", id).execute();
  return "deleted";
}

type ChosenSlug = { slug: string } | Extract<SaveResult, { kind: "no-slug" | "slug-taken" }>;

/** The very slug that somebody asked for. */
async function chooseSlug(tx: Tx, { wanted, ...place }: WantedSlug): Promise<ChosenSlug> {
  const slug = toSlug(wanted);
  if (slug === "") return { kind: "no-slug" };
  if (!(await isSlugFree(tx, { ...place, wanted: slug }))) return { kind: "slug-taken", slug };
  return { slug };
}

/** A published post is still found at the address that it leaves. */
async function moveTo(tx: Tx, post: Post, wanted: string): Promise<ChosenSlug> {
  const { id: postId, siteId } = post;
  const chosen = await chooseSlug(tx, { siteId, postId, wanted });
  if ("kind" in chosen || chosen.slug === post.slug) return chosen;
  await tx
    .deleteFrom("formerSlugs")
    .where("siteId", "=", siteId)
    .where("slug", "=", chosen.slug)
    .execute();
  if (post.status === "published") {
    await tx.insertInto("formerSlugs").values({ siteId, postId, slug: post.slug }).execute();
  }
  return chosen;
}

async function publishPost(
  tx: Tx,
  context: PostsContext,
  { id, occasion, now }: { id: string; occasion: Occasion; now: Date },
): Promise<void> {
  await tx
    .updateTable("posts")
    .set({ status: "published", publishedAt: now, updatedAt: now })
    .where("id", "=", id)
    .execute();
  await context.onPublished(tx, await findPostOrThrow(tx, id), occasion);
}

/** Its site first, as whoever deletes that does. */
async function lockPost(tx: Tx, id: string): Promise<void> {
  const post = tx.selectFrom("posts").select(["siteId", "authorId"]).where("id", "=", id);
  const found = await post.executeTakeFirst();
  if (found === undefined) return;
  await holdSite(tx, { siteId: found.siteId, userId: found.authorId });
  await post.forUpdate().execute();
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
