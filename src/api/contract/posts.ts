// Posts: what the author wants to say, once.

import { z } from "@hono/zod-openapi";
import { deliverySchema } from "./deliveries.ts";
import { runSchema } from "./runs.ts";
import { idSchema, instantSchema, listQuerySchema, textSchema, webUrlSchema } from "./shared.ts";

/** By the id that `POST /media` gave. */
const storedImageSchema = z.strictObject({
  mediaId: idSchema,
  alt: textSchema(2000).default(""),
});

const imageInputSchema = z.union(
  [z.strictObject({ url: webUrlSchema, alt: textSchema(2000).default("") }), storedImageSchema],
  { error: "Give either url or mediaId." },
);

const statusSchema = z.enum(["draft", "scheduled", "published"]);

const contentSchema = z.strictObject({
  title: textSchema(300),
  excerpt: textSchema(2000),
  body: textSchema(500_000).openapi({ description: "Markdown" }),
  url: webUrlSchema
    .nullable()
    .openapi({ description: "Where the whole text stands, when it stands elsewhere" }),
  slug: textSchema(200).min(1),
  image: imageInputSchema
    .nullable()
    .openapi({ description: "The cover: stands on the link's card" }),
  images: z.array(imageInputSchema).max(20).openapi({ description: "Shown with the post" }),
  tags: z.array(textSchema(100).min(1)).max(50),
  status: statusSchema,
  publishAt: instantSchema.nullable(),
  autopost: z.boolean(),
  captions: z
    .record(z.string().min(1).max(100), textSchema(50_000))
    .openapi({ description: 'Wording by "default", platform or connection id' }),
});

export const newPostSchema = contentSchema
  .partial()
  .extend({
    siteId: idSchema.optional().openapi({ description: "May be left out by who has one site." }),
  })
  .openapi("NewPost");

export const postChangeSchema = contentSchema.partial().openapi("PostChange");

/** A post that is not saved, for a preview of it. Its images have been sent to `POST /media`. */
export const unsavedPostSchema = contentSchema
  .pick({ title: true, excerpt: true, body: true, url: true, slug: true, tags: true })
  .extend({ captions: contentSchema.shape.captions })
  .partial()
  .extend({
    siteId: idSchema.optional(),
    image: storedImageSchema.nullable().optional(),
    images: z.array(storedImageSchema).max(20).optional(),
  })
  .openapi("UnsavedPost");

export const postSchema = z
  .object({
    id: idSchema,
    siteId: idSchema,
    authorId: idSchema.nullable(),
    status: statusSchema,
    title: z.string(),
    excerpt: z.string(),
    body: z.string(),
    url: z.string().nullable(),
    slug: z.string(),
    /** Where readers find it once it is published: its own address, else its page here. */
    pageUrl: z.string(),
    tags: z.array(z.string()),
    images: z.array(z.object({ mediaId: idSchema, alt: z.string(), isCover: z.boolean() })),
    captions: z.record(z.string(), z.string()),
    autopost: z.boolean(),
    publishAt: instantSchema.nullable(),
    publishedAt: instantSchema.nullable(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
    /** Its live copies. */
    syndication: z.array(
      z.object({ platform: z.string(), connectionId: idSchema, permalink: z.string() }),
    ),
    /** The newest one to each connection that it was shared to. */
    deliveries: z.array(deliverySchema),
  })
  .openapi("Post");
export type Post = z.infer<typeof postSchema>;

export const ifMatchSchema = z.object({
  "if-match": z.string().max(200).optional().openapi({ description: "The ETag of the post" }),
});

export const postsQuerySchema = listQuerySchema.extend({
  siteId: idSchema.optional(),
  status: statusSchema.optional(),
});

export const runSkippedSchema = z.enum(["not-published", "autopost-off", "no-connections"]);

export const createdPostSchema = z
  .object({
    post: postSchema,
    run: runSchema.nullable(),
    /** Why nothing is shared. */
    runSkipped: runSkippedSchema.nullable(),
  })
  .openapi("CreatedPost");
export type CreatedPost = z.infer<typeof createdPostSchema>;
