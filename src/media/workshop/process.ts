// The workshop's process: one order, one answer, until nobody listens any more.

import sharp from "sharp";
import type { Answer, Order } from "./tasks.ts";
import { tasks } from "./tasks.ts";

sharp.cache(false);
sharp.concurrency(1);

// Ctrl-C reaches every process of a terminal, and the server finishes what it is at; so do we.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => undefined);
process.on("disconnect", () => process.exit());
process.on("message", (order: Order) => {
  void perform(order).then((answer) => process.send?.(answer));
});

async function perform({ task, given }: Order): Promise<Answer> {
  try {
    // Both ends are ours, and the asking one is typed.
    return { done: await tasks[task](given as never) };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}
