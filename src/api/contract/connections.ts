// Platforms as they are served, and connections to them.

import { z } from "@hono/zod-openapi";
import { idSchema, instantSchema } from "./shared.ts";

const sourceSchema = z.object({ url: z.string(), checkedOn: z.string() });
const textLimitSchema = z.object({
  max: z.number(),
  unit: z.string(),
  linkLength: z.number().optional(),
  shortMentions: z.literal(true).optional(),
  doubled: z.string().optional(),
});
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
    card: z
      .object({
        thumbnail: fileLimitsSchema,
        takesAlt: z.boolean().optional(),
        source: sourceSchema,
      })
      .nullable(),
  })
  .openapi("Limits");

export type Limits = z.infer<typeof limitsSchema>;

const fieldSchema = z.object({
  name: z.string(),
  label: z.string(),
  help: z.string(),
  placeholder: z.string(),
  secret: z.boolean(),
  required: z.boolean(),
});

const authSchema = z.object({
  id: z.string(),
  /** "fields": what is entered is all; "oauth2": the browser goes to the platform and comes back. */
  kind: z.enum(["fields", "oauth2"]),
  label: z.string(),
  permits: z.string(),
  fields: z.array(fieldSchema),
  /** What the platform will be asked for, and why. */
  scopes: z.array(z.object({ name: z.string(), reason: z.string() })),
  /** False: the operator has to enter the app's credentials first. */
  isReady: z.boolean(),
});
export type Auth = z.infer<typeof authSchema>;

const optionSchema = z.discriminatedUnion("kind", [
  z.object({
    ...{ kind: z.literal("switch"), name: z.string(), label: z.string() },
    default: z.boolean(),
  }),
  z.object({
    ...{ kind: z.literal("choice"), name: z.string(), label: z.string(), default: z.string() },
    choices: z.array(z.object({ value: z.string(), label: z.string() })),
  }),
  z.object({
    ...{ kind: z.literal("text"), name: z.string(), label: z.string(), default: z.literal("") },
    maxLength: z.number(),
  }),
]);

export const platformSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    accountKinds: z.array(z.string()),
    /** The ways to connect, the best one first. */
    auth: z.array(authSchema),
    options: z.array(optionSchema),
    hashtags: z
      .object({
        maxCount: z.number().nullable().openapi({ description: "null: all" }),
        withoutUnderscores: z.boolean().optional(),
      })
      .openapi({ description: "How many of a post's tags become hashtags, and how" }),
    /** Whether there is a way to connect that is ready. */
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
    /** The way it was made. */
    auth: z.string(),
    endsAt: instantSchema.nullable().openapi({
      description: "When posting ends unless you connect again; null: not known, or never",
    }),
    autopost: z.boolean(),
    siteIds: z.array(idSchema).nullable().openapi({
      description: "The sites that auto-post to it; null: all sites of its user",
    }),
    /** False: unlinked, and to be linked again with all its settings. */
    isLinked: z.boolean(),
    limits: limitsSchema,
    createdAt: instantSchema,
  })
  .openapi("Connection");
export type Connection = z.infer<typeof connectionSchema>;

export const entriesSchema = z
  .record(z.string().max(100), z.string().max(4000))
  .openapi("ConnectionEntries", { description: "The platform's fields, by name" });

export const authorizeSchema = z
  .strictObject({
    auth: z
      .string()
      .max(100)
      .optional()
      .openapi({ description: "The way; the best one by default" }),
    entries: entriesSchema.optional(),
  })
  .openapi("Authorize");

export const leavingSchema = z
  .object({ url: z.url().openapi({ description: "Where the browser has to go" }) })
  .openapi("Leaving");

export const authorizationSchema = z
  .object({
    id: idSchema,
    platform: z.string(),
    auth: z.string(),
    stage: z.enum(["left", "returning", "choosing", "linked", "failed"]),
    /** Why it failed. */
    message: z.string().nullable(),
    connectionIds: z.array(idSchema),
    /** What there is to choose from. */
    targets: z.array(
      z.object({
        remoteId: z.string(),
        kind: z.string(),
        name: z.string(),
        handle: z.string().nullable(),
        avatarUrl: z.string().nullable(),
      }),
    ),
  })
  .openapi("Authorization");
export type Authorization = z.infer<typeof authorizationSchema>;

export const choiceSchema = z
  .strictObject({ remoteIds: z.array(z.string().max(500)).min(1).max(100) })
  .openapi("Choice");

export const refreshedSchema = z
  .object({
    connection: connectionSchema,
    needsUser: z.boolean().openapi({ description: "Only connecting again will do" }),
  })
  .openapi("RefreshedConnection");

export const connectionsQuerySchema = z.object({
  unlinked: z
    .enum(["true", "false"])
    .optional()
    .openapi({ description: "true: those that were unlinked, too" }),
});

export const connectionChangeSchema = z
  .strictObject({
    autopost: z.boolean().optional(),
    siteIds: z
      .array(idSchema)
      .max(1000)
      .nullable()
      .optional()
      .openapi({ description: "The only sites that auto-post to it; null: all" }),
  })
  .refine(({ autopost, siteIds }) => autopost !== undefined || siteIds !== undefined, {
    error: "Give autopost, siteIds or both.",
    path: ["autopost"],
  })
  .openapi("ConnectionChange");
