import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPage } from "./open-graph.ts";

const address = "https://example.org/2026/engines";
const read = (html: string, from = address) => readPage(html, from);
const meta = (name: string, content: string) => `<meta property="${name}" content="${content}">`;

describe("what a page says of itself", () => {
  it("is its Open Graph", () => {
    const page = `<!doctype html><html><head><title>Example: Engines</title>
      ${meta("og:title", "On Engines")}${meta("og:description", "What they &amp; others do.")}
      ${meta("og:image", "https://example.org/mill.jpg")}${meta("og:image:alt", "A mill")}
      <meta name="description" content="Less.">`;
    expect(read(page)).toEqual({
      ...{ title: "On Engines", description: "What they & others do." },
      picture: { url: "https://example.org/mill.jpg", alt: "A mill" },
    });
  });

  it("is what Twitter's names say, and then its title and description", () => {
    const page = `<title>A <b>title</b>\n &ouml; </title><META NAME=" Description " CONTENT='Words'>
      <meta name="twitter:image:src" content="/card.png">`;
    expect(read(page)).toEqual({
      ...{ title: "A <b>title</b> ö", description: "Words" },
      picture: { url: "https://example.org/card.png", alt: "" },
    });
    const named = `${page}<meta name="twitter:title" content="T"><meta name="twitter:description" content="D">`;
    expect(read(named)).toMatchObject({ title: "T", description: "D" });
  });

  it("is the first of each that says something", () => {
    const page = `${meta("og:title", " ")}<title>One</title><svg><title>Two</title></svg>
      ${meta("og:image", "a.png")}${meta("og:image", "b.png")}${meta("twitter:title", "")}`;
    expect(read(page)).toMatchObject({
      title: "One",
      picture: { url: "https://example.org/2026/a.png" },
    });
  });

  it("is nothing where it says nothing", () => {
    const nothing = { title: "", description: "", picture: null };
    for (const page of ["", "<p>Hello", "not <html", "<title></title>", meta("og:image", " ")]) {
      expect(read(page)).toEqual(nothing);
    }
  });

  it("is not what stands in its scripts and comments", () => {
    const page = `<!-- ${meta("og:title", "Commented")} -->
      <script>document.write('${meta("og:title", "Scripted")}')</script><title>Real</title>`;
    expect(read(page).title).toBe("Real");
  });
});

describe("the picture's address", () => {
  it("is https where the page's own is", () => {
    const page = meta("og:image", "http://example.org/a.png");
    expect(read(page).picture?.url).toBe("https://example.org/a.png");
    expect(read(page, "http://10.0.0.1:3000/").picture?.url).toBe("http://example.org/a.png");
  });

  it("is one of the web, or none", () => {
    for (const url of [
      "data:image/png;base64,AA",
      "javascript:alert(1)",
      "file:///a",
      "http://[",
    ]) {
      expect(read(meta("og:image", url)).picture).toBeNull();
    }
    expect(read(meta("og:image", `/${"a".repeat(3000)}`)).picture).toBeNull();
  });

  it("is that of the secure picture where there are two", () => {
    const page = meta("og:image", "/a.png") + meta("og:image:secure_url", "/b.png");
    expect(read(page).picture?.url).toBe("https://example.org/b.png");
  });
});

describe("a hostile page", () => {
  it("gives no more than a few lines of plain text", () => {
    const page = `<title>${"word\u0000\u202e\n ".repeat(50_000)}</title>
      ${meta("og:description", "👩‍👩‍👧‍👦 ".repeat(20_000))}`;
    const { title, description } = read(page);
    expect(title.length).toBeLessThanOrEqual(300);
    expect(title).not.toMatch(/[\n\0]/);
    expect(description.length).toBeLessThanOrEqual(1000);
    expect(description.isWellFormed()).toBe(true);
  });

  it.each([
    ["one tag with countless attributes", `<meta ${"a=b c ".repeat(80_000)}`],
    ["countless open tags", "<div><a>".repeat(60_000)],
    ["countless metas", meta("og:title", "x").repeat(10_000)],
    ["countless entities", `<title>${"&amp;&#x26;&notit".repeat(30_000)}`],
    ["brackets that never close", "<".repeat(500_000)],
    ["comments that never close", "<!--".repeat(120_000)],
    ["one word without an end", `<title>${"a".repeat(500_000)}`],
  ])("of %s is read all the same", (_what, page) => {
    expect(read(page).title.length).toBeLessThanOrEqual(300);
  });

  it("never makes it throw", () => {
    const pieces = [
      ...["<meta ", 'property="og:title" ', "content=", '"', "'", ">", "<", "</", "<title>"],
      ...["</title>", "<svg>", "<!--", "-->", "&#x", ";", "\ud800", "é", "<![CDATA[", "/"],
    ];
    const page = fc.array(fc.constantFrom(...pieces), { maxLength: 40 });
    const check = (parts: string[]) => typeof read(parts.join("")).title === "string";
    fc.assert(fc.property(page, check), { seed: 20261125, numRuns: 2000 });
  });
});
