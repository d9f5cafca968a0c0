import { expect, it } from "vitest";
import { noTokens, sumOf, usageOf } from "./usage.ts";

const prices = { inputUsd: 0.4, outputUsd: 1.6 };

it("costs what its tokens cost", () => {
  const tokens = sumOf({ input: 600_000, output: 1000 }, { input: 400_000, output: 499_000 });
  const counted = { inputTokens: 1_000_000, outputTokens: 500_000 };
  expect(usageOf(tokens, prices)).toEqual({ ...counted, costUsd: 1.2 });
  expect(usageOf(tokens, undefined)).toEqual({ ...counted, costUsd: null });
});

it("is not known where nobody counts, and known in part where one does", () => {
  expect(usageOf(sumOf(noTokens, noTokens), prices)).toEqual({
    ...{ inputTokens: null, outputTokens: null, costUsd: null },
  });
  expect(sumOf(noTokens, { input: 1, output: 2 })).toEqual({ input: 1, output: 2 });
});
