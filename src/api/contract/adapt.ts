// Captions by AI, and descriptions of images.

import { z } from "@hono/zod-openapi";
import { unsavedPostSchema } from "./posts.ts";
import { idSchema, textSchema } from "./shared.ts";

export const aiStatusSchema = z
  .object({
    isReady: z.boolean(),
    model: z.string().nullable(),
    /** What AI does here, or how to switch it on. */
    help: z.string(),
  })
  .openapi("AiStatus");
export type AiStatus = z.infer<typeof aiStatusSchema>;

export const adaptRequestSchema = z
  .strictObject({
    postId: idSchema.optional(),
    post: unsavedPostSchema.optional().openapi({ description: "Instead of a saved post" }),
    message: textSchema(50_000).optional(),
    siteId: idSchema.optional().openapi({ description: "For a message" }),
    mode: z.enum(["generate", "adapt"]).openapi({
      description: "From the post; or from `core`, in the form of each platform",
    }),
    core: textSchema(50_000).optional().openapi({
      description: "The message to adapt; with neither post nor message, all there is",
    }),
    targets: z
      .array(z.strictObject({ connectionId: idSchema }))
      .min(1)
      .max(20),
  })
  .refine(({ mode, core }) => mode === "generate" || (core ?? "").trim() !== "", {
    error: "Say what is to be adapted.",
    path: ["core"],
  })
  .openapi("AdaptRequest");

const usageSchema = z.object({
  /** Null where the endpoint does not say. */
  inputTokens: z.int().nullable(),
  outputTokens: z.int().nullable(),
  /** Null where nobody has said what tokens cost. */
  costUsd: z.number().nullable(),
});

/** The data of an event `done`. */
export const adaptedSchema = z
  .object({
    outcome: z.literal("done"),
    connectionId: idSchema,
    /** Within the limits, with its links. */
    text: z.string(),
    lengths: z.array(z.object({ used: z.int(), max: z.int(), unit: z.string() })),
    tries: z.int(),
    /** Whether it was still too long in the end, and was shortened. */
    isFitted: z.boolean(),
    /** What to look at before it is posted, in sentences. */
    cautions: z.array(z.string()),
    usage: usageSchema,
    latencyMs: z.int(),
  })
  .openapi("Adapted");
export type Adapted = z.infer<typeof adaptedSchema>;

/** The data of an event `failed`. */
export const notAdaptedSchema = z
  .object({
    outcome: z.literal("failed"),
    connectionId: idSchema,
    code: z.enum(["timeout", "unauthorized", "rate-limited", "unreachable", "unusable"]),
    /** What happened and what to do. */
    message: z.string(),
    /** The caption that is made without AI. */
    fallback: z.string(),
    usage: usageSchema,
  })
  .openapi("NotAdapted");
export type NotAdapted = z.infer<typeof notAdaptedSchema>;

/** The data of an event `text`: the text as far as it has come. */
export const adaptingSchema = z
  .object({ connectionId: idSchema, text: z.string() })
  .openapi("Adapting");
export type Adapting = z.infer<typeof adaptingSchema>;

export const allAdaptedSchema = z
  .object({ data: z.array(z.discriminatedUnion("outcome", [adaptedSchema, notAdaptedSchema])) })
  .openapi("AllAdapted");
export type AllAdapted = z.infer<typeof allAdaptedSchema>;

export const altTextRequestSchema = z
  .strictObject({
    mediaId: idSchema,
    siteId: idSchema.optional().openapi({ description: "Whose language it is to be in" }),
  })
  .openapi("AltTextRequest");

export const altTextSchema = z
  .object({ alt: z.string(), usage: usageSchema, latencyMs: z.int() })
  .openapi("AltText");
export type AltText = z.infer<typeof altTextSchema>;
