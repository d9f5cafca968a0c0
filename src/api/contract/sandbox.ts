// The sandbox: what was posted on the fakes.

import { z } from "@hono/zod-openapi";

export const sandboxPostSchema = z
  .object({
    platform: z.string(),
    id: z.string(),
    account: z.string(),
    text: z.string(),
    images: z.array(z.object({ dataUrl: z.string(), alt: z.string() })),
    card: z
      .object({
        url: z.string(),
        title: z.string(),
        description: z.string(),
        thumbnail: z.string().nullable(),
      })
      .nullable(),
    replyTo: z.string().nullable(),
    createdAt: z.string(),
    permalink: z.string(),
  })
  .openapi("SandboxPost");
export type SandboxPost = z.infer<typeof sandboxPostSchema>;
