import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { reserved } from "./about.ts";
import { fromCommentary, toCommentary } from "./commentary.ts";

describe("a commentary", () => {
  it.each(Array.from(reserved))(
    "has %s escaped: alone, twice, at the end, in words",
    (character) => {
      for (const text of [character, character + character, `a ${character}`, `a${character}b`]) {
        const isHashtag = character === "#" && text === "a#b";
        const written = toCommentary(text);
        expect(written).toBe(text.replaceAll(character, `\\${character}`));
        expect(fromCommentary(written), String(isHashtag)).toBe(text);
      }
    },
  );

  it("keeps hashtags, and no other #", () => {
    expect(toCommentary("#open, #große and #2026goals")).toBe("#open, #große and #2026goals");
    expect(toCommentary("#1 a#b ## #_x #open_source C#")).toBe(
      "\\#1 a\\#b \\#\\# \\#\\_x \\#open\\_source C\\#",
    );
  });

  it("has every # of a link escaped", () => {
    expect(toCommentary("https://e.org/#frag #tag (https://e.org/?#a)")).toBe(
      "https://e.org/\\#frag #tag \\(https://e.org/?\\#a\\)",
    );
  });

  it("is read as it was written, whatever it says", () => {
    const unit = fc.oneof(
      fc.constantFrom(...Array.from(reserved), "a", "1", " ", "é", "👍"),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(unit), (units) => {
        const text = units.join("").toWellFormed();
        expect(fromCommentary(toCommentary(text))).toBe(text);
      }),
      { seed: 20261125 },
    );
  });

  it("is read in LinkedIn's long form of hashtags, too", () => {
    expect(fromCommentary("{hashtag|\\#|open}, {hashtag|#|große} \\(1\\)")).toBe(
      "#open, #große (1)",
    );
    expect(fromCommentary("{hashtag|\\#|open\\_source}!")).toBe("#open_source!");
    expect(fromCommentary("Sets {1} and more")).toBe("Sets ");
  });

  it("that is not escaped is cut off, as LinkedIn does", () => {
    expect(fromCommentary("Prices (in dollars)")).toBe("Prices ");
  });
});
