import { describe, expect, it } from "vitest";

import { compose } from "./compose.ts";
import { draftOf, imageOf } from "./testing.ts";

const link = {
  url: "https://example.org/spring",
  title: "Spring",
  description: "",
  thumbnail: null,
};

describe("a composition", () => {
  it("holds the link in its text: X draws the card", () => {
    const { segments } = compose(draftOf({ text: "Spring is here", link }));
    expect(segments).toMatchObject([{ text: `Spring is here\n\n${link.url}`, card: null }]);
    expect(segments[0]?.lengths).toEqual([{ used: 39, max: 280, unit: "weighted" }]);
  });

  it("counts as X does", () => {
    const used = (text: string) => compose(draftOf({ text })).segments[0]?.lengths[0]?.used;
    expect(used("a".repeat(280))).toBe(280);
    expect(used("漢字")).toBe(4);
    expect(used("👩‍👩‍👧‍👦")).toBe(2);
    expect(used(`https://example.org/${"a".repeat(200)}`)).toBe(23);
  });

  it("carries its options on the first post alone, and nothing for the defaults", () => {
    const text = "A sentence of a story. ".repeat(30);
    const options = { replySettings: "verified", madeWithAi: true };
    const [first, ...others] = compose(draftOf({ text, options })).segments;
    expect(first?.extra).toEqual(options);
    expect(others.map(({ extra }) => extra)).toEqual(others.map(() => ({})));
    const usual = compose(draftOf({ text: "a", options: { replySettings: "everyone" } }));
    expect(usual.segments[0]?.extra).toEqual({});
  });

  it("takes a GIF alone", () => {
    const gif = imageOf({ mediaType: "image/gif" });
    const problems = compose(draftOf({ text: "a", images: [gif, imageOf()] })).problems;
    expect(problems).toContainEqual(expect.objectContaining({ code: "gif-alone" }));
  });
});

describe("cashtags", () => {
  const codes = (text: string) => compose(draftOf({ text })).problems.map(({ code }) => code);

  it("are warned of where there is more than one in a post", () => {
    expect(codes("$AAPL and $msft.")).toEqual(["too-many-cashtags"]);
    expect(codes("$TEST.T, $Stock_X")).toEqual(["too-many-cashtags"]);
    expect(codes(`$AAPL ${"One of many sentences. ".repeat(14)}$MSFT`)).toEqual([]);
  });

  it("are names, and nothing else with a $", () => {
    for (const text of ["$AAPL", "$5 $10 $1,000", "a$b c$d", "$toolongname $AAPL", "$a$b"]) {
      expect(codes(text)).toEqual([]);
    }
  });
});

describe("what it costs", () => {
  const cost = (text: string, alt = "") =>
    compose(draftOf({ text, images: alt === "" ? [] : [imageOf({ alt })] })).cost;

  it("is told, with what raises it", () => {
    expect(cost("Words")).toMatchObject({
      amountUsd: 0.015,
      note: expect.stringMatching(/With a link/) as unknown,
    });
    expect(cost("Words", "A mill")).toMatchObject({ amountUsd: 0.02 });
    expect(cost("See example.org")).toMatchObject({
      amountUsd: 0.2,
      note: expect.stringMatching(/The link/) as unknown,
    });
  });

  it("of a thread is that of its posts", () => {
    const thread = `${"A sentence of a story. ".repeat(12)}https://example.org ${"More. ".repeat(50)}https://example.com`;
    const { segments, cost: whole } = compose(draftOf({ text: thread }));
    const withLink = segments.filter(({ text }) => text.includes("https")).length;
    expect(whole?.amountUsd).toBeCloseTo(withLink * 0.2 + (segments.length - withLink) * 0.015);
    expect(withLink === 2 ? whole?.note : "one link in a thread is enough").toContain("one link");
  });
});
