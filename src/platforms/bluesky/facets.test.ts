import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { facetRecords, facetsOf, mentionedHandles } from "./facets.ts";

const textAt = (text: string, { byteStart, byteEnd }: { byteStart: number; byteEnd: number }) =>
  Buffer.from(text).subarray(byteStart, byteEnd).toString();

describe("facets of a text", () => {
  it("are links, mentions and tags at UTF-8 byte offsets", () => {
    const text = "👩‍👩‍👧 שלום https://example.org/é @you.test #שלום $ABC example.com";
    const facets = facetsOf(text, null);
    expect(facets.map(({ kind, value }) => [kind, value])).toEqual([
      ["link", "https://example.org/é"],
      ["mention", "you.test"],
      ["tag", "שלום"],
      ["tag", "$ABC"],
      ["link", "https://example.com"],
    ]);
    expect(facets.map((facet) => textAt(text, facet))).toEqual([
      "https://example.org/é",
      "@you.test",
      "#שלום",
      "$ABC",
      "example.com",
    ]);
  });

  it("cover the whole of the post's own link, though it ends like a sentence", () => {
    const url = "https://ja.wikipedia.org/wiki/モーニング娘。";
    const text = `See ${url} and https://example.org.`;
    const facets = facetsOf(text, url);
    expect(facets.map(({ value }) => value)).toEqual([url, "https://example.org"]);
    expect(facets.map((facet) => textAt(text, facet))).toEqual([url, "https://example.org"]);
  });

  it("lead where their words say, though a longer link begins like the post's", () => {
    const url = "https://example.com/";
    const text = `Read ${url}pricing first, then ${url} or ${url}\n\n${url}#top`;
    const facets = facetsOf(text, url);
    const values = [`${url}pricing`, url, url, `${url}#top`];
    expect(facets.map(({ value }) => value)).toEqual(values);
    expect(facets.map((facet) => textAt(text, facet))).toEqual(values);
  });

  it("of links cover the whole of what they lead to, in any text", () => {
    const url = "https://example.com/";
    const piece = fc.constantFrom(
      ...[
        url,
        `${url}a`,
        `${url}#b`,
        "example.com",
        "(",
        ")",
        ".",
        " ",
        "\n\n",
        "é",
        "#tag",
        "@you.test",
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join("");
        const links = facetsOf(text, url).filter(({ kind }) => kind === "link");
        const covered = links.map((facet) => textAt(text, facet));
        const leads = links.map(({ value }) => value);
        expect(covered.map((words) => words.replace(/^(?!https:)/, "https://"))).toEqual(leads);
      }),
      { seed: 8 },
    );
  });

  it("leave the post's link alone where the text does not have it", () => {
    expect(facetsOf("nothing here", "https://example.org/spring")).toEqual([]);
  });
});

describe("mentions", () => {
  const facets = facetsOf("@You.test @you.test @gone.test", null);

  it("are looked up once, in lower case", () => {
    expect(mentionedHandles(facets)).toEqual(["you.test", "gone.test"]);
  });

  it("of handles without an account stay plain text", () => {
    const did = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa";
    const feature = { $type: "app.bsky.richtext.facet#mention", did };
    expect(facetRecords(facets, { "you.test": did })).toEqual([
      { index: { byteStart: 0, byteEnd: 9 }, features: [feature] },
      { index: { byteStart: 10, byteEnd: 19 }, features: [feature] },
    ]);
  });
});
