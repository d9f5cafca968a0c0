// Previews: the very compositions that a run would store.

import { z } from "@hono/zod-openapi";
import { compositionSchema } from "./deliveries.ts";
import { targetSchema } from "./runs.ts";
import { idSchema, textSchema } from "./shared.ts";

export const previewRequestSchema = z
  .strictObject({
    postId: idSchema.optional(),
    message: textSchema(50_000).optional(),
    siteId: idSchema.optional(),
    targets: z.array(targetSchema).min(1).max(100),
  })
  .openapi("PreviewRequest");

export const previewSchema = z
  .object({
    data: z.array(z.object({ connectionId: idSchema, composition: compositionSchema })),
  })
  .openapi("Preview");
export type Preview = z.infer<typeof previewSchema>;
