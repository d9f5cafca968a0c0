import { describe, expect, it } from "vitest";
import { usedLength } from "#text/measure.ts";

import { limits, reserved } from "./about.ts";
import { toCommentary } from "./commentary.ts";
import { compose } from "./compose.ts";
import { draftOf, imageOf, page, person } from "./testing.ts";

const link = {
  ...{ url: "https://example.org/spring", title: "Spring", description: "It is here." },
  thumbnail: imageOf({ mediaId: "thumbnail" }),
};

describe("a link", () => {
  it("is a card of its own where there are no images, with its address as a title at least", () => {
    const { segments, problems } = compose(draftOf({ text: "Read", link }), person);
    expect(segments).toMatchObject([{ text: "Read", card: link, images: [] }]);
    expect(problems).toEqual([]);
    const bare = { ...link, title: " ", thumbnail: null };
    expect(compose(draftOf({ link: bare }), person).segments[0]?.card?.title).toBe(link.url);
  });

  it("stands in the text beside images", () => {
    const draft = draftOf({ text: "Look", link, images: [imageOf({ alt: "A mill" })] });
    const [segment] = compose(draft, person).segments;
    expect(segment).toMatchObject({ text: `Look\n\n${link.url}`, card: null });
  });
});

describe("a text", () => {
  it.each(["word ", "(a) ", "#tag ", "a_b*c ", "👍🏽 "])(
    "of many %j is shortened to what LinkedIn takes with all its escapes",
    (pattern) => {
      const { segments, problems } = compose(draftOf({ text: pattern.repeat(2000) }), person);
      expect(problems).toMatchObject([{ severity: "warning", code: "text-shortened" }]);
      expect(segments).toHaveLength(1);
      const commentary = toCommentary(segments[0]?.text ?? "");
      expect(commentary.length).toBeLessThanOrEqual(3000);
      expect(commentary.length).toBeGreaterThan(2000);
    },
  );

  it("is counted no shorter than it is sent, each reserved character twice", () => {
    const text = `${reserved} and #hashtags`;
    const [used = 0] = limits.text.map((limit) => usedLength(text, limit));
    expect(used).toBe(text.length + reserved.length + 1);
    expect(toCommentary(text).length).toBeLessThanOrEqual(used);
  });
});

describe("who sees it", () => {
  const options = { visibility: "CONNECTIONS" };
  const seenBy = (account: typeof person, given: Record<string, string>) =>
    compose(draftOf({ text: "Words", options: given }), account);

  it("are the connections of a person who wants that, else everybody", () => {
    expect(seenBy(person, options).segments[0]?.extra).toMatchObject(options);
    for (const other of [{}, { visibility: "PUBLIC" }, { visibility: "NOBODY" }]) {
      expect(seenBy(person, other).segments[0]?.extra).toMatchObject({ visibility: "PUBLIC" });
    }
  });

  it("is everybody for a page, which has no connections, and says so", () => {
    const { segments, problems } = seenBy(page, options);
    expect(segments[0]?.extra).toMatchObject({ visibility: "PUBLIC" });
    expect(problems).toMatchObject([{ severity: "warning", code: "page-has-no-connections" }]);
    expect(seenBy(page, {}).problems).toEqual([]);
  });
});
