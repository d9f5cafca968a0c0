// Previews: the very compositions that a run would store.

import { z } from "@hono/zod-openapi";
import { compositionSchema } from "./deliveries.ts";
import { unsavedPostSchema } from "./posts.ts";
import { isNumberedSchema, overflowSchema, targetSchema } from "./runs.ts";
import { idSchema, textSchema } from "./shared.ts";

const utmSchema = textSchema(200).optional();

export const captionRuleSchema = z
  .strictObject({
    template: textSchema(5000)
      .optional()
      .openapi({ description: "Text with variables such as {{title}}" }),
    overflow: overflowSchema.optional(),
    isNumbered: isNumberedSchema.optional(),
    utm: z
      .strictObject({
        ...{ source: utmSchema, medium: utmSchema, campaign: utmSchema },
        ...{ term: utmSchema, content: utmSchema },
      })
      .optional()
      .openapi({ description: "Added to the post's own link, as utm_source and so on" }),
  })
  .openapi("CaptionRule");
export type CaptionRule = z.infer<typeof captionRuleSchema>;

export const captionSettingsSchema = z
  .strictObject({
    rules: z.record(z.string().min(1).max(100), captionRuleSchema).openapi({
      description:
        'By "default", platform or connection id; of each setting the most special one counts',
    }),
    voice: textSchema(5000).openapi({ description: "How the author writes, for AI" }),
  })
  .openapi("CaptionSettings");

export const siteCaptionsSchema = captionSettingsSchema
  .extend({
    /** What a template can say of a post. */
    variables: z.array(z.string()),
    /** The platforms' own templates, by platform. */
    templates: z.record(z.string(), z.string()),
  })
  .openapi("SiteCaptions");
export type SiteCaptions = z.infer<typeof siteCaptionsSchema>;

export const seenCaptionsSchema = z.object({
  "if-match": z.string().max(200).optional().openapi({ description: "The ETag of the captions" }),
});

export const previewRequestSchema = z
  .strictObject({
    postId: idSchema.optional(),
    post: unsavedPostSchema.optional().openapi({ description: "Instead of a saved post" }),
    message: textSchema(50_000).optional(),
    siteId: idSchema.optional().openapi({ description: "For a message" }),
    targets: z.array(targetSchema).min(1).max(100),
  })
  .openapi("PreviewRequest");

export const previewSchema = z
  .object({
    data: z.array(z.object({ connectionId: idSchema, composition: compositionSchema })),
  })
  .openapi("Preview");
export type Preview = z.infer<typeof previewSchema>;
