// What clients send as a post, checked and brought into the rooms' form.

import type { z } from "@hono/zod-openapi";
import { isId } from "#kernel/ids.ts";
import { checkTemplate } from "#text/template.ts";
import { fetchImage } from "#media/fetch.ts";
import { findImages } from "#media/images.ts";
import type { PostChange, PostContent } from "#posts/posts.ts";
import type { PostImage, PostStatus } from "#posts/read.ts";
import type { newPostSchema, postChangeSchema } from "./contract/posts.ts";
import type { ApiContext, Caller } from "./env.ts";
import { invalid } from "./problems.ts";

type NewPostInput = z.infer<typeof newPostSchema>;
type PostInput = z.infer<typeof postChangeSchema>;
type ImageInput = NonNullable<PostInput["image"]>;

export interface Publication {
  status: PostStatus;
  publishAt: Date | null;
}

/** When a new post is published: now, unless it says otherwise. @throws ApiProblem */
export function readPublication({ status, publishAt }: NewPostInput): Publication {
  const at = publishAt == null ? null : new Date(publishAt);
  const meant = status ?? (at === null ? "published" : "scheduled");
  if (meant === "scheduled" && at === null) {
    throw invalid("publishAt", "A scheduled post needs a time: publishAt.");
  }
  return { status: meant, publishAt: meant === "scheduled" ? at : null };
}

/** What the author set, with the rest as it is in an empty post. @throws ApiProblem */
export function readContent(
  context: ApiContext,
  input: NewPostInput,
  images: readonly PostImage[],
): PostContent {
  const { title = "", excerpt = "", body = "", url = null, tags = [], captions = {} } = input;
  checkCaptions(context, captions);
  const content = { title, excerpt, body, url, tags, captions, images };
  return { ...content, isAutopost: input.autopost ?? true };
}

/** @throws ApiProblem */
export function readChange(
  context: ApiContext,
  input: PostInput,
  images: readonly PostImage[] | undefined,
): PostChange {
  const { autopost, publishAt, image: _image, images: _images, ...rest } = input;
  checkCaptions(context, rest.captions ?? {});
  return {
    ...withoutUndefined(rest),
    ...(images !== undefined && { images }),
    ...(autopost !== undefined && { isAutopost: autopost }),
    ...(publishAt !== undefined && { publishAt: publishAt === null ? null : new Date(publishAt) }),
  };
}

/** A post that goes out must say something. @throws ApiProblem */
export function requireSomething(content: Omit<PostContent, "isAutopost">): void {
  const { title, body, captions, images } = content;
  const texts = [title, body, ...Object.values(captions)];
  if (texts.every((text) => text.trim() === "") && images.length === 0) {
    throw invalid("body", "The post is empty: give it a title, a body, a caption or an image.");
  }
}

/** The post's images, stored; those given by address are fetched. Undefined: none were mentioned. @throws ApiProblem */
export async function readImages(
  context: ApiContext,
  caller: Caller,
  { image, images }: PostInput,
): Promise<PostImage[] | undefined> {
  if (image === undefined && images === undefined) return undefined;
  const named = [
    ...(image == null ? [] : [{ input: image, isCover: true, path: "image" }]),
    ...(images ?? []).map((input, at) => ({ input, isCover: false, path: `images.${at}` })),
  ];
  const stored: PostImage[] = [];
  for (const { input, isCover, path } of named) {
    const mediaId = await storedId(context, caller, input, path);
    stored.push({ mediaId, alt: input.alt, isCover });
  }
  return stored;
}

async function storedId(
  { media, db }: ApiContext,
  { userId }: Caller,
  input: ImageInput,
  path: string,
): Promise<string> {
  if ("mediaId" in input) {
    const [found] = await findImages(db, userId, [input.mediaId]);
    if (found === undefined) throw invalid(`${path}.mediaId`, "There is no such image of yours.");
    return found.mediaId;
  }
  const fetched = await fetchImage(media, db, userId, input.url);
  if ("problem" in fetched) throw invalid(`${path}.url`, fetched.problem);
  return fetched.image.mediaId;
}

function checkCaptions({ connections }: ApiContext, captions: Readonly<Record<string, string>>) {
  for (const [key, template] of Object.entries(captions)) {
    const isKnown = key === "default" || connections.platforms.has(key) || isId(key);
    if (!isKnown) {
      throw invalid(
        `captions.${key}`,
        `"${key}" is neither "default", a platform nor a connection.`,
      );
    }
    const problem = checkTemplate(template);
    if (problem === null) continue;
    const names = problem.names.map((name) => `{{${name}}}`).join(", ");
    throw invalid(`captions.${key}`, `There is no variable ${names}.`);
  }
}

/** Keys that were not sent are not changes. */
function withoutUndefined<T extends object>(
  value: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
