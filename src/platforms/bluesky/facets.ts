// Facets: what in a text is a link, a mention or a hashtag. Bluesky links nothing by itself, so
// without them a URL is dead text. Ranges count UTF-8 bytes, the end exclusive.
// https://docs.bsky.app/docs/advanced-guides/post-richtext (2026-11-01)

import { z } from "zod";

import type { JsonObject } from "#kernel/json.ts";
import { byteOffsets, findEntities } from "#text/entities.ts";
import type { Entity } from "#text/entities.ts";
import { occurrences } from "#text/links.ts";

/** As a composition keeps it: a mention still has its handle, since DIDs are looked up on delivery. */
export const facet = z.object({
  kind: z.enum(["link", "mention", "tag"]),
  value: z.string(),
  byteStart: z.number(),
  byteEnd: z.number(),
});

export type Facet = z.infer<typeof facet>;

const kinds = { link: "link", mention: "mention", hashtag: "tag", cashtag: "tag" } as const;

/** @param url known to be a link as a whole, even where it ends in what looks like punctuation */
export function facetsOf(text: string, url: string | null): Facet[] {
  const entities = withWholeLink(text, url);
  const offsets = byteOffsets(text, entities);
  return entities.flatMap(({ kind, value }, index) => {
    const range = offsets[index];
    return range ? [{ kind: kinds[kind], value, ...range }] : [];
  });
}

/** The handles to look up, each once and in lower case. */
export function mentionedHandles(facets: readonly Facet[]): string[] {
  const mentions = facets.filter(({ kind }) => kind === "mention");
  return [...new Set(mentions.map(({ value }) => value.toLowerCase()))];
}

/** As a record holds them. A mention of nobody known stays plain text. */
export function facetRecords(
  facets: readonly Facet[],
  dids: Readonly<Record<string, string>>,
): JsonObject[] {
  return facets.flatMap(({ kind, value, byteStart, byteEnd }) => {
    const feature = featureOf(kind, value, dids);
    return feature ? [{ index: { byteStart, byteEnd }, features: [feature] }] : [];
  });
}

function featureOf(
  kind: Facet["kind"],
  value: string,
  dids: Readonly<Record<string, string>>,
): JsonObject | null {
  const $type = `app.bsky.richtext.facet#${kind}`;
  switch (kind) {
    case "link":
      return { $type, uri: value };
    case "tag":
      return { $type, tag: value };
    case "mention": {
      const did = dids[value.toLowerCase()];
      return did === undefined ? null : { $type, did };
    }
  }
}

function withWholeLink(text: string, url: string | null): Entity[] {
  const entities = findEntities(text);
  if (url === null) return entities;
  const links = occurrences(text, url, entities).map((range): Entity => ({
    kind: "link",
    value: url,
    ...range,
  }));
  const covered = new Uint8Array(text.length);
  for (const { start, end } of links) covered.fill(1, start, end);
  const others = entities.filter(({ start, end }) => !covered[start] && !covered[end - 1]);
  return [...others, ...links].sort((a, b) => a.start - b.start);
}
