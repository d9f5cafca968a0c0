import { describe, expect, it } from "vitest";
import { bodyHtml } from "./body.ts";

const base = "https://press.example/@notes/on-engines";
const longest = 500_000;
/** Far above what any of the texts takes on a slow machine, far below what a lock-up takes. */
const patienceMs = 30_000;

describe("what an author writes", () => {
  it.each([
    ["plain *and* **strong**", "<p>plain <em>and</em> <strong>strong</strong></p>"],
    ["H<sub>2</sub>O", "<p>H<sub>2</sub>O</p>"],
    ["see https://example.org/x", '<a href="https://example.org/x">https://example.org/x</a>'],
    ["[there](/about)", '<a href="https://press.example/about">there</a>'],
    ["[below](#end)", `<a href="${base}#end">below</a>`],
    ["[write](mailto:ada@example.org)", '<a href="mailto:ada@example.org">write</a>'],
    ["```js\nlet a;\n```", '<pre tabindex="0"><code class="language-js">let a;\n</code></pre>'],
    ["|a|b|\n|-|-:|\n|1|2|", '<td class="right">2</td>'],
    ["<details><summary>More</summary>Text</details>", "<summary>More</summary>"],
  ])("%j stays", async (markdown, expected) => {
    expect(await render(markdown)).toContain(expected);
  });

  it("may show images, which do not delay the page", async () => {
    expect(await render("![A mill](https://example.org/mill.png)")).toBe(
      '<p><img alt="A mill" src="https://example.org/mill.png" loading="lazy" decoding="async" /></p>\n',
    );
    expect(await render("![](http://example.org/a.png)")).toContain(
      'src="https://example.org/a.png"',
    );
    expect(await render('<img src="a.png" width=3 height="4">')).toMatch(/width="3" height="4"/);
  });

  it("has headings below that of the page, none left out", async () => {
    const markdown = "### A\n\n##### B\n\n#### C\n\n# D\n\n<h6>E</h6>";
    const headings = (await render(markdown)).match(/<h\d>.*?<\/h\d>/g);
    expect(headings).toEqual([
      "<h2>A</h2>",
      "<h3>B</h3>",
      "<h3>C</h3>",
      "<h2>D</h2>",
      "<h3>E</h3>",
    ]);
  });
});

describe("what could do harm", () => {
  it.each([
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT >",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    '<img src="x" onerror="alert(1)">',
    '<img src="https://a.example/x.png"onload=alert(1)//>',
    "<svg/onload=alert(1)><animate onbegin=alert(1)></svg>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    '<a href="javascript:alert(1)">a</a>',
    '<a href=" java&#10;script:alert(1)">a</a>',
    '<a href="JaVaScRiPt&colon;alert(1)">a</a>',
    '<a href="data:text/html,<script>alert(1)</script>">a</a>',
    '<a href="vbscript:alert(1)" onclick=alert(1)>a</a>',
    "[a](javascript:alert%281%29)",
    "[a](java\tscript:alert)",
    "![a](javascript:alert(1))",
    "![a](data:image/svg+xml,<svg/onload=alert(1)>)",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<iframe><script>alert(1)</script></iframe>",
    '<object data="javascript:alert(1)"></object><embed src="javascript:alert(1)">',
    '<form action="https://evil.example"><input name=password><button>Go</button></form>',
    '<p style="background:url(javascript:alert(1))">a</p><style>*{display:none}</style>',
    '<meta http-equiv="refresh" content="0;url=javascript:alert(1)"><base href="//evil.example">',
    '<link rel="stylesheet" href="//evil.example/x.css">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<textarea></textarea/><img src=x onerror=alert(1)>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<template><script>alert(1)</script></template>",
  ])("%s does none", async (markdown) => {
    const html = await render(markdown);
    const tags = html.match(/<[^>]*>/g) ?? [];
    for (const tag of tags) {
      expect(tag).toMatch(/^<\/?(p|a|img|em|pre|code)\b/);
      expect(tag.replace(/ title="[^"]*"/, "")).not.toMatch(
        /\son\w+\s*=|style=|(java|vb)script:|data:|evil/i,
      );
    }
  });

  it("ends no element that it did not begin", async () => {
    const html = await render("</div></article></main></body></html><div><p>text<b>bold");
    expect(html).toBe("<div><p>text<b>bold</b></p></div>");
  });

  it.each([
    ["elements that are never closed", "<b>", longest],
    ["blocks that are never closed", "<div>\n\n", 50_000],
    ["quotations in quotations", ">", longest],
    ["brackets", "[", 50_000],
    ["images in images", "![[", 50_000],
    ["emphasis", "*a ", 50_000],
    ["links", "http://a.example/ ", 50_000],
    ["attributes", '<a x="', 50_000],
    ["prose", "The *quick* brown fox jumps over the [dog](https://example.org/x).\n\n", longest],
  ])("does not come from very much of %s", { timeout: patienceMs }, async (_, piece, length) => {
    const html = await render(piece.repeat(length / piece.length));
    expect(deepest(html)).toBeLessThanOrEqual(120);
  });
});

