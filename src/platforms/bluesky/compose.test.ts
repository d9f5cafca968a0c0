import { describe, expect, it } from "vitest";

import { compose } from "./compose.ts";
import { draftOf, imageOf, link } from "./testing.ts";

const codes = (parts: Parameters<typeof draftOf>[0]) =>
  compose(draftOf(parts)).problems.map(({ severity, code }) => `${severity} ${code}`);

const sentence = "Words that go on and on until there is no room left for any of them. ";

describe("a text", () => {
  it("that fits becomes one post with its lengths, facets and language", () => {
    const { segments, problems } = compose(draftOf({ text: " Hi #there 👋🏽\n", language: "en" }));
    expect(problems).toEqual([]);
    expect(segments).toEqual([
      {
        text: "Hi #there 👋🏽",
        lengths: [
          { used: 11, max: 300, unit: "grapheme" },
          { used: 18, max: 3000, unit: "byte" },
        ],
        images: [],
        card: null,
        extra: {
          facets: [{ kind: "tag", value: "there", byteStart: 3, byteEnd: 9 }],
          langs: ["en"],
        },
      },
    ]);
  });

  it("of 900 characters becomes a thread that loses no word", () => {
    const text = sentence.repeat(13).trim();
    const { segments, problems } = compose(draftOf({ text }));
    expect(problems).toEqual([]);
    expect(segments.length).toBeGreaterThan(2);
    expect(segments.map((segment) => segment.text).join(" ")).toBe(text);
    for (const { lengths } of segments) {
      for (const { used, max } of lengths) expect(used).toBeLessThanOrEqual(max);
    }
  });

  it("is shortened to one post where the author wants that, and says so", () => {
    const { segments, problems } = compose(
      draftOf({ text: sentence.repeat(13), overflow: "shorten" }),
    );
    expect(segments).toHaveLength(1);
    expect(segments[0]?.text).toMatch(/…$/);
    expect(problems.map(({ code }) => code)).toEqual(["text-shortened"]);
  });

  it("of emoji is held to the bytes as well", () => {
    const { segments } = compose(draftOf({ text: "👨‍👩‍👧‍👧 ".repeat(130) }));
    expect(segments).toHaveLength(2);
  });

  it("with half a surrogate pair becomes what the server will store", () => {
    expect(compose(draftOf({ text: "a\ud800b" })).segments[0]?.text).toBe("a\ufffdb");
  });

  it("that needs too many posts, or cannot be cut, is an error", () => {
    expect(codes({ text: sentence.repeat(130) })).toEqual(["error too-many-segments"]);
    expect(codes({ text: `https://example.org/${"x".repeat(300)}` })).toEqual([
      "error link-too-long",
    ]);
  });

  it("may be missing if there is something else", () => {
    expect(codes({ text: " \n" })).toEqual(["error empty"]);
    expect(codes({ link })).toEqual([]);
    expect(codes({ images: [imageOf()] })).toEqual([]);
  });
});

describe("a link", () => {
  it("becomes a card on the first post, and need not be in the text", () => {
    const { segments } = compose(draftOf({ text: sentence.repeat(6), link }));
    expect(segments.map(({ card }) => card)).toEqual([link, null]);
    expect(segments.every(({ text }) => !text.includes(link.url))).toBe(true);
  });

  it("gives way to images, and is then added to the text", () => {
    const { segments } = compose(draftOf({ text: "Look", link, images: [imageOf()] }));
    expect(segments).toHaveLength(1);
    expect(segments[0]).toMatchObject({ text: `Look\n\n${link.url}`, card: null });
    expect(segments[0]?.extra["facets"]).toMatchObject([{ kind: "link", value: link.url }]);
  });

  it("is not added again where the text has it", () => {
    const text = `Look at ${link.url} now`;
    expect(compose(draftOf({ text, link, images: [imageOf()] })).segments[0]?.text).toBe(text);
  });

  it("is kept when the text with it is too long", () => {
    const draft = draftOf({ text: sentence.repeat(6), link, images: [imageOf()] });
    const thread = compose(draft);
    expect(thread.segments.at(-1)?.text).toContain(link.url);
    const short = compose({ ...draft, overflow: "shorten" });
    expect(short.segments).toHaveLength(1);
    expect(short.segments[0]?.text).toContain(link.url);
  });
});

describe("images", () => {
  it("go with the first post", () => {
    const images = [imageOf(), imageOf({ mediaId: "media-2", alt: " A door " })];
    const { segments } = compose(draftOf({ text: sentence.repeat(6), images }));
    expect(segments[0]?.images.map(({ alt }) => alt)).toEqual(["A window", "A door"]);
    expect(segments[1]?.images).toEqual([]);
  });

  it("are counted and weighed", () => {
    expect(codes({ images: Array.from({ length: 5 }, () => imageOf()) })).toEqual([
      "error too-many-images",
    ]);
    expect(codes({ images: [imageOf({ sizeBytes: 2_000_001 })] })).toEqual([
      "error image-too-large",
    ]);
  });

  it("may lack an alt text, with a warning; one that is too long is shortened", () => {
    expect(codes({ images: [imageOf({ alt: " " })] })).toEqual(["warning alt-missing"]);
    const long = [imageOf({ alt: "word ".repeat(500) })];
    expect(codes({ images: long })).toEqual(["warning alt-shortened"]);
    const alt = compose(draftOf({ images: long })).segments[0]?.images[0]?.alt ?? "";
    expect(alt.length).toBeLessThanOrEqual(2000);
  });
});
