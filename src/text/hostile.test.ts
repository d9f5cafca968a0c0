// Texts that are there to keep a server busy: their fitting ends, whatever it gives. Where it took a
// time that grew with the square of their length, this file would run into the limit of its runner.

import { expect, it } from "vitest";
import { excerptFromMarkdown } from "./excerpt.ts";
import { fitText } from "./fit.ts";
import type { TextLimit } from "./measure.ts";
import { hostileTexts } from "./testing/hostile.ts";

const lengthInUnits = 20_000;
const limitsOf: Readonly<Record<string, TextLimit>> = {
  weighted: { max: 280, unit: "weighted" },
  "with prices": { max: 500, unit: "grapheme", linkLength: 23, shortMentions: true },
  doubled: { max: 3000, unit: "utf16", doubled: "#_@." },
};
const url = "https://example.com/the-post";

it.each(hostileTexts(lengthInUnits))("comes to an end with $name", ({ text }) => {
  for (const limit of Object.values(limitsOf)) {
    for (const mode of ["thread", "shorten"] as const) {
      const options = { limits: [limit], mode, maxSegments: 25, isNumbered: true, url };
      const fitted = fitText(text, options);
      expect("problem" in fitted || fitted.segments.length <= 25).toBe(true);
    }
  }
  expect(excerptFromMarkdown(text)).not.toBe(undefined);
});