describe("what is made of a text", () => {
  const longBase = `https://press.example/@${"%E6%97%A5".repeat(80)}/${"%E6%9C%AC".repeat(80)}`;
  it.each([
    ["links to the page itself", "[a](?)"],
    ["images of the page itself", "![](a)"],
    ["links to the page itself, in HTML", "<a href=?>a</a>"],
    ["addresses in brackets", "<https://a.b>"],
    ["quotations in quotations", "> "],
    ["nested quotations", ">\n> > "],
    ["characters that are escaped", "& < > "],
  ])("is not too much of %s", { timeout: patienceMs }, async (_, piece) => {
    const body = piece.repeat(Math.floor(490_000 / piece.length));
    const html = await bodyHtml({ id: piece, body, updatedAt: new Date(0) }, longBase);
    expect(html.length).toBeLessThanOrEqual(3_000_000);
    expect(html).not.toMatch(/<script/i);
  });

  it.each([
    ["address", `[a]: /${"x".repeat(100_000)}`],
    ["address of an image", `[a]: /${"&".repeat(10_000)}\n\n!`],
    ["title", `[a]: / '${"x".repeat(100_000)}'`],
  ])("is not too much of one %s that is linked often", { timeout: patienceMs }, async (_, once) => {
    const html = await render(`${once}\n\n${"[a] ![a] ".repeat(40_000)}`);
    expect(html.length).toBeLessThanOrEqual(3_000_000);
    expect(html).toContain("<p>[a] ![a] ");
  });

  it("stays as it was written where it would be too much, and harms nobody", async () => {
    const body = `${"[a](?)".repeat(80_000)}\n\n<script>alert(1)</script>`;
    const html = await bodyHtml({ id: "much", body, updatedAt: new Date(0) }, longBase);
    expect(html).toContain("<p>[a](?)[a](?)");
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  });
});

describe("a text that is asked for again", () => {
  it("is the same until it is changed", async () => {
    const text = { id: "a", body: "one", updatedAt: new Date(1) };
    const first = await bodyHtml(text, base);
    expect(await bodyHtml(text, base)).toBe(first);
    expect(await bodyHtml({ ...text, body: "two", updatedAt: new Date(2) }, base)).toContain("two");
  });
});

let count = 0;

function render(body: string): Promise<string> {
  count += 1;
  return bodyHtml({ id: `text-${count}`, body, updatedAt: new Date(0) }, base);
}

function deepest(html: string): number {
  let [depth, most] = [0, 0];
  for (const [tag] of html.matchAll(/<\/?[a-z][^>]*>/g)) {
    if (tag.endsWith("/>")) continue;
    depth += tag.startsWith("</") ? -1 : 1;
    most = Math.max(most, depth);
  }
  return most;
}
