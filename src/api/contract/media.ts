// Stored images.

import { z } from "@hono/zod-openapi";
import { idSchema } from "./shared.ts";

export const mediaSchema = z
  .object({
    id: idSchema,
    mediaType: z.string(),
    sizeBytes: z.int(),
    widthPx: z.int(),
    heightPx: z.int(),
  })
  .openapi("Media");
export type Media = z.infer<typeof mediaSchema>;
