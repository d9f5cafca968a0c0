import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Composition, Image } from "#connector/contract.ts";

import { compose } from "./compose.ts";
import { draftOf, imageOf, link } from "./testing.ts";

const mebibyte = 1024 * 1024;
const codes = ({ problems }: Composition) => problems.map(({ code }) => code);
const errors = ({ problems }: Composition) => problems.filter((p) => p.severity === "error");
const texts = ({ segments }: Composition) => segments.map(({ text }) => text);
const sentences = (count: number) =>
  Array.from({ length: count }, (_, index) => `Sentence ${index} says a little.`).join(" ");

describe("compose: text", () => {
  it("sends a short text as it is, without the white space around it", () => {
    expect(compose(draftOf({ text: "\n Hello *world* \n" }))).toEqual({
      segments: [
        {
          text: "Hello *world*",
          lengths: [{ used: 13, max: 2000, unit: "utf16" }],
          images: [],
          card: null,
          extra: {},
        },
      ],
      problems: [],
    });
  });

  it("counts UTF-16 units", () => {
    const full = "🌱".repeat(1000);
    expect(compose(draftOf({ text: full })).segments).toHaveLength(1);
    expect(compose(draftOf({ text: `${full}!` })).segments).toHaveLength(2);
  });

  it("continues a long text in further messages, with images and card on the first", () => {
    const draft = draftOf({ text: sentences(200), link, images: [imageOf()] });
    const composition = compose(draft);
    expect(texts(composition).join(" ")).toBe(draft.text);
    expect(composition.segments.length).toBeGreaterThan(2);
    const [first, ...others] = composition.segments;
    expect(first).toMatchObject({ card: link, images: [imageOf()] });
    for (const segment of others) expect(segment).toMatchObject({ card: null, images: [] });
  });

  it("shortens where that is asked for, and says so", () => {
    const composition = compose(draftOf({ text: sentences(200), overflow: "shorten" }));
    expect(texts(composition)).toEqual([expect.stringMatching(/…$/)]);
    expect(codes(composition)).toEqual(["text-shortened"]);
  });

  it("refuses what no thread can hold", () => {
    expect(errors(compose(draftOf({ text: sentences(2000) })))).toMatchObject([
      { code: "too-many-segments" },
    ]);
    expect(errors(compose(draftOf({ text: `https://e.org/${"a".repeat(2000)}` })))).toMatchObject([
      { code: "link-too-long" },
    ]);
  });

  it("has nothing to send without text, link and image", () => {
    expect(codes(compose(draftOf({ text: " \n" })))).toEqual(["empty"]);
    expect(codes(compose(draftOf({ link })))).toEqual([]);
    expect(codes(compose(draftOf({ images: [imageOf()] })))).toEqual([]);
  });
});

