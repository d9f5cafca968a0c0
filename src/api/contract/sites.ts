// Sites, their members and invitations, and where their posts go.

import { z } from "@hono/zod-openapi";
import { limitsSchema } from "./connections.ts";
import { idSchema, instantSchema, textSchema, webUrlSchema } from "./shared.ts";

export const roleSchema = z.enum(["admin", "editor"]);

/** Whose connections a site's posts go to, and why theirs. */
export const defaultUserSchema = z
  .object({
    userId: idSchema,
    name: z.string(),
    reason: z.enum(["first-biller", "first-member"]),
  })
  .openapi("DefaultUser");

export const siteSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    slug: z.string(),
    url: z.string().nullable().openapi({ description: "Where it stands, if it stands elsewhere" }),
    /** The index of its public pages. */
    pageUrl: z.string(),
    timeZone: z.string(),
    language: z.string().nullable(),
    undoMinutes: z.int(),
    /** The caller's. */
    role: roleSchema,
    defaultUser: defaultUserSchema.nullable(),
    createdAt: instantSchema,
  })
  .openapi("Site");
export type Site = z.infer<typeof siteSchema>;

const settingsSchema = z.strictObject({
  name: textSchema(200).trim().min(1),
  url: webUrlSchema.nullable(),
  timeZone: z
    .string()
    .max(100)
    .refine(isTimeZone, { error: "Give a time zone by its name, such as Europe/Berlin." }),
  language: z
    .string()
    .max(35)
    .refine(isLanguage, { error: "Give a language by its BCP 47 tag, such as en or pt-BR." })
    .nullable(),
  undoMinutes: z
    .int()
    .min(0)
    .max(60)
    .openapi({ description: "For how long sharing a new post can be cancelled" }),
});

export const newSiteSchema = settingsSchema.partial().required({ name: true }).openapi("NewSite");
export const siteChangeSchema = settingsSchema.partial().openapi("SiteChange");

export const memberSchema = z
  .object({
    userId: idSchema,
    name: z.string(),
    email: z.string(),
    role: roleSchema,
    isBiller: z.boolean(),
    isDefaultUser: z.boolean(),
  })
  .openapi("Member");
export type Member = z.infer<typeof memberSchema>;

export const membersChangeSchema = z
  .strictObject({
    members: z
      .array(z.strictObject({ userId: idSchema, role: roleSchema, isBiller: z.boolean() }))
      .min(1)
      .max(1000)
      .openapi({ description: "All members, each once, in their new order" }),
  })
  .openapi("MembersChange");

export const invitationSchema = z
  .object({
    id: idSchema,
    email: z.string(),
    role: roleSchema,
    isBiller: z.boolean(),
    invitedBy: z.string().nullable(),
    expiresAt: instantSchema,
    createdAt: instantSchema,
  })
  .openapi("Invitation");
export type Invitation = z.infer<typeof invitationSchema>;

export const newInvitationSchema = z
  .strictObject({
    email: z.email({ error: "Give an e-mail address, such as ada@example.org." }).max(254),
    role: roleSchema.default("editor"),
    isBiller: z.boolean().default(false),
  })
  .openapi("NewInvitation");

export const createdInvitationSchema = invitationSchema
  .extend({
    link: z.string().openapi({ description: "Also sent by e-mail; shown this once" }),
  })
  .openapi("CreatedInvitation");
export type CreatedInvitation = z.infer<typeof createdInvitationSchema>;

export const invitationTokenSchema = z
  .strictObject({ token: z.string().min(1).max(200) })
  .openapi("InvitationToken");

/** What the person who follows the link is shown. */
export const shownInvitationSchema = z
  .object({
    siteName: z.string(),
    email: z.string(),
    role: roleSchema,
    invitedBy: z.string().nullable(),
    /** Whether this address has an account here already. */
    hasAccount: z.boolean(),
    expiresAt: instantSchema,
  })
  .openapi("ShownInvitation");
export type ShownInvitation = z.infer<typeof shownInvitationSchema>;

/** Where a new post of the site would go by itself. */
export const autopostSchema = z
  .object({
    defaultUser: defaultUserSchema.nullable(),
    undoMinutes: z.int(),
    /** False while this server's address is one that readers cannot reach. */
    linksToPages: z.boolean(),
    connections: z.array(
      z.object({
        id: idSchema,
        platform: z.string(),
        name: z.string(),
        handle: z.string().nullable(),
        avatarUrl: z.string().nullable(),
        state: z.enum(["active", "expiring", "expired"]),
        limits: limitsSchema,
      }),
    ),
  })
  .openapi("Autopost");
export type Autopost = z.infer<typeof autopostSchema>;

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
