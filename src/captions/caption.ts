// The caption of a post on one connection: its author's own wording where there is one, else the
// template. Pure.

import { excerptFromMarkdown } from "#text/excerpt.ts";
import { DEFAULT_CAPTION_TEMPLATE, renderTemplate } from "#text/template.ts";
import type { TemplateVariables } from "#text/template.ts";

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
}

export interface Caption {
  text: string;
  /**
   * Words that somebody chose for this are all kept, in a thread where one segment is too short;
   * what a template made may be shortened.
   */
  overflow: "thread" | "shorten";
}

/** `override` is the wording for one run. The most special wording wins. */
export function captionFor(
  content: Content,
  connection: { id: string; platform: string },
  override: string | undefined,
): Caption {
  const { captions } = content;
  const own =
    override ?? captions[connection.id] ?? captions[connection.platform] ?? captions["default"];
  if (own !== undefined) return { text: render(own, content), overflow: "thread" };
  // A post without a title is a note: its body is the message.
  if (content.title === "") return { text: content.body.trim(), overflow: "thread" };
  return { text: render(DEFAULT_CAPTION_TEMPLATE, content), overflow: "shorten" };
}

/** What stands for the post where only a few lines are shown. */
export function excerptOf({ excerpt, body }: Pick<Content, "excerpt" | "body">): string {
  return excerpt === "" ? excerptFromMarkdown(body) : excerpt;
}

/** Templates are checked when they are saved; one that got past that is shown as it is written. */
function render(template: string, content: Content): string {
  const rendered = renderTemplate(template, variablesOf(content));
  return "text" in rendered ? rendered.text : template;
}

function variablesOf(content: Content): TemplateVariables {
  const { title, url, tags, author, site } = content;
  return { title, url, tags, author, site, excerpt: excerptOf(content) };
}
