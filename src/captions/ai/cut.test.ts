import { expect, it } from "vitest";
import fc from "fast-check";
import { containsLink } from "#text/links.ts";
import { fits } from "#text/measure.ts";
import { cutToFit } from "./cut.ts";

const url = "https://example.org/engines";
const notes = "https://example.com/notes";
const long = "The Analytical Engine weaves algebraic patterns. ".repeat(8).trim();
const limits = [{ max: 140, unit: "grapheme" as const }];

it("leaves alone what fits", () => {
  const place = { limits, url, keptLinks: [notes] };
  const text = `See ${notes} for more.\n\n${url}`;
  expect(cutToFit(text, place)).toBe(text);
});

it("keeps all links, below the text", () => {
  const cut = cutToFit(`${long} Read more: ${notes}\n\n${url}`, {
    limits,
    url,
    keptLinks: [notes],
  });
  expect(cut).toBe(
    `The Analytical Engine weaves algebraic patterns. The Analytical Engine weaves…\n\n${notes}\n\n${url}`,
  );
});

it("gives up the last ones where not all have room, and the post's own never", () => {
  const keptLinks = ["a", "b", "c"].map((page) => `https://example.com/${page.repeat(20)}`);
  const cut = cutToFit([long, ...keptLinks, url].join(" "), { limits, url, keptLinks }) ?? "";
  expect([...keptLinks, url].map((link) => containsLink(cut, link))).toEqual([
    ...[true, true, false, true],
  ]);
});

it("says when not even that has room", () => {
  const tiny = [{ max: 20, unit: "grapheme" as const }];
  expect(cutToFit(long, { limits: tiny, url, keptLinks: [] })).toBeUndefined();
});

it("fits whatever it is given, and has the link", () => {
  const words = fc.array(
    fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom(url, notes, "#a")),
  );
  fc.assert(
    fc.property(words, fc.integer({ min: 60, max: 300 }), (parts, max) => {
      const place = { limits: [{ max, unit: "weighted" as const }], url, keptLinks: [notes] };
      const cut = cutToFit(parts.join(" ").toWellFormed(), place);
      return cut !== undefined && fits(cut, place.limits) && containsLink(cut, url);
    }),
    { seed: 20261125, numRuns: 300 },
  );
});
