// What the workshop does. Loaded only there: whoever asks for a task needs no image library.

import { draw } from "./draw.ts";
import { measure } from "./measure.ts";

export const tasks = { measure, draw };

export type Tasks = typeof tasks;

/** What the workshop is sent: the name of a task and its one argument. */
export interface Order {
  task: keyof Tasks;
  given: unknown;
}

/** What it sends back. */
export type Answer = { done: unknown } | { failed: string };
