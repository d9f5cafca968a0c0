// What clients send as a post, checked and brought into the rooms' form.

import type { z } from "@hono/zod-openapi";
import { fetchImage } from "#media/fetch.ts";
import { toSlug } from "#text/slug.ts";
import type { NewPost, PostChange, PostContent } from "#posts/posts.ts";
import type { Post, PostImage, PostStatus } from "#posts/read.ts";
import type { Subject } from "#workflows/content.ts";
import { imagesOf, siteOf } from "./access.ts";
import { requireCaptions } from "./caption-input.ts";
import type { newPostSchema, postChangeSchema, unsavedPostSchema } from "./contract/posts.ts";
import type { ApiContext, Caller } from "./env.ts";
import { invalid } from "./problems.ts";

type NewPostInput = z.infer<typeof newPostSchema>;
type PostInput = z.infer<typeof postChangeSchema>;
type ImageInput = NonNullable<PostInput["image"]>;

/** What the author set, with the rest as it is in an empty post. @throws ApiProblem */
export async function readNewPost(
  context: ApiContext,
  caller: Caller,
  input: NewPostInput,
): Promise<NewPost> {
  const { id: siteId } = await siteOf(context.db, caller, input.siteId);
  const publication = readPublication(input);
  const { title = "", excerpt = "", body = "", url = null, tags = [], captions = {} } = input;
  await requireCaptions(context, caller, siteId, { captions });
  const images = await readImages(context, caller, input, []);
  const content = { title, excerpt, body, url, tags, captions, images };
  if (publication.status !== "draft") requireSomething(content);
  const { autopost: isAutopost = true, slug } = input;
  return { ...content, ...publication, isAutopost, siteId, authorId: caller.userId, slug };
}

/** @throws ApiProblem */
export async function readChange(
  context: ApiContext,
  caller: Caller,
  before: Post,
  input: PostInput,
): Promise<PostChange> {
  const { autopost, publishAt, image, images, ...rest } = input;
  const change: PostChange = {
    ...withoutUndefined(rest),
    ...(autopost !== undefined && { isAutopost: autopost }),
    ...(publishAt !== undefined && { publishAt: publishAt === null ? null : new Date(publishAt) }),
  };
  const { status, publishAt: at, captions } = { ...before, ...change };
  if (before.status === "published" && status !== "published") {
    throw invalid("status", "This post is published already, and its copies are out.");
  }
  if (status === "scheduled" && at === null) throw timeNeeded();
  await requireCaptions(context, caller, before.siteId, { captions, before: before.captions });
  if (image !== undefined || images !== undefined) {
    change.images = await readImages(context, caller, input, before.images);
  }
  if (status !== "draft") requireSomething({ ...before, ...change });
  return change;
}

/** As if it were published now, at the address that it asks for or its title gives it. @throws ApiProblem */
export async function readUnsavedPost(
  context: ApiContext,
  caller: Caller,
  input: z.infer<typeof unsavedPostSchema>,
): Promise<Subject> {
  const { id: siteId } = await siteOf(context.db, caller, input.siteId);
  const { title = "", excerpt = "", body = "", url = null, tags = [], captions = {} } = input;
  await requireCaptions(context, caller, siteId, { captions });
  const images = await readImages(context, caller, input, []);
  const slug = toSlug(input.slug ?? (title || body));
  const content = { title, excerpt, body, url, tags, captions, images };
  return { ...content, slug, siteId, authorId: caller.userId, status: "published" };
}

/** When a new post is published: now, unless it says otherwise. @throws ApiProblem */
function readPublication({ status, publishAt }: NewPostInput): {
  status: PostStatus;
  publishAt: Date | null;
} {
  const at = publishAt == null ? null : new Date(publishAt);
  const meant = status ?? (at === null ? "published" : "scheduled");
  if (meant === "scheduled" && at === null) throw timeNeeded();
  return { status: meant, publishAt: meant === "scheduled" ? at : null };
}

function timeNeeded() {
  return invalid("publishAt", "A scheduled post needs a time: publishAt.");
}

/** A post that goes out must say something. @throws ApiProblem */
function requireSomething(content: Omit<PostContent, "isAutopost">): void {
  const { title, body, captions, images } = content;
  const texts = [title, body, ...Object.values(captions)];
  if (texts.every((text) => text.trim() === "") && images.length === 0) {
    throw invalid("body", "The post is empty: give it a title, a body, a caption or an image.");
  }
}

/** The post's images, stored; those given by address are fetched. What is not mentioned stays. @throws ApiProblem */
async function readImages(
  context: ApiContext,
  caller: Caller,
  { image, images }: PostInput,
  before: readonly PostImage[],
): Promise<PostImage[]> {
  const store = async (input: ImageInput, path: string, isCover: boolean) => {
    const mediaId = await storedId(context, caller, input, path);
    return { mediaId, alt: input.alt, isCover };
  };
  const covers =
    image === undefined
      ? before.filter(({ isCover }) => isCover)
      : image === null
        ? []
        : [await store(image, "image", true)];
  if (images === undefined) return [...covers, ...before.filter(({ isCover }) => !isCover)];
  const others: PostImage[] = [];
  for (const [index, input] of images.entries()) {
    others.push(await store(input, `images.${index}`, false));
  }
  return [...covers, ...others];
}

async function storedId(
  { media, db }: ApiContext,
  caller: Caller,
  input: ImageInput,
  path: string,
): Promise<string> {
  if ("mediaId" in input) {
    const [found] = await imagesOf(db, caller, [input.mediaId]);
    if (found === undefined) throw invalid(`${path}.mediaId`, "There is no such image of yours.");
    return found.mediaId;
  }
  const fetched = await fetchImage(media, db, { userId: caller.userId, url: input.url });
  if ("problem" in fetched) throw invalid(`${path}.url`, fetched.problem);
  return fetched.image.mediaId;
}

/** Keys that were not sent are not changes. */
function withoutUndefined<T extends object>(
  value: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
