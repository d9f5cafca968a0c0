// The index of a site: its posts, the newest first. Short notes stand there whole.

import { html, raw } from "hono/html";
import { bodyHtml } from "./body.ts";
import { indexUrl, readingUrl } from "./links.ts";
import type { Served } from "./links.ts";
import { indexMetadata } from "./metadata.ts";
import { allPictures } from "./pictures.ts";
import { timeOf } from "./post-page.ts";
import type { PublicPost } from "./published.ts";
import { english, sheet } from "./sheet.ts";
import type { Html } from "./sheet.ts";
import { aboutOf, isNote } from "./words.ts";

/** In characters; of a longer text only the beginning is shown, and needed. */
export const maxNoteLength = 1500;

export interface Listing {
  posts: readonly PublicPost[];
  hasOlder: boolean;
  /** The id of the last post on the page before this one. */
  before?: string | undefined;
}

export async function indexPage(served: Served, listing: Listing): Promise<Html> {
  const { posts, before } = listing;
  const entries = await Promise.all(posts.map((post) => entry(served, post)));
  const { name } = served.site;
  return sheet({
    ...{ served, isIndex: true },
    title: before === undefined ? name : `Older posts · ${name}`,
    head: indexMetadata(served, posts, olderThan(served, before)),
    main: html`<div class="feed h-feed">${entries}</div>
      ${posts.length === 0 && nothingYet(served)} ${turnPages(served, listing)}`,
  });
}

async function entry(served: Served, post: PublicPost): Promise<Html> {
  const url = readingUrl(served, post);
  const date = timeOf(served, post);
  if (isNote(post)) {
    return html`<article class="h-entry">
      <p class="small"><a class="u-url" href="${url}">${date}</a></p>
      <div class="text e-content">${await noteText(served, post, url)}</div>
      ${allPictures(served, post)}
    </article>`;
  }
  const about = aboutOf(post);
  return html`<article class="h-entry">
    <h2 class="name p-name"><a class="u-url" href="${url}">${post.title}</a></h2>
    <div class="small">${date}</div>
    ${about !== "" && html`<div class="text p-summary"><p>${about}</p></div>`}
  </article>`;
}

async function noteText(served: Served, post: PublicPost, url: string): Promise<Html> {
  if (post.body.length <= maxNoteLength) return raw(await bodyHtml(post, url));
  const readOn = html`<a href="${url}" ${english(served)}>Read on</a>`;
  return html`<p>${aboutOf(post)} ${readOn}</p>`;
}

function nothingYet(served: Served): Html {
  return html`<p class="blank" ${english(served)}>
    Nothing is published here yet. Come back soon.
  </p>`;
}

function turnPages(served: Served, { posts, hasOlder, before }: Listing): Html | "" {
  const last = posts.at(-1);
  if (before === undefined && !hasOlder) return "";
  return html`<nav class="turn small" aria-label="More posts" ${english(served)}>
    ${before !== undefined && html`<a href="${indexUrl(served)}">Newest posts</a>`}
    ${
      hasOlder &&
      last !== undefined &&
      html`<a href="${olderThan(served, last.id)}" rel="next">Older posts</a>`
    }
  </nav>`;
}

function olderThan(served: Served, before: string | undefined): string {
  return before === undefined ? indexUrl(served) : `${indexUrl(served)}?before=${before}`;
}