describe("compose: card", () => {
  const embedOff = { embed: false };

  it.each([
    [`Read ${link.url}.`, `Read <${link.url}>.`],
    [`<${link.url}> twice: ${link.url}`, `<${link.url}> twice: <${link.url}>`],
    [`[a title](${link.url})`, `[a title](<${link.url}>)`],
    [`Read https://EXAMPLE.org/spring`, `Read <https://EXAMPLE.org/spring>`],
    [`Read ${link.url}/more`, `Read ${link.url}/more`],
    ["Read example.org/spring", "Read example.org/spring"],
  ])("keeps Discord from drawing a second card: %s", (text, sent) => {
    expect(texts(compose(draftOf({ text, link })))).toEqual([sent]);
  });

  it("counts the brackets", () => {
    const text = `${"a".repeat(1998 - link.url.length)} ${link.url}`;
    expect(text).toHaveLength(1999);
    const composition = compose(draftOf({ text, link }));
    expect(texts(composition).at(-1)).toBe(`<${link.url}>`);
  });

  it("keeps the link when the text is shortened", () => {
    const text = `${sentences(200)} ${link.url}`;
    const [sent] = texts(compose(draftOf({ text, link, overflow: "shorten" })));
    expect(sent).toMatch(/….*<https:\/\/example\.org\/spring>$/s);
  });

  it("leaves the drawing to Discord when the card is switched off", () => {
    const plain = compose(draftOf({ text: `Read ${link.url}`, link, options: embedOff }));
    expect(plain.segments).toMatchObject([{ text: `Read ${link.url}`, card: null }]);
    const added = compose(draftOf({ text: "Read this", link, options: embedOff }));
    expect(texts(added)).toEqual([`Read this\n\n${link.url}`]);
  });

  it("fits title and description, and names the site where there is no title", () => {
    const long = { ...link, title: "title ".repeat(100), description: "word ".repeat(1000) };
    const card = compose(draftOf({ link: long })).segments[0]?.card;
    expect(card?.title).toMatch(/…$/);
    expect(card?.title.length).toBeLessThanOrEqual(256);
    expect(card?.description).toMatch(/…$/);
    expect(card?.description.length).toBeLessThanOrEqual(4096);
    const untitled = compose(draftOf({ link: { ...link, title: " " } }));
    expect(untitled.segments[0]?.card?.title).toBe("example.org");
  });

  it("writes a link that no card can have into the text", () => {
    const mail = { ...link, url: "mailto:me@example.org" };
    expect(compose(draftOf({ text: "Write", link: mail })).segments).toMatchObject([
      { text: "Write\n\nmailto:me@example.org", card: null },
    ]);
  });

  it("leaves the card's picture out where it has no room or is shown already", () => {
    const thumbnail = imageOf({ mediaId: "cover" });
    const withImages = (images: readonly Image[]) =>
      compose(draftOf({ link: { ...link, thumbnail }, images })).segments[0]?.card?.thumbnail;
    const others = Array.from({ length: 10 }, (_, index) => imageOf({ mediaId: `image-${index}` }));
    expect(withImages(others.slice(1))).toEqual(thumbnail);
    expect(withImages(others)).toBeNull();
    expect(withImages([thumbnail])).toBeNull();
    const big = compose(
      draftOf({ link: { ...link, thumbnail: { ...thumbnail, sizeBytes: 11 * mebibyte } } }),
    );
    expect(big.segments[0]?.card?.thumbnail).toBeNull();
    const heavy = others.slice(0, 3).map((image) => ({ ...image, sizeBytes: 8.3 * mebibyte }));
    expect(withImages(heavy)).toEqual(thumbnail);
    expect(withImages(heavy.map((image) => ({ ...image, sizeBytes: 8.4 * mebibyte })))).toBeNull();
  });
});

describe("compose: images", () => {
  it("reminds of the alt text of each that has none", () => {
    const images = [imageOf({ alt: " " }), imageOf()];
    const { problems } = compose(draftOf({ images }));
    expect(problems).toEqual([
      { severity: "warning", code: "alt-missing", message: "Image 1 has no alt text." },
    ]);
  });

  it("refuses too many and too large ones", () => {
    const failing = (images: readonly Image[]) => codes(compose(draftOf({ images })));
    expect(failing(Array.from({ length: 11 }, () => imageOf()))).toEqual(["too-many-images"]);
    expect(failing([imageOf({ sizeBytes: 10 * mebibyte + 1 })])).toEqual(["image-too-large"]);
    const large = imageOf({ sizeBytes: 9 * mebibyte });
    expect(failing([large, large])).toEqual([]);
    expect(failing([large, large, large])).toEqual(["images-too-large"]);
  });

  it("shortens an alt text that is too long, and says so", () => {
    const composition = compose(draftOf({ images: [imageOf({ alt: "word ".repeat(300) })] }));
    expect(composition.segments[0]?.images[0]?.alt).toMatch(/^word .*…$/);
    expect(composition.segments[0]?.images[0]?.alt.length).toBeLessThanOrEqual(1024);
    expect(codes(composition)).toEqual(["alt-shortened"]);
  });
});

it("never exceeds a message and loses no word", () => {
  const piece = fc.oneof(
    fc.lorem({ maxCount: 40, mode: "sentences" }),
    fc.constantFrom("👩‍👩‍👧‍👦", "e\u0301", "שלום עולם", link.url, `<${link.url}>`, "\n\n"),
  );
  const draft = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(" "));
  const words = (text: string) => text.replaceAll(/[<>]/g, "").match(/\S+/g) ?? [];
  fc.assert(
    fc.property(draft, (text) => {
      const composition = compose(draftOf({ text, link }));
      for (const segment of composition.segments) {
        expect(segment.text.length).toBeLessThanOrEqual(2000);
      }
      expect(texts(composition).flatMap(words)).toEqual(words(text));
    }),
    { seed: 7, numRuns: 100 },
  );
});
