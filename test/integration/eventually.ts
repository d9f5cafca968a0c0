// Patience.

import { setTimeout as pause } from "node:timers/promises";

/** Asks until the answer is something. */
export async function eventually<T>(
  ask: () => Promise<T | undefined>,
  withinMs = 30_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error("It has not happened in time");
    await pause(25);
  }
}
