// What a text by a model has cost, in money and in time.

import type { Adapted } from "#api/contract/adapt.ts";

const count = new Intl.NumberFormat("en");
const dollars = new Intl.NumberFormat("en", {
  ...{ style: "currency", currency: "USD" },
  ...{ minimumFractionDigits: 2, maximumSignificantDigits: 2, roundingPriority: "morePrecision" },
} as const);
const seconds = new Intl.NumberFormat("en", { maximumFractionDigits: 1, minimumFractionDigits: 1 });

export interface Spent {
  usage: Adapted["usage"];
  latencyMs?: number;
  tries?: number;
}

/** "$0.0004 · 1,204 tokens in · 56 tokens out · 2.3 s"; without what the server does not know. */
export function costWords({ usage, latencyMs, tries = 1 }: Spent): string {
  const { costUsd, inputTokens, outputTokens } = usage;
  return [
    ...(costUsd === null ? [] : [dollars.format(costUsd)]),
    ...(inputTokens === null ? [] : [`${count.format(inputTokens)} tokens in`]),
    ...(outputTokens === null ? [] : [`${count.format(outputTokens)} tokens out`]),
    ...(latencyMs === undefined ? [] : [`${seconds.format(latencyMs / 1000)} s`]),
    ...(tries > 1 ? [`asked ${tries} times`] : []),
  ].join(" · ");
}
