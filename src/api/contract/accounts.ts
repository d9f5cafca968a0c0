// Who is here, and where they are signed in.

import { z } from "@hono/zod-openapi";
import { idSchema, instantSchema } from "./shared.ts";

export const userSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    email: z.string(),
    emailVerified: z.boolean(),
    twoFactorEnabled: z.boolean(),
    isOperator: z.boolean(),
  })
  .openapi("User");
export type User = z.infer<typeof userSchema>;

/** What the first page needs to know before anybody is signed in. */
export const welcomeSchema = z
  .object({
    /** False: whoever comes first creates the operator's account. */
    hasUsers: z.boolean(),
    user: userSchema.nullable(),
    /** Who may sign up once there is a first user. */
    signUp: z.enum(["open", "invite", "closed"]),
    /** With whose accounts people can sign in. */
    signInWith: z.array(z.object({ id: z.string(), name: z.string() })),
    /** False: mails are only written to the server's log. */
    hasMail: z.boolean(),
    isSandbox: z.boolean(),
  })
  .openapi("Welcome");
export type Welcome = z.infer<typeof welcomeSchema>;

export const sessionSchema = z
  .object({
    id: idSchema,
    createdAt: instantSchema,
    lastSeenAt: instantSchema.openapi({ description: "To the day" }),
    expiresAt: instantSchema,
    userAgent: z.string().nullable(),
    ipAddress: z.string().nullable(),
    /** The one that asks. */
    isCurrent: z.boolean(),
  })
  .openapi("Session");
export type Session = z.infer<typeof sessionSchema>;
