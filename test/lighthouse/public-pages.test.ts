// Public pages as Lighthouse sees them, which has the machine to itself.

import { afterAll, beforeAll, expect, test } from "vitest";
import { openPublished } from "#test/browser/published.ts";
import type { Published } from "#test/browser/published.ts";
import { lighthouse } from "#test/counterparts/lighthouse.ts";

let published: Published;

beforeAll(async () => {
  published = await openPublished();
});

afterAll(() => published[Symbol.asyncDispose]());

// Again where something else kept the machine busy meanwhile.
test.each([
  ["an index", () => published.index],
  ["a post with its image", () => published.post],
])("%s is fast and accessible", { retry: 8 }, async (_, address) => {
  const { findings, ...scores } = await lighthouse(address());
  const explained = findings.join("\n");
  expect(scores.performance, explained).toBeGreaterThanOrEqual(95);
  expect(scores.accessibility, explained).toBeGreaterThanOrEqual(95);
});
