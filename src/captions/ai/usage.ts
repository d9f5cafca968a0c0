// What questions to the AI have used, and what that costs.

/** In US dollars per million tokens. */
export interface Prices {
  inputUsd: number;
  outputUsd: number;
}

/** Null: the endpoint did not say. */
export interface Tokens {
  input: number | null;
  output: number | null;
}

export interface Usage {
  inputTokens: number | null;
  outputTokens: number | null;
  /** Null: there are no prices, or no counts. */
  costUsd: number | null;
}

/** Of what was not asked, or refused. */
export const noTokens: Tokens = { input: 0, output: 0 };
/** Of an answer that was not heard to its end: the count stands there. */
export const uncounted: Tokens = { input: null, output: null };

/** Not known where a part is not: what is shown is never less than what was used. */
export function sumOf(a: Tokens, b: Tokens): Tokens {
  return { input: plus(a.input, b.input), output: plus(a.output, b.output) };
}

export function usageOf({ input, output }: Tokens, prices: Prices | undefined): Usage {
  const isKnown = prices !== undefined && input !== null && output !== null;
  const costUsd = isKnown ? (input * prices.inputUsd + output * prices.outputUsd) / 1e6 : null;
  return { inputTokens: input, outputTokens: output, costUsd };
}

function plus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}
