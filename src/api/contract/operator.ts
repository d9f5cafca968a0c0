// What only the operator of the server sees and changes.

import { z } from "@hono/zod-openapi";

export const platformAppSchema = z
  .object({
    platform: z.string(),
    /** "main" for a platform's only app. */
    name: z.string(),
    clientId: z.string().nullable(),
    hasSecret: z.boolean(),
    /** Where it comes from; null: there is none yet. */
    source: z.enum(["environment", "operator"]).nullable(),
    /** What the environment may give instead. */
    settings: z.object({ clientId: z.string(), clientSecret: z.string() }),
    /** To be registered at the platform, exactly so. */
    redirectUri: z.string(),
  })
  .openapi("PlatformApp");
export type PlatformApp = z.infer<typeof platformAppSchema>;

export const platformAppChangeSchema = z
  .strictObject({
    clientId: z.string().trim().min(1).max(500),
    clientSecret: z
      .string()
      .trim()
      .min(1)
      .max(1000)
      .optional()
      .openapi({ description: "Left out: the one that is kept stays" }),
  })
  .openapi("PlatformAppChange");
