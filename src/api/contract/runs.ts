// Runs: one execution of the workflow, several deliveries.

import { z } from "@hono/zod-openapi";
import { deliverySchema } from "./deliveries.ts";
import { idSchema, instantSchema, textSchema } from "./shared.ts";

export const targetSchema = z.strictObject({
  connectionId: idSchema,
  caption: textSchema(50_000).min(1).optional(),
  options: z.record(z.string(), z.boolean()).optional(),
});

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
