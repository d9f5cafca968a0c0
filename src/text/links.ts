// The links of a text that are never cut, among them one that must be present.

import { findEntities, type Entity, type TextRange } from "./entities.ts";

/** Whether `url` stands in the text by itself and not as a part of a longer link. */
export function containsLink(text: string, url: string): boolean {
  return text.includes(url) && occurrences(text, url, findEntities(text)).length > 0;
}

/** @param required found even where it does not look like a link */
export function uncuttableLinks(
  text: string,
  entities: readonly Entity[],
  required: string | null,
): TextRange[] {
  const links: TextRange[] = entities.filter(({ kind }) => kind === "link");
  return required === null ? links : [...links, ...occurrences(text, required, entities)];
}

/** With another link in its place, wherever it stands by itself. */
export function withLinkReplaced(text: string, url: string, other: string): string {
  if (url === other || !text.includes(url)) return text;
  let written = "";
  let end = 0;
  for (const range of occurrences(text, url, findEntities(text))) {
    written += text.slice(end, range.start) + other;
    end = range.end;
  }
  return written + text.slice(end);
}

/**
 * Where it stands by itself.
 * @param entities of the text
 */
export function occurrences(text: string, url: string, entities: readonly Entity[]): TextRange[] {
  const found: TextRange[] = [];
  let index = 0;
  for (let start = text.indexOf(url); start >= 0; start = text.indexOf(url, start + url.length)) {
    const end = start + url.length;
    while ((entities[index]?.end ?? Infinity) <= start) index++;
    const { start: from, end: to } = entities[index] ?? { start, end };
    const isPartOfLonger = from <= start && to >= end && to - from > url.length;
    if (!isPartOfLonger) found.push({ start, end });
  }
  return found;
}
