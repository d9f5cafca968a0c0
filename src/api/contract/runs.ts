// Runs: one execution of the workflow, several deliveries.

import { z } from "@hono/zod-openapi";
import { deliverySchema } from "./deliveries.ts";
import { idSchema, instantSchema, textSchema } from "./shared.ts";

export const overflowSchema = z
  .enum(["thread", "shorten"])
  .openapi({ description: "What to do with a text that is too long for one post" });

export const isNumberedSchema = z
  .boolean()
  .openapi({ description: "Whether the posts of a thread say their number" });

export const targetSchema = z.strictObject({
  connectionId: idSchema,
  caption: textSchema(50_000).min(1).optional(),
  overflow: overflowSchema.optional(),
  isNumbered: isNumberedSchema.optional(),
  options: z
    .record(z.string().max(100), z.union([z.boolean(), textSchema(5000)]))
    .optional()
    .openapi({ description: "The platform's options, by name; the others have their defaults." }),
});
export type Target = z.infer<typeof targetSchema>;

export const newRunSchema = z
  .strictObject({
    postId: idSchema.optional(),
    message: textSchema(50_000)
      .min(1)
      .optional()
      .openapi({ description: "Instead of a post: a message of its own." }),
    siteId: idSchema.optional().openapi({
      description: "For a message; may be left out by who has one site.",
    }),
    targets: z.array(targetSchema).min(1).max(100),
    scheduledFor: instantSchema.optional(),
  })
  .refine(({ postId, message }) => (postId === undefined) !== (message === undefined), {
    error: "Give either postId or message.",
    path: ["postId"],
  })
  .openapi("NewRun");

export const previewedSchema = z.object({
  "if-match": z.string().max(200).optional().openapi({ description: "The ETag of the preview" }),
});

export const runSchema = z
  .object({
    id: idSchema,
    siteId: idSchema,
    postId: idSchema.nullable(),
    postTitle: z.string().nullable(),
    trigger: z.enum(["publication", "person"]),
    startedBy: idSchema.nullable(),
    scheduledFor: instantSchema.nullable(),
    createdAt: instantSchema,
    deliveries: z.array(deliverySchema),
  })
  .openapi("Run");
export type Run = z.infer<typeof runSchema>;
