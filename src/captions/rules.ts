// A site's rules for captions, as they are stored.

import { z } from "zod";
import type { CaptionRules } from "#text/caption-rules.ts";

const campaignSchema = z.object({
  source: z.string().optional(),
  medium: z.string().optional(),
  campaign: z.string().optional(),
  term: z.string().optional(),
  content: z.string().optional(),
});

const rulesSchema = z.record(
  z.string(),
  z.object({
    template: z.string().optional(),
    overflow: z.enum(["thread", "shorten"]).optional(),
    isNumbered: z.boolean().optional(),
    utm: campaignSchema.optional(),
  }),
);

/** @throws ZodError */
export function toRules(stored: unknown): CaptionRules {
  return rulesSchema.parse(stored);
}
