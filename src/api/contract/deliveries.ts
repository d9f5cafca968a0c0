// Deliveries: one post to one connection.

import { z } from "@hono/zod-openapi";
import { idSchema, instantSchema, webUrlSchema } from "./shared.ts";

export const deliveryStateSchema = z.enum([
  ...(["scheduled", "running", "waiting", "published"] as const),
  ...(["rejected", "held", "uncertain", "cancelled"] as const),
]);

export const troubleSchema = z.object({
  kind: z.enum([
    ...(["rate-limit", "network", "refused", "reconnect"] as const),
    ...(["unlinked", "misconfigured", "internal", "uncertain"] as const),
  ]),
  message: z.string(),
  until: instantSchema.optional(),
  reference: z.string().optional(),
});

export const deliverySchema = z
  .object({
    id: idSchema,
    runId: idSchema,
    connectionId: idSchema,
    platform: z.string(),
    accountName: z.string(),
    state: deliveryStateSchema,
    dueAt: instantSchema,
    startedAt: instantSchema.nullable(),
    endedAt: instantSchema.nullable(),
    trouble: troubleSchema.nullable(),
    permalink: z.string().nullable(),
  })
  .openapi("Delivery");
export type Delivery = z.infer<typeof deliverySchema>;

const imageSchema = z.object({
  mediaId: z.string(),
  mediaType: z.string(),
  sizeBytes: z.number(),
  widthPx: z.number(),
  heightPx: z.number(),
  alt: z.string(),
});

export const compositionSchema = z
  .object({
    segments: z.array(
      z.object({
        text: z.string(),
        lengths: z.array(z.object({ used: z.number(), max: z.number(), unit: z.string() })),
        images: z.array(imageSchema),
        card: z
          .object({
            url: z.string(),
            title: z.string(),
            description: z.string(),
            thumbnail: imageSchema.nullable(),
          })
          .nullable(),
        extra: z.record(z.string(), z.unknown()),
      }),
    ),
    problems: z.array(
      z.object({
        severity: z.enum(["error", "warning"]),
        code: z.string(),
        message: z.string(),
      }),
    ),
    cost: z
      .object({ amountUsd: z.number(), note: z.string() })
      .optional()
      .openapi({ description: "What the platform takes for it, where it takes something" }),
  })
  .openapi("Composition");
export type Composition = z.infer<typeof compositionSchema>;

const receiptSchema = z.object({ remoteId: z.string(), permalink: z.string().nullable() });

export const deliveryDetailsSchema = deliverySchema
  .extend({
    composition: compositionSchema,
    receipts: z.array(receiptSchema),
    journal: z.array(
      z.object({
        step: z.string(),
        firstSentAt: instantSchema.nullable(),
        finishedAt: instantSchema.nullable(),
        isInDoubt: z.boolean(),
        receipt: receiptSchema.nullable(),
      }),
    ),
    attempts: z.array(
      z.object({
        number: z.int(),
        startedAt: instantSchema,
        endedAt: instantSchema,
        outcome: z.string(),
        detail: z.string().nullable(),
      }),
    ),
  })
  .openapi("DeliveryDetails");

export const resolutionSchema = z
  .discriminatedUnion("outcome", [
    z.object({ outcome: z.literal("live"), url: webUrlSchema }),
    z.object({ outcome: z.literal("send-again") }),
  ])
  .openapi("Resolution");
export type DeliveryDetails = z.infer<typeof deliveryDetailsSchema>;
