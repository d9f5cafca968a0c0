// An author's text as HTML that can do no harm, in bounds: of its length, and of how often it is made.

import { html } from "hono/html";
import { keptTexts } from "./kept-texts.ts";
import { loadRender } from "./render.ts";

/** Of one text's HTML, in characters: links that grow to whole addresses can make much of little. */
const maxLength = 2_000_000;
/** Of the HTML that is kept, in characters. */
const maxKeptLength = 4_000_000;

export interface BodyText {
  id: string;
  body: string;
  updatedAt: Date;
}

const kept = keptTexts(maxKeptLength);
let loading: ReturnType<typeof loadRender> | undefined;

/**
 * Links lead where they would lead on the page at `base`, so they do the same in a feed. What was
 * asked for last is kept: a long text takes long.
 */
export async function bodyHtml({ id, body, updatedAt }: BodyText, base: string): Promise<string> {
  if (body.trim() === "") return "";
  const key = `${id} ${updatedAt.getTime()} ${body.length} ${base}`;
  return kept(key, () => bounded(body, base));
}

/** What would become too much is shown as it was written: escaped, at most six times as long. */
async function bounded(markdown: string, base: string): Promise<string> {
  // The libraries are loaded when the first text is asked for.
  const render = await (loading ??= loadRender());
  const rendered = render(markdown, base);
  if (rendered !== undefined && rendered.length <= maxLength) return rendered;
  const paragraphs = markdown.split(/\n{2,}/).map((paragraph) => html`<p>${paragraph}</p> `);
  return String(await html`${paragraphs}`);
}
