// A site's feeds, Atom and JSON Feed: its newest posts with their whole text, as long as that is not
// too much for one document. The library is loaded when the first feed is asked for.

import { html, raw } from "hono/html";
import { bodyHtml } from "./body.ts";
import { languageOf } from "./language.ts";
import { atomUrl, imageLink, indexUrl, jsonFeedUrl, pageUrl, readingUrl } from "./links.ts";
import type { Served } from "./links.ts";
import { changedAt, coverOf } from "./metadata.ts";
import type { PublicImage, PublicPost } from "./published.ts";
import { aboutOf, nameOf } from "./words.ts";

/** Of HTML, in one feed; what finds no room has its excerpt alone. */
const maxTextLength = 1_000_000;

/** What XML cannot hold. https://www.w3.org/TR/xml/#charsets (2026-11-25) */
const notInXml = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

export async function atomFeed(served: Served, posts: readonly PublicPost[]): Promise<string> {
  const { generateAtomFeed } = await import("feedsmith");
  const { site } = served;
  const contents = await contentsOf(served, posts);
  const feed = generateAtomFeed({
    id: urn(site.id),
    title: { value: site.name },
    updated: newest(posts) ?? site.createdAt,
    links: [
      { href: indexUrl(served), rel: "alternate", type: "text/html" },
      { href: atomUrl(served), rel: "self", type: "application/atom+xml" },
    ],
    authors: [{ name: site.name }],
    generator: { text: "Broadside" },
    xml: { lang: languageOf(site) },
    entries: posts.map((post, index) => ({
      id: urn(post.id),
      title: { value: nameOf(post, site) },
      ...{ published: post.publishedAt, updated: changedAt(post) },
      links: [{ href: readingUrl(served, post), rel: "alternate", type: "text/html" }],
      ...(post.authorName !== null && { authors: [{ name: post.authorName }] }),
      categories: post.tags.map((term) => ({ term })),
      summary: { value: aboutOf(post) },
      ...(contents[index] && { content: { type: "html", value: contents[index] } }),
    })),
  });
  return feed.replace(notInXml, "");
}

export async function jsonFeed(served: Served, posts: readonly PublicPost[]): Promise<string> {
  const { generateJsonFeed } = await import("feedsmith");
  const { site } = served;
  const contents = await contentsOf(served, posts);
  const feed = generateJsonFeed({
    title: site.name,
    home_page_url: indexUrl(served),
    feed_url: jsonFeedUrl(served),
    language: languageOf(site),
    items: posts.map((post, index) => {
      const cover = coverOf(post);
      return {
        ...{ id: urn(post.id), url: readingUrl(served, post) },
        ...(post.title.trim() !== "" && { title: post.title }),
        ...(contents[index]
          ? { content_html: contents[index] }
          : { content_text: aboutOf(post) || nameOf(post, site) }),
        summary: aboutOf(post),
        ...(cover && { image: imageLink(served, cover, "card").url }),
        ...{ date_published: post.publishedAt, date_modified: changedAt(post) },
        ...(post.authorName !== null && { authors: [{ name: post.authorName }] }),
        tags: [...post.tags],
      };
    }),
  });
  return JSON.stringify(feed);
}

/** The text of each post with its images; "" where there is none, or no room for it. */
async function contentsOf(served: Served, posts: readonly PublicPost[]): Promise<string[]> {
  const contents: string[] = [];
  let room = maxTextLength;
  for (const post of posts) {
    const content = post.body.length <= room ? await contentOf(served, post) : "";
    contents.push(content.length <= room ? content : "");
    // What was made for nothing counts, too: a feed takes only so much work.
    room -= content.length;
  }
  return contents;
}

async function contentOf(served: Served, post: PublicPost): Promise<string> {
  const figure = (image: PublicImage) => {
    const { url, widthPx, heightPx } = imageLink(served, image, "wide");
    return html`<p>
      <img src="${url}" width="${widthPx}" height="${heightPx}" alt="${image.alt}" />
    </p>`;
  };
  const covers = post.images.filter(({ isCover }) => isCover);
  const others = post.images.filter(({ isCover }) => !isCover);
  const text = raw(await bodyHtml(post, pageUrl(served, post)));
  return String(await html`${covers.map(figure)}${text}${others.map(figure)}`);
}

/** Stays when the address changes. */
function urn(id: string): string {
  return `urn:uuid:${id}`;
}

function newest(posts: readonly PublicPost[]): Date | undefined {
  return posts
    .map(changedAt)
    .reduce<Date | undefined>(
      (latest, at) => (latest === undefined || at > latest ? at : latest),
      undefined,
    );
}
