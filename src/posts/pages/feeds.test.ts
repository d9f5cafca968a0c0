import { parseAtomFeed, parseJsonFeed } from "feedsmith";
import { describe, expect, it } from "vitest";
import { robotsText, sitemap, sitemapIndex } from "./crawlers.ts";
import { atomFeed, jsonFeed } from "./feeds.ts";
import { aPost, aSite, anImage } from "./testing.ts";

const site = aSite({ slug: "записки" });
const index = "https://press.example/@%D0%B7%D0%B0%D0%BF%D0%B8%D1%81%D0%BA%D0%B8";
const post = aPost({
  ...{ title: "Looms & <Engines>", body: "They [weave](/patterns) ]]> numbers\u0001." },
  ...{ tags: ["looms"], images: [anImage()] },
});
const note = aPost({ id: "0198f2a0-0000-7000-8000-0000000000aa", title: "", body: "A note." });
const elsewhere = aPost({ url: "https://elsewhere.example/a", authorName: null });

describe("the Atom feed", () => {
  it("has the whole text with absolute links, and ids and dates that last", async () => {
    const feed = parseAtomFeed(await atomFeed(site, [post, note, elsewhere]));
    expect(feed).toMatchObject({
      ...{ id: `urn:uuid:${site.site.id}`, title: { value: "Ada's Notes" } },
      updated: "2026-11-02T09:00:00.000Z",
      links: [{ href: index }, { href: `${index}/feed.xml`, rel: "self" }],
    });
    const [first, second, third] = feed.entries ?? [];
    expect(first).toMatchObject({
      ...{ id: `urn:uuid:${post.id}`, title: { value: "Looms & <Engines>" } },
      ...{ published: "2026-11-01T23:30:00.000Z", updated: "2026-11-02T09:00:00.000Z" },
      ...{ authors: [{ name: "Ada" }], categories: [{ term: "looms" }] },
      links: [{ href: `${index}/on-engines`, rel: "alternate" }],
      content: { type: "html" },
    });
    const content = first?.content?.value ?? "";
    expect(content).toContain('<a href="https://press.example/patterns">weave</a> ]]&gt; numbers.');
    expect(content).toContain(`<img src="${index}/images/${anImage().mediaId}"`);
    expect(second).toMatchObject({ title: { value: "A note." } });
    expect(third?.links?.[0]?.href).toBe("https://elsewhere.example/a");
  });

  it("is valid without posts, too", async () => {
    const feed = parseAtomFeed(await atomFeed(site, []));
    expect(feed).toMatchObject({ updated: "2026-10-01T08:00:00.000Z" });
  });

  it("leaves out whole texts that are too much together", async () => {
    const long = aPost({ id: "long", body: "word ".repeat(90_000) });
    const feed = parseAtomFeed(await atomFeed(site, [long, long, note, long]));
    const lengths = feed.entries?.map(({ content }) => content?.value?.length ?? 0) ?? [];
    expect(lengths.map((length) => length > 100_000)).toEqual([true, true, false, false]);
    expect(lengths[2]).toBeGreaterThan(0);
    expect(feed.entries?.[3]?.summary?.value).toMatch(/^word/);
  });
});

it("a feed of texts that grow with their links stays as short as any", async () => {
  const links = `${"[a] ".repeat(1_000)}\n\n[a]: https://example.org/${"x".repeat(200)}`;
  const posts = Array.from({ length: 30 }, (_, n) => aPost({ id: `links-${n}`, body: links }));
  for (const feed of [await atomFeed(site, posts), await jsonFeed(site, posts)]) {
    expect(feed.length).toBeLessThan(3_000_000);
    expect(feed).toContain("example.org");
  }
});

describe("the JSON feed", () => {
  it("says the same; a note has no title in it", async () => {
    const feed = parseJsonFeed(JSON.parse(await jsonFeed(site, [post, note])));
    expect(feed).toMatchObject({
      ...{ title: "Ada's Notes", home_page_url: index, feed_url: `${index}/feed.json` },
      items: [
        {
          ...{ id: `urn:uuid:${post.id}`, title: "Looms & <Engines>", tags: ["looms"] },
          ...{ url: `${index}/on-engines`, date_published: "2026-11-01T23:30:00.000Z" },
        },
        { content_html: "<p>A note.</p>" },
      ],
    });
    expect(feed.items?.[1]).not.toHaveProperty("title");
  });
});

describe("search engines", () => {
  it("are told what is for them", async () => {
    expect(robotsText("https://press.example")).toBe(
      "User-agent: *\nAllow: /@\nAllow: /sitemap.xml\nDisallow: /\n\nSitemap: https://press.example/sitemap.xml\n",
    );
    expect(String(await sitemapIndex("https://press.example", ["записки"]))).toContain(
      `<sitemap><loc>${index}/sitemap.xml</loc></sitemap>`,
    );
    const pages = [{ slug: "да", updatedAt: new Date("2026-11-02T09:00:00Z") }];
    expect(String(await sitemap(site, pages))).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">' +
        `<url><loc>${index}</loc></url>` +
        `<url><loc>${index}/%D0%B4%D0%B0</loc><lastmod>2026-11-02T09:00:00.000Z</lastmod></url></urlset>`,
    );
  });
});
