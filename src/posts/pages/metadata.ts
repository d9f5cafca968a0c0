// What machines read of a page: search engines, and platforms that draw a card of a link to it.

import { html, raw } from "hono/html";
import { languageOf, territoryOf } from "./language.ts";
import { imageLink, indexUrl, pageUrl, readingUrl } from "./links.ts";
import type { Served } from "./links.ts";
import type { PublicPost } from "./published.ts";
import type { Html } from "./sheet.ts";
import { aboutOf, nameOf } from "./words.ts";

export function postMetadata(served: Served, post: PublicPost): Html {
  const { site } = served;
  const [url, title] = [pageUrl(served, post), nameOf(post, site)];
  const about = aboutOf(post) || title;
  const cover = coverOf(post);
  const image = cover && imageLink(served, cover, "card");
  const { publishedAt, tags, authorName } = post;
  return html`${common({ served, url, title, about })}
    <meta property="og:type" content="article" />
    <meta property="article:published_time" content="${publishedAt.toISOString()}" />
    <meta property="article:modified_time" content="${changedAt(post).toISOString()}" />
    ${tags.map((tag) => html`<meta property="article:tag" content="${tag}" /> `)}
    ${authorName !== null && html`<meta name="author" content="${authorName}" />`}
    ${
      image &&
      html`<meta property="og:image" content="${image.url}" />
        <meta property="og:image:width" content="${image.widthPx}" />
        <meta property="og:image:height" content="${image.heightPx}" />
        ${cover.alt !== "" && html`<meta property="og:image:alt" content="${cover.alt}" />`}`
    }
    <meta name="twitter:card" content="${image ? "summary_large_image" : "summary"}" />
    ${jsonLd({ ...posting(served, post), description: about, image: image?.url, isPartOf: blog(served) })}`;
}

/** `url` is the index's own, which of older posts has a question mark. */
export function indexMetadata(served: Served, posts: readonly PublicPost[], url: string): Html {
  const { name } = served.site;
  const about = `The newest posts of ${name}.`;
  return html`${common({ served, url, title: name, about })}
    <meta property="og:type" content="website" />
    <meta name="twitter:card" content="summary" />
    ${jsonLd({ ...blog(served), blogPost: posts.map((post) => posting(served, post)) })}`;
}

/** The image that stands for the post. */
export function coverOf({ images }: PublicPost) {
  return images.find(({ isCover }) => isCover) ?? images[0];
}

/** A post that was saved just before its publication has not changed since. */
export function changedAt({ publishedAt, updatedAt }: PublicPost): Date {
  return updatedAt > publishedAt ? updatedAt : publishedAt;
}

interface Common {
  served: Served;
  url: string;
  title: string;
  about: string;
}

function common({ served: { site }, url, title, about }: Common): Html {
  return html`<meta name="description" content="${about}" />
    <link rel="canonical" href="${url}" />
    <meta property="og:site_name" content="${site.name}" />
    <meta property="og:locale" content="${territoryOf(site)}" />
    <meta property="og:title" content="${title}" />
    <meta property="og:description" content="${about}" />
    <meta property="og:url" content="${url}" />`;
}

function posting(served: Served, post: PublicPost) {
  const { site } = served;
  const url = readingUrl(served, post);
  return {
    ...{ "@type": "BlogPosting", "@id": url, url, headline: nameOf(post, site) },
    datePublished: post.publishedAt.toISOString(),
    dateModified: changedAt(post).toISOString(),
    ...(post.authorName !== null && { author: { "@type": "Person", name: post.authorName } }),
    ...(post.tags.length > 0 && { keywords: post.tags }),
    inLanguage: languageOf(site),
  };
}

function blog(served: Served) {
  const url = indexUrl(served);
  const { name } = served.site;
  return { "@type": "Blog", "@id": url, url, name, inLanguage: languageOf(served.site) };
}

/** The one character that could end the element is written as JSON allows, too. */
function jsonLd(value: Record<string, unknown>): Html {
  const json = JSON.stringify({ "@context": "https://schema.org", ...value });
  return raw(`<script type="application/ld+json">${json.replaceAll("<", "\\u003c")}</script>`);
}
