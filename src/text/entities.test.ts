import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byteOffsets, findEntities, type Entity } from "./entities.ts";
import vectors from "./fixtures/richtext-vectors.json" with { type: "json" };
import { usedLength } from "./measure.ts";
import { anyText } from "./testing/any-text.ts";
import { caseCount } from "./testing/cases.ts";

const ofKind = (text: string, ...kinds: Entity["kind"][]) =>
  findEntities(text).filter(({ kind }) => kinds.includes(kind));
const textsOf = (text: string) =>
  findEntities(text).map(({ start, end }) => text.slice(start, end));
/** As the vectors have it: handles are looked up, links stay. */
const target = ({ kind, value }: Entity) => (kind === "mention" ? `did:fake:${value}` : value);

describe("the reference's vectors", () => {
  it.each(vectors.segments)("links and mentions of $text", ({ text, segments, facets }) => {
    const entities = ofKind(text, "link", "mention");
    const offsets = byteOffsets(text, entities);
    expect(
      entities.map((entity, n) => ({ ...offsets[n], kind: entity.kind, value: target(entity) })),
    ).toEqual(facets);
    expect(segmented(text, entities)).toEqual(segments);
  });

  it.each(vectors.tags)("hashtags of $text", ({ text, tags, index }) => {
    const entities = ofKind(text, "hashtag");
    expect(entities.map(({ value }) => value)).toEqual(tags);
    expect(byteOffsets(text, entities)).toEqual(index);
  });

  it.each(vectors.cashtags)("cashtags of $text", ({ text, tags, index }) => {
    const entities = ofKind(text, "cashtag");
    expect(entities.map(({ value }) => value)).toEqual(tags);
    expect(byteOffsets(text, entities)).toEqual(index);
  });

  it.each(vectors.lengths)("length of $text", ({ text, utf8Bytes, graphemes }) => {
    expect(usedLength(text, { unit: "byte" })).toBe(utf8Bytes);
    expect(usedLength(text, { unit: "grapheme" })).toBe(graphemes);
  });
});

describe("findEntities, beyond the reference", () => {
  it.each([
    ["any closing punctuation", "Is it https://a.com/b?!… Yes", ["https://a.com/b"]],
    ["balanced brackets only", "(https://a.com/x_(y)).", ["https://a.com/x_(y)"]],
    ["quotation marks", 'He said "https://a.com/b" to me', ["https://a.com/b"]],
    ["angle brackets", "<https://a.com/b>", ["https://a.com/b"]],
    ["Chinese punctuation", "看https://a.com/b，很好", ["https://a.com/b"]],
    ["a scheme in capitals", "HTTPS://A.COM/b", ["HTTPS://A.COM/b"]],
    ["not a scheme inside a word", "xhttps://a.com", []],
    ["not a scheme alone", "https:// http://!", []],
    ["hyphens in bare domains", "my-site.com and a--b.org/x", ["my-site.com", "a--b.org/x"]],
    ["ports and queries of bare domains", "a.com:8080/x a.com?q=1", ["a.com:8080/x", "a.com?q=1"]],
    ["no addresses of people", "first.me@example.com", []],
    ["no file names", "README.md run.py install.sh Node.js main.c", []],
    ["no forgotten spaces", "the end.In the next", []],
    [
      "rare endings of handles",
      "by @someone.example, @a.b.ninja",
      ["@someone.example", "@a.b.ninja"],
    ],
    ["no mention inside a link", "https://a.com/(@handle.com)", ["https://a.com/(@handle.com)"]],
  ])("%s", (_, text, expected) => {
    expect(textsOf(text)).toEqual(expected);
  });

  it("counts a hashtag's length in graphemes, and its bytes", () => {
    expect(ofKind(`#${"é".repeat(64)}`, "hashtag")).toHaveLength(1);
    expect(ofKind(`#${"🦋".repeat(64)}`, "hashtag")).toHaveLength(1);
    expect(ofKind(`#a${"\u0301".repeat(320)}`, "hashtag")).toHaveLength(0);
  });
});

it("puts entities of any text in order, without overlap, at the bytes it says", () => {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  fc.assert(
    fc.property(anyText, (text) => {
      const entities = findEntities(text);
      const ends = entities.map(({ end }) => end);
      expect(
        entities.every(({ start, end }, n) => start >= (ends[n - 1] ?? 0) && end > start),
      ).toBe(true);
      const bytes = encoder.encode(text);
      const written = byteOffsets(text, entities).map(({ byteStart, byteEnd }) =>
        decoder.decode(bytes.slice(byteStart, byteEnd)),
      );
      expect(written).toEqual(
        entities.map(({ start, end }) => text.slice(start, end).toWellFormed()),
      );
    }),
    { numRuns: caseCount, seed: 1 },
  );
});

function segmented(text: string, entities: readonly Entity[]): string[][] {
  const segments: string[][] = [];
  let cursor = 0;
  for (const entity of entities) {
    if (entity.start > cursor) segments.push([text.slice(cursor, entity.start)]);
    segments.push([text.slice(entity.start, entity.end), target(entity)]);
    cursor = entity.end;
  }
  if (cursor < text.length) segments.push([text.slice(cursor)]);
  return segments;
}
