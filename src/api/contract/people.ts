// API keys.

import { z } from "@hono/zod-openapi";
import { idSchema, instantSchema, textSchema } from "./shared.ts";

export const scopeSchema = z.enum([
  ...(["posts:read", "posts:write", "runs:read", "runs:write"] as const),
  ...(["connections:read", "connections:write", "quota:read", "webhooks:write"] as const),
]);

export const apiKeySchema = z
  .object({
    id: idSchema,
    name: z.string(),
    prefix: z.string(),
    scopes: z.array(scopeSchema),
    expiresAt: instantSchema.nullable(),
    lastUsedAt: instantSchema.nullable(),
    createdAt: instantSchema,
  })
  .openapi("ApiKey");
export type ApiKey = z.infer<typeof apiKeySchema>;

export const newApiKeySchema = z
  .strictObject({
    name: textSchema(100).trim().min(1),
    scopes: z.array(scopeSchema).min(1),
    expiresAt: instantSchema.nullable().default(null),
  })
  .openapi("NewApiKey");

export const createdApiKeySchema = apiKeySchema
  .extend({ key: z.string().openapi({ description: "Shown this once" }) })
  .openapi("CreatedApiKey");
