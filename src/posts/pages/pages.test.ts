import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { describe, expect, it } from "vitest";
import { indexPage } from "./index-page.ts";
import { missingPage, troublePage } from "./missing-page.ts";
import { postPage } from "./post-page.ts";
import type { Html } from "./sheet.ts";
import { aPost, aSite, anImage } from "./testing.ts";

const validator = new HtmlValidate(
  new StaticConfigLoader({
    extends: ["html-validate:recommended"],
    rules: {
      // As prettier and the sanitiser write it, and HTML allows.
      "void-style": "off",
      "doctype-style": "off",
      // Left where a template's part is empty.
      "no-trailing-whitespace": "off",
    },
  }),
);

const site = aSite();
const copies = [
  { platformName: "Here", accountName: "Ada", permalink: "https://here.example/1?a=1&b=2" },
  { platformName: "There", accountName: "Ada", permalink: "https://there.example/1" },
  { platformName: "There", accountName: "The Mill", permalink: "https://there.example/2" },
];
const rich = aPost({
  title: `Engines <b>&</b> "Looms"`,
  excerpt: "Of weaving, & of numbers.",
  body: "# First\n\ntext\n\n|a|b|\n|-|-:|\n|1|2|\n\n```js\nx\n```\n\n![](https://a.example/b.png)\n\n- [a](/b)",
  tags: ["looms", "a & b"],
  images: [anImage(), anImage({ isCover: false, alt: "" })],
});
const note = aPost({ title: "", body: "Just *a* note.", authorName: null });
const photos = aPost({
  ...{ id: "photos", title: "", body: "" },
  images: [anImage({ isCover: false }), anImage({ isCover: false, alt: "A loom" })],
});
const elsewhere = aPost({ id: "another", url: "https://elsewhere.example/a?b=1&c=2" });

describe("a page is valid HTML", () => {
  it.each([
    ["a post", postPage(site, rich, copies)],
    ["a note", postPage(site, note, [])],
    [
      "a post in Arabic",
      postPage(aSite({ language: "ar", url: "https://a.example" }), rich, copies),
    ],
    ["an empty index", indexPage(site, { posts: [], hasOlder: false })],
    [
      "an index in the middle",
      indexPage(aSite({ language: "de", url: "https://a.example/" }), {
        ...{ posts: [rich, note, photos, elsewhere], hasOlder: true },
        before: "0198f2a0-0000-7000-8000-000000000009",
      }),
    ],
    ["a missing page", Promise.resolve(missingPage(site))],
    ["a missing page in another language", Promise.resolve(missingPage(aSite({ language: "de" })))],
    ["a missing site", Promise.resolve(missingPage(undefined))],
    ["trouble", Promise.resolve(troublePage("0198f2a0"))],
  ])("%s", async (_, page) => {
    const { results } = await validator.validateString(await textOf(page));
    const found = results.flatMap(({ messages }) => messages.map(say));
    expect(found).toEqual([]);
  });
});

describe("a post's page", () => {
  it("has its title, text, date by the site's clock, author and tags", async () => {
    const page = await textOf(postPage(aSite({ timeZone: "Asia/Tokyo" }), rich, []));
    expect(page).toContain("Engines &lt;b&gt;&amp;&lt;/b&gt; &quot;Looms&quot;</h1>");
    expect(page).toContain('datetime="2026-11-01T23:30:00.000Z">November 2, 2026</time>');
    expect(page).toContain("<h2>First</h2>");
    expect(page).toContain('<span class="p-author h-card">Ada</span>');
    expect(page).toContain("a &amp; b</li>");
    expect(page.match(/<h1/g)).toHaveLength(1);
  });

  it("leads to its live copies, and tells accounts of one platform apart", async () => {
    const page = await textOf(postPage(site, rich, copies));
    const links = [...page.matchAll(/u-syndication"\s+href="([^"]+)"[^>]*>([^<]+)</g)];
    expect(links.map(([, href, name]) => [href, name])).toEqual([
      ["https://here.example/1?a=1&amp;b=2", "Here"],
      ["https://there.example/1", "There (Ada)"],
      ["https://there.example/2", "There (The Mill)"],
    ]);
    expect(await textOf(postPage(site, rich, []))).not.toContain("Also on");
  });

  it("is in the site's language; our own words are marked as English", async () => {
    const page = await textOf(postPage(aSite({ language: "ar" }), rich, copies));
    expect(page).toContain('<html lang="ar" dir="rtl">');
    expect(page).toMatch(/<footer[^>]* lang="en" dir="ltr">/);
    expect(await textOf(postPage(site, rich, copies))).toContain('<html lang="en" dir="ltr">');
  });

  it("shows its images in the size that fits, with room kept for them", async () => {
    const page = await textOf(postPage(site, rich, []));
    const [cover, other] = page.match(/<img\s+class="u-photo"[^>]*>/g) ?? [];
    expect(cover).toMatch(/width="1600"\s+height="900"/);
    expect(cover).toMatch(/srcset="\S+\/narrow 800w, \/@notes\/images\/[\w-]+ 1600w"/);
    expect(cover).toContain('fetchpriority="high"');
    expect(other).toContain('loading="lazy"');
  });
});

describe("an index", () => {
  it("shows notes whole, posts by their excerpt, and links to where they stand", async () => {
    const page = await textOf(indexPage(site, { posts: [rich, note, elsewhere], hasOlder: false }));
    expect(page).toContain("<p>Just <em>a</em> note.</p>");
    expect(page).toContain("Of weaving, &amp; of numbers.");
    expect(page).toContain('href="https://elsewhere.example/a?b=1&amp;c=2"');
    expect(page).not.toContain("Older posts");
    const pictured = await textOf(indexPage(site, { posts: [photos], hasOlder: false }));
    expect(pictured.match(/<img/g)).toHaveLength(2);
  });

  it("says so when there is nothing, and leads home when home is elsewhere", async () => {
    const empty = { posts: [], hasOlder: false };
    const page = await textOf(indexPage(aSite({ url: "https://ada.example/" }), empty));
    expect(page).toContain("Nothing is published here yet");
    expect(page).toContain('<a href="https://ada.example/">Home</a>');
  });

  it("leads to older posts, and back", async () => {
    const page = await textOf(indexPage(site, { posts: [note], hasOlder: true, before: "x" }));
    expect(page).toContain(`href="https://press.example/@notes?before=${note.id}"`);
    expect(page).toContain('<a href="https://press.example/@notes">Newest posts</a>');
  });
});

async function textOf(page: Html | Promise<Html>): Promise<string> {
  return String(await page);
}

function say({ line, message, ruleId }: { line: number; message: string; ruleId: string }): string {
  return `${line}: ${message} (${ruleId})`;
}
