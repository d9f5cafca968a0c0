// What search engines are told: which addresses are for them, and what stands there.
// https://www.sitemaps.org/protocol.html (2026-11-25)

import { html, raw } from "hono/html";
import { postUrl, siteUrl } from "../addresses.ts";
import { indexUrl } from "./links.ts";
import type { Served } from "./links.ts";
import type { Html } from "./sheet.ts";

/** Of one document; the rest of a larger site is found by its links. */
export const maxSitemapEntries = 50_000;

const namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";
const declaration = raw('<?xml version="1.0" encoding="UTF-8"?>\n');

/** Only what is published is for the public: the dashboard and the API are not. */
export function robotsText(publicUrl: string): string {
  return [
    ...["User-agent: *", "Allow: /@", "Allow: /sitemap.xml", "Disallow: /", ""],
    ...[`Sitemap: ${publicUrl}/sitemap.xml`, ""],
  ].join("\n");
}

/** Of the whole server: where the sitemaps of its sites are. */
export function sitemapIndex(publicUrl: string, siteSlugs: readonly string[]): Html {
  const entries = siteSlugs.map(
    (slug) => html`<sitemap><loc>${siteUrl(publicUrl, slug)}/sitemap.xml</loc></sitemap>`,
  );
  return html`${declaration}<sitemapindex xmlns="${namespace}">${entries}</sitemapindex>`;
}

export function sitemap(served: Served, pages: readonly { slug: string; updatedAt: Date }[]): Html {
  const { publicUrl, site } = served;
  const entries = pages.map(({ slug, updatedAt }) => {
    const changed = html`<lastmod>${updatedAt.toISOString()}</lastmod>`;
    return html`<url><loc>${postUrl(publicUrl, site.slug, slug)}</loc>${changed}</url>`;
  });
  const index = html`<url><loc>${indexUrl(served)}</loc></url>`;
  return html`${declaration}<urlset xmlns="${namespace}">${index}${entries}</urlset>`;
}
