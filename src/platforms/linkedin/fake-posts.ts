// What the fake checks in a new post, and the words it refuses one with.

import { z } from "zod";

import { minutes, plus } from "#kernel/clock.ts";

import type { StoredImage, StoredPost } from "./fake-state.ts";

const media = z.strictObject({ id: z.string(), altText: z.string().min(1).max(4086).optional() });

export const newPost = z.strictObject({
  author: z.string().regex(/^urn:li:(person|organization):[\w-]+$/),
  commentary: z.string().max(3000),
  visibility: z.enum(["PUBLIC", "CONNECTIONS", "LOGGED_IN"]),
  distribution: z.strictObject({
    feedDistribution: z.enum(["MAIN_FEED", "NONE"]),
    targetEntities: z.array(z.never()),
    thirdPartyDistributionChannels: z.array(z.never()),
  }),
  lifecycleState: z.literal("PUBLISHED"),
  isReshareDisabledByAuthor: z.boolean(),
  content: z
    .union([
      z.strictObject({ media }),
      z.strictObject({ multiImage: z.strictObject({ images: z.array(media).min(2).max(20) }) }),
      z.strictObject({
        article: z.strictObject({
          ...{
            source: z.url(),
            title: z.string().min(1),
            description: z.string().min(1).optional(),
          },
          thumbnail: z.string().optional(),
        }),
      }),
    ])
    .optional(),
});
export type NewPost = z.infer<typeof newPost>;

/** Duplicates are known for so long. */
const knownForMs = minutes(10);

interface There {
  now: Date;
  images: Readonly<Record<string, StoredImage>>;
  posts: readonly StoredPost[];
}

export type Made = Omit<StoredPost, "urn">;

/** The post, or how it is refused. */
export function readPost(asked: NewPost, { now, images, posts }: There): Made | Response {
  const { author, commentary, content } = asked;
  const attached = attachedBy(content);
  const article = content && "article" in content ? content.article : null;
  const used = [
    ...attached.map(({ id }) => id),
    ...(article?.thumbnail ? [article.thumbnail] : []),
  ];
  if (used.some((urn) => images[urn]?.owner !== author)) return refuse(400, "INVALID_URN_ID");
  if (used.some((urn) => images[urn]?.dataUrl === null)) {
    return refuse(400, "MEDIA_ASSET_WAITING_UPLOAD");
  }
  const made: Made = {
    ...{ author, commentary, createdAt: now.toISOString() },
    images: attached.map(({ id, altText = "" }) => ({ id, alt: altText })),
    card: article && {
      ...{ source: article.source, title: article.title, description: article.description ?? "" },
      thumbnail: article.thumbnail ?? null,
    },
  };
  const earlier = posts.find(
    (post) => isSame(post, made) && plus(new Date(post.createdAt), knownForMs) > now,
  );
  if (!earlier) return made;
  const message = `Content is a duplicate of ${earlier.urn}`;
  const inputErrors = [{ code: "DUPLICATE_POST", description: message }];
  const errorDetailType = "com.linkedin.common.error.BadRequest";
  const body = { status: 422, message, errorDetailType, errorDetails: { inputErrors } };
  return Response.json(body, { status: 422 });
}

function attachedBy(content: NewPost["content"]) {
  if (content === undefined || "article" in content) return [];
  return "media" in content ? [content.media] : content.multiImage.images;
}

function isSame(a: Made, b: Made): boolean {
  const essence = ({ author, commentary, images, card }: Made) =>
    JSON.stringify([author, commentary, images.length, card?.source]);
  return essence(a) === essence(b);
}

/** At the first look it is still at work. */
export function statusOf(image: StoredImage): "WAITING_UPLOAD" | "PROCESSING" | "AVAILABLE" {
  if (image.dataUrl === null) return "WAITING_UPLOAD";
  image.looks += 1;
  return image.looks > 1 ? "AVAILABLE" : "PROCESSING";
}

/** LinkedIn gives hashtags back in its long form. */
export function asGivenBack(commentary: string): string {
  return commentary.replace(/(?<!\\)#([\p{L}\p{N}]+)/gu, "{hashtag|\\#|$1}");
}

export function refuse(status: number, code: string, message = code): Response {
  return Response.json({ status, code, message }, { status });
}
