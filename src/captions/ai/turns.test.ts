import { expect, it } from "vitest";
import { createTurns } from "./turns.ts";

const patient = new AbortController().signal;

it("so many at once, the others in the order in which they came", async () => {
  const turns = createTurns({ places: 1, line: 2 });
  const order: string[] = [];
  const first = await turns.take(patient);
  const second = turns.take(patient).then((turn) => (order.push("second"), turn));
  const third = turns.take(patient).then((turn) => (order.push("third"), turn));
  expect(await turns.take(patient)).toBeUndefined();
  expect(order).toEqual([]);
  first?.[Symbol.dispose]();
  // To end a turn again ends nobody else's.
  first?.[Symbol.dispose]();
  (await second)?.[Symbol.dispose]();
  (await third)?.[Symbol.dispose]();
  expect(order).toEqual(["second", "third"]);
});

it("whoever goes leaves the line", async () => {
  const turns = createTurns({ places: 1, line: 1 });
  const gone = new AbortController();
  const first = await turns.take(patient);
  const impatient = turns.take(gone.signal);
  gone.abort();
  expect(await impatient).toBeUndefined();
  expect(await turns.take(gone.signal)).toBeUndefined();
  const next = turns.take(patient);
  first?.[Symbol.dispose]();
  expect(await next).toBeDefined();
});
