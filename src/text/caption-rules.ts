// A site's rules for captions: for all its posts, for a platform, for a connection. Of each setting the
// most special rule that has it counts.

import type { Campaign } from "./campaign.ts";

export interface CaptionRule {
  template?: string | undefined;
  /** What to do with a text that is too long for one post. */
  overflow?: "thread" | "shorten" | undefined;
  /** Whether the posts of a thread say their number. */
  isNumbered?: boolean | undefined;
  /** Added to the post's own link. */
  utm?: Campaign | undefined;
}

/** By "default", platform or connection id. */
export type CaptionRules = Readonly<Record<string, CaptionRule>>;

export function ruleFor(
  rules: CaptionRules,
  connection: { id: string; platform: string },
): CaptionRule {
  const found = ["default", connection.platform, connection.id].map((key) => rules[key] ?? {});
  const of = <K extends keyof CaptionRule>(key: K) =>
    found.findLast((rule) => rule[key] !== undefined)?.[key];
  return {
    template: of("template"),
    overflow: of("overflow"),
    isNumbered: of("isNumbered"),
    utm: of("utm"),
  };
}
