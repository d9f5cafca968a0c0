// What a web page says of itself for those who link to it: Open Graph, else the names that Twitter gave
// the same things, else its title and description. Whatever the page is, what is taken of it is short
// plain text, and reading it takes time in proportion to its length.

import { Parser } from "htmlparser2";
import { fitText } from "#text/fit.ts";

export interface PageFacts {
  /** "" where it names none, as with the description. */
  title: string;
  description: string;
  picture: PagePicture | null;
}

export interface PagePicture {
  /** Absolute. */
  url: string;
  /** "" where it says nothing. */
  alt: string;
}

/** In UTF-16 units; platforms show less. */
const longest = { title: 300, description: 1000, alt: 1000, url: 2048 };

/**
 * Names by what they are taken for, the best first. https://ogp.me (2026-11-25);
 * https://developer.x.com/en/docs/x-for-websites/cards/overview/markup (2026-11-25)
 */
const names = {
  title: ["og:title", "twitter:title"],
  description: ["og:description", "twitter:description", "description"],
  picture: [
    ...["og:image:secure_url", "og:image", "og:image:url"],
    ...["twitter:image", "twitter:image:src"],
  ],
  alt: ["og:image:alt", "twitter:image:alt"],
};
const known: ReadonlySet<string> = new Set(Object.values(names).flat());

/**
 * What the parser spends on an element grows with those around it, so a page that opens elements without
 * end is read only so far: 480 kB of them took 3.3 s (htmlparser2 12.0.0, 2026-11-25).
 */
const maxDepth = 1000;
const chunkLength = 4096;

/** @param address where the page came from: addresses in it may be relative to that */
export function readPage(html: string, address: string): PageFacts {
  const { metas, title } = collect(html);
  const first = (wanted: readonly string[]) =>
    wanted.map((name) => metas.get(name) ?? "").find((content) => content.trim() !== "") ?? "";
  const url = pictureAddress(first(names.picture), address);
  return {
    title: plain(first(names.title) || title, longest.title),
    description: plain(first(names.description), longest.description),
    picture: url === undefined ? null : { url, alt: plain(first(names.alt), longest.alt) },
  };
}

/** The contents of the first meta of each name, and of the first title. */
function collect(html: string): { metas: ReadonlyMap<string, string>; title: string } {
  const metas = new Map<string, string>();
  const titles: string[] = [];
  let title: "wanted" | "open" | "read" = "wanted";
  let depth = 0;
  const parser = new Parser({
    onopentagname(name) {
      depth += 1;
      if (name === "title" && title === "wanted") title = "open";
    },
    onopentag(tag, { property, name, content }) {
      if (tag !== "meta" || content === undefined) return;
      // Open Graph says "property", and many write "name"; for the others it is the other way round.
      for (const written of [property, name]) {
        const key = written?.trim().toLowerCase() ?? "";
        if (known.has(key) && !metas.has(key)) metas.set(key, content);
      }
    },
    ontext(text) {
      if (title === "open") titles.push(text);
    },
    onclosetag(tag) {
      depth -= 1;
      if (tag === "title" && title === "open") title = "read";
    },
  });
  for (let start = 0; start < html.length && depth <= maxDepth; start += chunkLength) {
    parser.write(html.slice(start, start + chunkLength));
  }
  parser.end();
  return { metas, title: titles.join("") };
}

/** Undefined: there is none that could be fetched. */
function pictureAddress(written: string, pageAddress: string): string | undefined {
  const url = URL.parse(written.trim(), pageAddress);
  if (written.trim() === "" || url === null || !/^https?:$/.test(url.protocol)) return undefined;
  // Many pages that have moved to https still name their pictures the old way.
  if (pageAddress.startsWith("https:")) url.protocol = "https:";
  return url.href.length > longest.url ? undefined : url.href;
}

/** One line, shortened at a word. */
function plain(text: string, max: number): string {
  const line = text
    .slice(0, max * 10)
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .slice(0, max * 2);
  const limit = { max, unit: "utf16" as const };
  const fitted = fitText(line.toWellFormed(), {
    ...{ limits: [limit], mode: "shorten", maxSegments: 1 },
  });
  return "problem" in fitted ? "" : (fitted.segments[0] ?? "");
}
