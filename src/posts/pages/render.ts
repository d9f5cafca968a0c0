// From Markdown to HTML that can do no harm: what is not on the list below is left out.

import type { Token } from "markdown-it";
import { outline } from "./outline.ts";

/** Deeper than any text is written; browsers give up at 512. */
const maxNesting = 50;
/** Parsing takes time by the square of the elements that are open at once. */
const maxOpenElements = 5000;
/** Of what one text is about to become, in characters. */
const maxExpectedLength = 8_000_000;

const isAbsolute = /^[a-z][a-z\d+.-]*:/i;
const linkTag = /<(a|img)\b/gi;

const tags = [
  ...["h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "blockquote", "pre", "hr", "br", "wbr"],
  ...["ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr"],
  ...["th", "td", "figure", "figcaption", "details", "summary", "a", "img", "em", "strong", "i"],
  ...["b", "u", "s", "del", "ins", "small", "sub", "sup", "mark", "abbr", "cite", "q", "code"],
  ...["kbd", "samp", "var", "dfn", "time", "span", "bdi", "bdo", "ruby", "rt", "rp"],
];

const attributes = {
  "*": ["lang", "dir", "title"],
  a: ["href"],
  img: ["src", "alt", "width", "height", "loading", "decoding"],
  pre: ["tabindex"],
  ol: ["start", "reversed", "type"],
  li: ["value"],
  th: ["colspan", "rowspan", "scope"],
  td: ["colspan", "rowspan"],
  details: ["open"],
  time: ["datetime"],
  blockquote: ["cite"],
  q: ["cite"],
};

const aligned = ["left", "center", "right"];
const classes = { code: ["language-*"], th: aligned, td: aligned };

type Attributes = Record<string, string>;
/** Undefined where far too much would come of it. */
type Render = (markdown: string, base: string) => string | undefined;

/** Loads the libraries. Links are resolved against `base`. */
export async function loadRender(): Promise<Render> {
  const [{ default: MarkdownIt }, { default: sanitizeHtml }] = await Promise.all([
    import("markdown-it"),
    import("sanitize-html"),
  ]);
  const markdownIt = new MarkdownIt({ html: true, linkify: true });
  const tagsAsText = new MarkdownIt({ html: false, linkify: true });
  return (markdown, base) => {
    const parser = isTangled(markdown) ? tagsAsText : markdownIt;
    const env = {};
    const tokens = parser.parse(markdown, env);
    if (expectedLength(tokens, base) > maxExpectedLength) return undefined;
    const levelOf = outline();
    const heading = (name: string, attribs: Attributes) => ({
      tagName: `h${levelOf(Number(name.slice(1)))}`,
      attribs,
    });
    const cell = (tagName: string, attribs: Attributes) => ({ tagName, attribs: align(attribs) });
    return sanitizeHtml(parser.renderer.render(tokens, parser.options, env), {
      allowedTags: tags,
      allowedAttributes: attributes,
      allowedClasses: classes,
      allowedSchemes: ["http", "https", "mailto", "tel"],
      allowedSchemesByTag: { img: ["http", "https"] },
      enforceHtmlBoundary: false,
      nestingLimit: maxNesting,
      // An image whose address is no good is a broken one.
      exclusiveFilter: ({ tag, attribs }) => tag === "img" && attribs["src"] === undefined,
      transformTags: {
        ...{ h1: heading, h2: heading, h3: heading, h4: heading, h5: heading, h6: heading },
        ...{ th: cell, td: cell },
        a: (tagName, attribs) => ({ tagName, attribs: resolve(attribs, "href", base) }),
        img: (tagName, attribs) => ({ tagName, attribs: asImage(attribs, base) }),
        // Wider than the sheet, it is scrolled: by keyboard, too.
        pre: (tagName) => ({ tagName, attribs: { tabindex: "0" } }),
      },
    });
  };
}

function isTangled(markdown: string): boolean {
  const opened = markdown.match(/<(?!br|hr|img|wbr)[a-z]/gi)?.length ?? 0;
  const closed = markdown.match(/<\//g)?.length ?? 0;
  return opened - closed > maxOpenElements;
}

/** Roughly: one address may be written once and linked a thousand times, and "?" is the whole base. */
function expectedLength(tokens: readonly Token[], base: string): number {
  let length = 0;
  for (const { type, content, attrs, children } of tokens) {
    length += children === null ? content.length : expectedLength(children, base);
    for (const [name, given] of attrs ?? []) {
      const value = String(given);
      length += value.length;
      if ((name === "href" || name === "src") && !isAbsolute.test(value)) length += base.length;
    }
    if (type.startsWith("html_")) length += base.length * (content.match(linkTag)?.length ?? 0);
  }
  return length;
}

/** An absolute address; none where it is none. */
function resolve(attribs: Attributes, name: string, base: string): Attributes {
  const { [name]: given, ...rest } = attribs;
  const address = given === undefined ? null : URL.parse(given, base);
  return address === null ? rest : { ...rest, [name]: address.href };
}

/** Pages may show images from elsewhere by https alone, so http is tried as that, as browsers do. */
function asImage(attribs: Attributes, base: string): Attributes {
  const resolved = resolve(attribs, "src", base);
  const source = URL.parse(resolved["src"] ?? "");
  if (source?.protocol === "http:" && source.origin !== new URL(base).origin) {
    source.protocol = "https:";
  }
  return {
    ...{ ...resolved, ...(source !== null && { src: source.href }) },
    ...{ alt: resolved["alt"] ?? "", loading: "lazy", decoding: "async" },
  };
}

/** Tables in Markdown align by style, which pages do not allow. */
function align({ style, ...attribs }: Attributes): Attributes {
  const side = /^text-align:(left|center|right)$/.exec(style ?? "")?.[1];
  return side === undefined ? attribs : { ...attribs, class: side };
}
