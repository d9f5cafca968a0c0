// Chance that can be had again: the same seed makes the same choices.

export interface Chance {
  /** In [0, 1). */
  next(): number;
  /** A whole number from 0 up to, but not including, the bound. */
  below(bound: number): number;
  /** @throws when there is nothing to pick from */
  pick<T>(items: readonly T[]): T;
  happens(probability: number): boolean;
}

/** FAULT_SEED repeats the choices of an earlier run. */
export const seed = Number(process.env["FAULT_SEED"] ?? Math.floor(Math.random() * 1e9));

export function chanceFrom(start: number): Chance {
  const next = mulberry32(start);
  const below = (bound: number) => Math.floor(next() * bound);
  return {
    next,
    below,
    pick<T>(items: readonly T[]): T {
      if (items.length === 0) throw new Error("There is nothing to pick from");
      return items[below(items.length)] as T;
    },
    happens: (probability) => next() < probability,
  };
}

function mulberry32(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
