// The page of one post, with links to its live copies. Marked up as microformats2, too, so that readers
// who follow it elsewhere find their way: https://microformats.org/wiki/h-entry (2026-11-25)

import { html, raw } from "hono/html";
import { bodyHtml } from "./body.ts";
import { dateIn } from "./language.ts";
import { pageUrl } from "./links.ts";
import type { Served } from "./links.ts";
import { postMetadata } from "./metadata.ts";
import { coverPicture, otherPictures } from "./pictures.ts";
import type { PublicPost } from "./published.ts";
import { english, sheet } from "./sheet.ts";
import type { Html } from "./sheet.ts";
import { isNote, nameOf } from "./words.ts";

/** The post, live on a platform. */
export interface Copy {
  platformName: string;
  accountName: string;
  permalink: string;
}

export async function postPage(
  served: Served,
  post: PublicPost,
  copies: readonly Copy[],
): Promise<Html> {
  const text = await bodyHtml(post, pageUrl(served, post));
  return sheet({
    served,
    title: `${nameOf(post, served.site)} · ${served.site.name}`,
    head: postMetadata(served, post),
    main: html`<article class="h-entry${isNote(post) && " note"}">
      ${opening(served, post)} ${coverPicture(served, post)}
      <div class="text e-content">${raw(text)}</div>
      ${otherPictures(served, post)} ${tagList(post)} ${alsoOn(served, copies)}
    </article>`,
  });
}

/** A note has no title: its date is its heading. */
function opening(served: Served, post: PublicPost): Html {
  const { title, excerpt, authorName } = post;
  const date = timeOf(served, post);
  const author = authorName !== null && html` · <span class="p-author h-card">${authorName}</span>`;
  if (isNote(post)) return html`<h1 class="title dateline">${date}${author}</h1>`;
  return html`<h1 class="title p-name">${title}</h1>
    ${excerpt.trim() !== "" && html`<p class="standfirst p-summary">${excerpt}</p>`}
    <p class="byline small">${date}${author}</p>`;
}

export function timeOf({ site }: Served, { publishedAt }: PublicPost): Html {
  const instant = publishedAt.toISOString();
  return html`<time class="dt-published" datetime="${instant}">${dateIn(site, publishedAt)}</time>`;
}

function tagList({ tags }: PublicPost): Html | "" {
  if (tags.length === 0) return "";
  return html`<ul class="tags small">
    ${tags.map((tag) => html`<li class="p-category">${tag}</li> `)}
  </ul>`;
}

/** Accounts are told apart where a platform has several of them. */
function alsoOn(served: Served, copies: readonly Copy[]): Html | "" {
  if (copies.length === 0) return "";
  const nameOfCopy = ({ platformName, accountName }: Copy) =>
    copies.filter((other) => other.platformName === platformName).length > 1
      ? `${platformName} (${accountName})`
      : platformName;
  return html`<div class="copies small" ${english(served)}>
    <span id="copies">Also on</span>
    <ul aria-labelledby="copies">
      ${copies.map(
        (copy) =>
          html`<li>
            <a class="u-syndication" href="${copy.permalink}" rel="syndication"
              >${nameOfCopy(copy)}</a
            >
          </li>`,
      )}
    </ul>
  </div>`;
}
