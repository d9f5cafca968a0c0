import { expect, it } from "vitest";
import { noTokens, sumOf, uncounted, usageOf } from "./usage.ts";

const prices = { inputUsd: 0.4, outputUsd: 1.6 };

it("costs what its tokens cost", () => {
  const tokens = sumOf({ input: 600_000, output: 1000 }, { input: 400_000, output: 499_000 });
  const counted = { inputTokens: 1_000_000, outputTokens: 500_000 };
  expect(usageOf(tokens, prices)).toEqual({ ...counted, costUsd: 1.2 });
  expect(usageOf(tokens, undefined)).toEqual({ ...counted, costUsd: null });
});

it("is not known as a whole where a part of it is not", () => {
  expect(usageOf(sumOf({ input: 1, output: 2 }, uncounted), prices)).toEqual({
    ...{ inputTokens: null, outputTokens: null, costUsd: null },
  });
  expect(sumOf({ input: 1, output: null }, { input: 1, output: 2 })).toEqual({
    ...{ input: 2, output: null },
  });
});

it("is nothing where nothing was asked", () => {
  expect(sumOf(noTokens, { input: 1, output: 2 })).toEqual({ input: 1, output: 2 });
  expect(usageOf(noTokens, prices)).toEqual({ inputTokens: 0, outputTokens: 0, costUsd: 0 });
});
