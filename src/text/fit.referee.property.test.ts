// Fitted texts within their limits where links have a price or characters a weight, measured as the
// platforms' own library measures, which shares nothing with this room.

import fc from "fast-check";
import { expect, it } from "vitest";
import { fits } from "#test/contract/text.ts";
import { fitText } from "./fit.ts";
import type { TextLimit } from "./measure.ts";
import { wordsOf, written } from "./testing/any-text.ts";
import { caseCount } from "./testing/cases.ts";

const url = "https://example.com/the-post?it=is-about";
const words = wordsOf("plain", "plain", "emoji", "rightToLeft", "links", "hashtags");

it.each<[string, TextLimit]>([
  ["characters have weights", { max: 180, unit: "weighted" }],
  ["links have a price", { max: 200, unit: "grapheme", linkLength: 23 }],
])("no post is over its limit where %s", (_what, limit) => {
  fc.assert(
    fc.property(words, fc.boolean(), fc.boolean(), (parts, isThread, isNumbered) => {
      const mode = isThread ? "thread" : "shorten";
      const fitted = fitText(written(parts), {
        ...{ limits: [limit], mode, maxSegments: Infinity, isNumbered, url },
      });
      const segments = "problem" in fitted ? [] : fitted.segments;
      expect(segments).not.toEqual([]);
      const over = segments.filter((segment) => !fits(segment, [limit]));
      expect(over).toEqual([]);
    }),
    { numRuns: caseCount, seed: 5 },
  );
});
