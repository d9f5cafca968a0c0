import { describe, expect, it } from "vitest";
import { z } from "zod";
import { indexPage } from "./index-page.ts";
import { postPage } from "./post-page.ts";
import { aPost, aSite, anImage } from "./testing.ts";

const site = aSite();
const address = "https://press.example/@notes/on-engines";

describe("what a platform draws a card from", () => {
  it("is title, description, address and image of a post", async () => {
    const post = aPost({ excerpt: 'About "looms"', tags: ["a", "b"], images: [anImage()] });
    const page = String(await postPage(site, post, []));
    expect(metaOf(page)).toMatchObject({
      description: ['About "looms"'],
      author: ["Ada"],
      "og:type": ["article"],
      "og:title": ["On Engines"],
      "og:description": ['About "looms"'],
      "og:url": [address],
      "og:site_name": ["Ada's Notes"],
      "og:locale": ["en_US"],
      "og:image": [`https://press.example/@notes/images/${anImage().mediaId}/card`],
      "og:image:width": ["1200"],
      "og:image:height": ["675"],
      "og:image:alt": ["A mill"],
      "article:published_time": ["2026-11-01T23:30:00.000Z"],
      "article:modified_time": ["2026-11-02T09:00:00.000Z"],
      "article:tag": ["a", "b"],
      "twitter:card": ["summary_large_image"],
    });
    expect(page).toContain(`<link rel="canonical" href="${address}" />`);
    expect(page).toContain("<title>On Engines · Ada&#39;s Notes</title>");
  });

  it("comes from the text where its author gave nothing else", async () => {
    const body = `# Heading\n\n${"They **weave** patterns of numbers. ".repeat(20)}`;
    const meta = metaOf(String(await postPage(site, aPost({ title: "", body }), [])));
    const [title = "", about = ""] = [meta["og:title"]?.[0], meta["og:description"]?.[0]];
    expect(title).toMatch(/^They weave patterns.*…$/);
    expect(title.length).toBeLessThanOrEqual(70);
    expect(about).toMatch(/^They weave patterns/);
    expect(meta["twitter:card"]).toEqual(["summary"]);
  });

  it("is the date of a post without a word", async () => {
    const page = String(await postPage(site, aPost({ title: "", body: "" }), []));
    expect(metaOf(page)).toMatchObject({ "og:title": ["November 1, 2026"] });
  });

  it("is the site's of its index, by the address of that very page", async () => {
    const meta = metaOf(String(await indexPage(site, { posts: [aPost()], hasOlder: false })));
    expect(meta).toMatchObject({
      ...{ "og:type": ["website"], "og:title": ["Ada's Notes"] },
      "og:url": ["https://press.example/@notes"],
    });
    const older = String(await indexPage(site, { posts: [], hasOlder: false, before: "x" }));
    expect(older).toContain(
      '<link rel="canonical" href="https://press.example/@notes?before=x" />',
    );
  });

  it.each([
    ["pt-BR", "pt_BR"],
    ["de", "de_DE"],
    ["zh-Hant", "zh_TW"],
    [null, "en_US"],
  ])("names the language %s as %s", async (language, locale) => {
    const page = String(await postPage(aSite({ language }), aPost(), []));
    expect(metaOf(page)["og:locale"]).toEqual([locale]);
  });
});

describe("what a search engine reads", () => {
  it("is a posting of a blog", async () => {
    const post = aPost({ tags: ["looms"], images: [anImage()] });
    expect(jsonLdOf(String(await postPage(site, post, [])))).toMatchObject({
      ...{ "@context": "https://schema.org", "@type": "BlogPosting", url: address },
      ...{ headline: "On Engines", keywords: ["looms"], inLanguage: "en" },
      ...{ datePublished: "2026-11-01T23:30:00.000Z", dateModified: "2026-11-02T09:00:00.000Z" },
      image: `https://press.example/@notes/images/${anImage().mediaId}/card`,
      author: { "@type": "Person", name: "Ada" },
      isPartOf: { "@type": "Blog", url: "https://press.example/@notes" },
    });
    expect(
      jsonLdOf(String(await indexPage(site, { posts: [post], hasOlder: false }))),
    ).toMatchObject({
      ...{ "@type": "Blog", name: "Ada's Notes" },
      blogPost: [{ "@type": "BlogPosting", url: address }],
    });
  });

  it("cannot be left by what is written in it", async () => {
    const title = "</script><script>alert(1)</script><!--";
    const page = String(await postPage(site, aPost({ title }), []));
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(jsonLdOf(page)).toMatchObject({ headline: title });
  });

  it("finds the feeds", async () => {
    const page = String(await postPage(site, aPost(), []));
    expect(page).toMatch(
      /type="application\/atom\+xml"\s+title="Ada&#39;s Notes"\s+href="\S+feed.xml"/,
    );
    expect(page).toMatch(
      /type="application\/feed\+json"\s+title="Ada&#39;s Notes"\s+href="\S+feed.json"/,
    );
  });
});

function metaOf(page: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [, name = "", content = ""] of page.matchAll(
    /<meta (?:name|property)="([^"]+)" content="([^"]*)"/g,
  )) {
    (found[name] ??= []).push(content.replaceAll("&quot;", '"').replaceAll("&#39;", "'"));
  }
  return found;
}

function jsonLdOf(page: string): unknown {
  const json = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(page)?.[1];
  return z.record(z.string(), z.unknown()).parse(JSON.parse(json ?? ""));
}
