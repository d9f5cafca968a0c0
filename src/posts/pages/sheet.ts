// The sheet that every public page is printed on: its head, the name of the site on top, the links at
// the foot. No script runs on it, and its one stylesheet is part of it.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { html, raw } from "hono/html";
import { directionOf, languageOf } from "./language.ts";
import { atomUrl, indexUrl, jsonFeedUrl } from "./links.ts";
import type { Served } from "./links.ts";

/** What `html` makes: text that is escaped already. */
export type Html = ReturnType<typeof html>;

const css = readFileSync(new URL("sheet.css", import.meta.url), "utf8").replace(/\s+/g, " ");
// In one piece: the browser compares exactly what is between the tags.
const style = raw(`<style>${css}</style>`);

/** What pages may load: their own style, pictures, and nothing else. By directive. */
export const pagePolicy: Readonly<Record<string, string[]>> = {
  defaultSrc: ["'none'"],
  styleSrc: [`'sha256-${createHash("sha256").update(css).digest("base64")}'`],
  imgSrc: ["'self'", "https:", "data:"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

export interface Sheet {
  title: string;
  /** Its metadata. */
  head: Html | "";
  main: Html;
  /** Undefined where there is no site. */
  served?: Served | undefined;
  /** The name of the site is the heading of its index. */
  isIndex?: boolean;
}

export function sheet({ title, head, main, served, isIndex = false }: Sheet): Html {
  const setting = served?.site ?? { language: null };
  return html`<!doctype html>
    <html lang="${languageOf(setting)}" dir="${directionOf(setting)}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${head} ${served && discovery(served)}
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        ${style}
      </head>
      <body>
        <a class="skip small" href="#main" ${english(served)}>Skip to the text</a>
        <div class="sheet">
          ${served && masthead(served, isIndex)}
          <main id="main" tabindex="-1">${main}</main>
          ${served && foot(served, isIndex)}
        </div>
      </body>
    </html>`;
}

/** Marks our own words on a page in another language, so that they are read out as English. */
export function english(served: Served | undefined): Html | "" {
  const language = served === undefined ? "en" : languageOf(served.site);
  return /^en\b/i.test(language) ? "" : html`lang="en" dir="ltr"`;
}

function discovery(served: Served): Html {
  const { name } = served.site;
  return html`<link
      rel="alternate"
      type="application/atom+xml"
      title="${name}"
      href="${atomUrl(served)}"
    />
    <link
      rel="alternate"
      type="application/feed+json"
      title="${name}"
      href="${jsonFeedUrl(served)}"
    />`;
}

function masthead(served: Served, isIndex: boolean): Html {
  const { name, url } = served.site;
  const link = html`<a href="${indexUrl(served)}" rel="home">${name}</a>`;
  return html`<header class="masthead">
    ${isIndex ? html`<h1 class="wordmark">${name}</h1>` : html`<p class="wordmark">${link}</p>`}
    ${
      url !== null &&
      html`<nav class="small" aria-label="Site" ${english(served)}><a href="${url}">Home</a></nav>`
    }
  </header>`;
}

function foot(served: Served, isIndex: boolean): Html {
  return html`<footer class="foot small" ${english(served)}>
    ${!isIndex && html`<a href="${indexUrl(served)}">All posts</a>`}
    <a href="${atomUrl(served)}" type="application/atom+xml">Feed</a>
  </footer>`;
}
