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

function occurrences(text: string, url: string, entities: readonly Entity[]): TextRange[] {
  const found: TextRange[] = [];
  for (let start = text.indexOf(url); start >= 0; start = text.indexOf(url, start + url.length)) {
    const end = start + url.length;
    const isPartOfLonger = entities.some(
      (link) => link.start <= start && link.end >= end && link.end - link.start > url.length,
    );
    if (!isPartOfLonger) found.push({ start, end });
  }
  return found;
}
