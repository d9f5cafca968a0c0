// The caption of a post on one connection: its author's own wording where there is one, else the
// template of the site, else that of the platform. What a writer is shown is what the server makes.

import { withCampaign } from "./campaign.ts";
import { ruleFor } from "./caption-rules.ts";
import type { CaptionRules } from "./caption-rules.ts";
import { excerptFromMarkdown } from "./excerpt.ts";
import type { HashtagRules } from "./hashtags.ts";
import { withLinkReplaced } from "./links.ts";
import { renderTemplate } from "./template.ts";
import type { TemplateVariables } from "./template.ts";

/** What a caption says: a post, or a message that is no post. */
export interface Content {
  title: string;
  excerpt: string;
  body: string;
  url: string | null;
  tags: readonly string[];
  captions: Readonly<Record<string, string>>;
  author: string;
  site: string;
  /** The site's. */
  rules: CaptionRules;
}

export interface CaptionPlace {
  connection: { id: string; platform: string };
  /** The platform's own. */
  template: string;
  hashtagRules: HashtagRules;
}

/** What is set for one run. */
export interface Wording {
  caption?: string | undefined;
  overflow?: "thread" | "shorten" | undefined;
  isNumbered?: boolean | undefined;
}

export interface Caption {
  text: string;
  /** The post's link, as this connection gets it. */
  url: string | null;
  /**
   * Where nobody has chosen: words that somebody wrote for this are all kept, in a thread where one
   * segment is too short; what a template made may be shortened.
   */
  overflow: "thread" | "shorten";
  isNumbered: boolean;
}

/** The most special wording and setting wins: the run's, the post's, the site's, the platform's. */
export function captionFor(content: Content, place: CaptionPlace, wording: Wording = {}): Caption {
  const { captions } = content;
  const { connection } = place;
  const rule = ruleFor(content.rules, connection);
  const url = content.url === null ? null : withCampaign(content.url, rule.utm ?? {});
  const own =
    wording.caption ??
    captions[connection.id] ??
    captions[connection.platform] ??
    captions["default"];
  // A post without a title is a note: its body is the message.
  const isNote = content.title === "";
  const worded =
    own === undefined && isNote
      ? content.body.trim()
      : render(own ?? rule.template ?? place.template, variablesOf(content, { ...place, url }));
  const byDefault = own !== undefined || isNote ? "thread" : "shorten";
  // Its author has written the plain link, at best.
  const text = url === null ? worded : withLinkReplaced(worded, content.url ?? url, url);
  return {
    ...{ text, url, overflow: wording.overflow ?? rule.overflow ?? byDefault },
    isNumbered: wording.isNumbered ?? rule.isNumbered ?? false,
  };
}

/** What stands for the post where only a few lines are shown. */
export function excerptOf({ excerpt, body }: Pick<Content, "excerpt" | "body">): string {
  return excerpt === "" ? excerptFromMarkdown(body) : excerpt;
}

/** Templates are checked when they are saved; one that got past that is shown as it is written. */
function render(template: string, variables: TemplateVariables): string {
  const rendered = renderTemplate(template, variables);
  return "text" in rendered ? rendered.text : template;
}

function variablesOf(
  content: Content,
  { url, hashtagRules }: { url: string | null; hashtagRules: HashtagRules },
): TemplateVariables {
  const { title, tags, author, site } = content;
  return { title, url, tags, author, site, excerpt: excerptOf(content), hashtagRules };
}
