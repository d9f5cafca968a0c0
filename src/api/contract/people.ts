// People, their sites and their keys.

import { z } from "@hono/zod-openapi";
import { idSchema, instantSchema, textSchema, webUrlSchema } from "./shared.ts";

export const userSchema = z
  .object({ id: idSchema, name: z.string(), email: z.string(), isOperator: z.boolean() })
  .openapi("User");
export type User = z.infer<typeof userSchema>;

/** What the first page needs to know before anybody is signed in. */
export const welcomeSchema = z
  .object({
    /** False: whoever comes first creates the operator's account. */
    hasUsers: z.boolean(),
    user: userSchema.nullable(),
    isSandbox: z.boolean(),
  })
  .openapi("Welcome");
export type Welcome = z.infer<typeof welcomeSchema>;

export const siteSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    url: z.string().nullable(),
    timeZone: z.string(),
    language: z.string().nullable(),
    createdAt: instantSchema,
  })
  .openapi("Site");
export type Site = z.infer<typeof siteSchema>;

export const newSiteSchema = z
  .strictObject({
    name: textSchema(200).trim().min(1),
    url: webUrlSchema.nullable().default(null),
    timeZone: z
      .string()
      .max(100)
      .refine(isTimeZone, { error: "Give a time zone by its name, such as Europe/Berlin." })
      .default("UTC"),
    language: z
      .string()
      .max(35)
      .refine(isLanguage, { error: "Give a language by its BCP 47 tag, such as en or pt-BR." })
      .nullable()
      .default(null),
  })
  .openapi("NewSite");

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

function isTimeZone(name: string): boolean {
  return doesNotThrow(() => new Intl.DateTimeFormat("en", { timeZone: name }));
}

function isLanguage(tag: string): boolean {
  return doesNotThrow(() => Intl.getCanonicalLocales(tag));
}

function doesNotThrow(ask: () => unknown): boolean {
  try {
    ask();
    return true;
  } catch {
    return false;
  }
}
