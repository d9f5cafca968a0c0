import { describe, expect, it } from "vitest";
import { lengths, usedLength } from "./measure.ts";

const longLink = `https://example.com/${"a".repeat(80)}`;

describe("weighted", () => {
  const used = (text: string) => usedLength(text, { unit: "weighted" });

  it.each([
    ["Latin, Cyrillic, Hebrew and Arabic", "añ яש م", 7],
    ["ideographs", "漢字かな", 8],
    ["dashes and quotation marks, but not the ellipsis", "–“a”…", 6],
    ["a decomposed letter once", "e\u0301", 1],
    ["emoji, however long their sequences", "👩‍👩‍👧‍👦🇺🇦1️⃣❤️👍🏽", 10],
    ["emoji newer than most tables", "🫱🏻‍🫲🏿🐦‍⬛", 4],
    ["signs that are emoji only on request", "©©️™", 5],
    ["a mark on an emoji by itself", "🔥\u0301", 3],
    ["joined emoji that Unicode does not know, by their parts", "🔥\u200d🔥", 5],
  ])("counts %s", (_, text, length) => {
    expect(used(text)).toBe(length);
  });

  it.each([
    ["a short link", "See http://a.co", 27],
    ["a long link", `See ${longLink}.`, 28],
    ["a bare host", "See example.com/a, or ask", 35],
    ["a file that is named like a host", "README.md", 23],
    ["a bare host under an ending that we do not link", "example.plumbing", 23],
    ["no link without a known ending", "http://localhost:8080/x node.js", 31],
    ["no link in an address or a hashtag", "me@example.com #example.com", 27],
    ["links in text without spaces", "見てexample.comと", 29],
    ["a mention as it is", "@user@mastodon.example", 22],
  ])("counts %s", (_, text, length) => {
    expect(used(text)).toBe(length);
  });

  it("takes another price for a link from the limit", () => {
    expect(usedLength("See example.com", { unit: "weighted", linkLength: 30 })).toBe(34);
  });
});

describe("a price for links and short mentions", () => {
  const limit = { max: 500, unit: "grapheme", linkLength: 23, shortMentions: true } as const;
  const used = (text: string) => usedLength(text, limit);

  it.each([
    ["long and short links", `${longLink} http://a.co`, 47],
    ["links in any script, up to what ends a sentence", "https://例え.com/だよね。はい", 26],
    ["what stands behind a link", "**https://example.com/a**, (https://example.com/b_(c))", 54],
    ["bare hosts as they are", "example.com", 11],
    ["links without a known ending as they are", "http://localhost:8080/x", 23],
    ["mentions without their server", "@user@mastodon.example, @a.b-c@d.example!", 14],
    ["mentions of people here, addresses and paths as they are", "@user me@a.example /@a@b.c", 26],
    ["what only looks like a mention as it is", "@a@b.c@d.e", 10],
    ["a mention in a link with the link", "https://example.com/@user@mastodon.example", 23],
    ["graphemes elsewhere", "👩‍👩‍👧‍👦 e\u0301", 3],
  ])("counts %s", (_, text, length) => {
    expect(used(text)).toBe(length);
  });

  it("is shown like any other limit", () => {
    expect(lengths(longLink, [limit])).toEqual([{ used: 23, max: 500, unit: "grapheme" }]);
  });
});

describe("doubled", () => {
  it("counts each of these characters twice, in links as well", () => {
    const counting = { unit: "utf16", doubled: String.raw`|{}@[]()<>#\*_~` } as const;
    expect(usedLength(String.raw`#a_b \ (c) 🔥`, counting)).toBe(18);
    expect(usedLength("https://example.com/a_b", counting)).toBe(24);
  });
});

describe("emoji-bytes", () => {
  it.each([
    ["letters of any script once", "añ漢", 3],
    ["an emoji by its bytes", "🔥!", 5],
    ["a sequence with all that joins it", "👩‍💻", 11],
    ["a flag", "🇺🇦", 8],
    ["a keycap, but not its digit alone", "1️⃣1", 8],
    ["a mark on a letter by itself", "e\u0301", 2],
  ])("counts %s", (_, text, length) => {
    expect(usedLength(text, { unit: "emoji-bytes" })).toBe(length);
  });
});
