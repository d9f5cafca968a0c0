// Platforms as they are served, and connections to them.

import { z } from "@hono/zod-openapi";
import { idSchema, instantSchema } from "./shared.ts";

const sourceSchema = z.object({ url: z.string(), checkedOn: z.string() });
const textLimitSchema = z.object({ max: z.number(), unit: z.string() });
const fileLimitsSchema = z.object({
  maxBytes: z.number(),
  maxSidePx: z.number(),
  mediaTypes: z.array(z.string()),
});

export const limitsSchema = z
  .object({
    text: z.array(textLimitSchema.extend({ source: sourceSchema })),
    images: fileLimitsSchema.extend({
      maxCount: z.number(),
      maxAltLength: textLimitSchema,
      source: sourceSchema,
    }),
    thread: z.object({ maxSegments: z.number() }).nullable(),
    card: z.object({ thumbnail: fileLimitsSchema, source: sourceSchema }).nullable(),
  })
  .openapi("Limits");

export type Limits = z.infer<typeof limitsSchema>;

export const platformSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    accountKinds: z.array(z.string()),
    auth: z.object({
      kind: z.literal("fields"),
      permits: z.string(),
      fields: z.array(
        z.object({
          name: z.string(),
          label: z.string(),
          help: z.string(),
          placeholder: z.string(),
          secret: z.boolean(),
          required: z.boolean(),
        }),
      ),
    }),
    options: z.array(
      z.object({
        name: z.string(),
        label: z.string(),
        kind: z.literal("switch"),
        default: z.boolean(),
      }),
    ),
    /** Whether the operator has set up what connecting needs. */
    isConfigured: z.boolean(),
    setupMarkdown: z.string(),
    iconSvg: z.string(),
    /** In the sandbox: what to enter to connect to the fake. */
    sandboxEntries: z.record(z.string(), z.string()).nullable(),
  })
  .openapi("Platform");
export type Platform = z.infer<typeof platformSchema>;

export const connectionSchema = z
  .object({
    id: idSchema,
    platform: z.string(),
    kind: z.string(),
    name: z.string(),
    handle: z.string().nullable(),
    url: z.string().nullable(),
    avatarUrl: z.string().nullable(),
    state: z.enum(["active", "expiring", "expired"]),
    stateReason: z.string().nullable(),
    autopost: z.boolean(),
    limits: limitsSchema,
    createdAt: instantSchema,
  })
  .openapi("Connection");
export type Connection = z.infer<typeof connectionSchema>;

export const entriesSchema = z
  .record(z.string().max(100), z.string().max(4000))
  .openapi("ConnectionEntries", { description: "The platform's fields, by name" });

export const connectionChangeSchema = z
  .strictObject({ autopost: z.boolean() })
  .openapi("ConnectionChange");
