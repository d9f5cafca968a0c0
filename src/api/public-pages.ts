// What anybody may read without an account: the pages, feeds and images of published posts. They have
// headers of their own, and neither scripts nor cookies.

import { Hono } from "hono";
import { compress } from "hono/compress";
import { etag } from "hono/etag";
import { secureHeaders } from "hono/secure-headers";
import { maxSitemapEntries, robotsText, sitemap, sitemapIndex } from "#posts/pages/crawlers.ts";
import { listPageSlugs, listPublicSiteSlugs } from "#posts/pages/published.ts";
import { pagePolicy } from "#posts/pages/sheet.ts";
import type { ApiEnv } from "./env.ts";
import {
  answerTrouble,
  forAMinute,
  missing,
  ofSite,
  withoutEndingSlash,
} from "./public/answers.ts";
import type { PagesContext } from "./public/answers.ts";
import { atomAnswer, jsonFeedAnswer } from "./public/feeds.ts";
import { imageAnswer } from "./public/images.ts";
import { indexAnswer, postAnswer } from "./public/posts.ts";

const ofServer = ["/robots.txt", "/sitemap.xml"];
const belowSites = "/:address{@.+}";
const site = "/:site{@[^/]+}";

const asXml = { ...forAMinute, "content-type": "application/xml; charset=utf-8" };

export function publicPages(context: PagesContext): Hono<ApiEnv> {
  const { db, publicUrl } = context;
  const pages = new Hono<ApiEnv>();
  pages.onError((error, c) => answerTrouble(error, c, context));
  for (const path of [...ofServer, belowSites]) {
    pages.use(path, headers(publicUrl), compress(), etag());
  }
  pages.use(belowSites, withoutEndingSlash);

  pages.get("/robots.txt", (c) => c.text(robotsText(publicUrl), 200, forAMinute));
  pages.get("/sitemap.xml", async (c) => {
    const slugs = await listPublicSiteSlugs(db, maxSitemapEntries);
    return c.body(String(await sitemapIndex(publicUrl, slugs)), 200, asXml);
  });
  const sitemapAnswer = ofSite(context, async (c, served) => {
    const slugs = await listPageSlugs(db, served.site.id, maxSitemapEntries - 1);
    return c.body(String(await sitemap(served, slugs)), 200, asXml);
  });

  pages.get(site, ofSite(context, indexAnswer(context)));
  pages.get(`${site}/feed.xml`, ofSite(context, atomAnswer(context)));
  pages.get(`${site}/feed.json`, ofSite(context, jsonFeedAnswer(context)));
  pages.get(`${site}/sitemap.xml`, sitemapAnswer);
  pages.get(`${site}/images/:id/:form?`, ofSite(context, imageAnswer(context)));
  pages.get(`${site}/:post`, ofSite(context, postAnswer(context)));
  pages.get(belowSites, (c) => missing(c));
  return pages;
}

function headers(publicUrl: string) {
  return secureHeaders({
    contentSecurityPolicy: pagePolicy,
    strictTransportSecurity: publicUrl.startsWith("https:"),
    // Images stand on platforms' cards and in feed readers.
    crossOriginResourcePolicy: "cross-origin",
    referrerPolicy: "strict-origin-when-cross-origin",
  });
}
