import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { plus, seconds } from "#kernel/clock.ts";
import { countAttempts } from "./attempts.ts";

const limit = { window: 60, max: 2 };
const start = new Date("2027-03-01T12:00:00Z");

beforeEach(() => {
  vi.useFakeTimers({ now: start });
});
afterEach(() => {
  vi.useRealTimers();
});

test("refuses what is too much, and says when to come back", async () => {
  const { attempt } = open();
  expect([await attempt(0), await attempt(0)]).toEqual([null, null]);
  expect(await attempt(0)).toBe(60);
  expect(await attempt(59.5)).toBe(1);
});

test("a new window opens when the first has ended, refusals notwithstanding", async () => {
  const { attempt } = open();
  for (const at of [0, 30, 59]) await attempt(at);
  expect([await attempt(60), await attempt(60)]).toEqual([null, null]);
  expect(await attempt(60)).toBe(60);
});

test("each key is counted alone", async () => {
  const { attempt } = open();
  await attempt(0);
  await attempt(0);
  expect(await attempt(0, { key: "another" })).toBeNull();
  expect(await attempt(0)).toBe(60);
});

test("each limit is counted alone", async () => {
  const { attempt } = open();
  await attempt(0);
  await attempt(0);
  expect(await attempt(0, { max: 3 })).toBeNull();
  expect(await attempt(0)).toBe(60);
});

/** Tells after how many seconds an attempt may be repeated; null when it was allowed. */
function open() {
  const counter = countAttempts();
  return {
    async attempt(atSeconds: number, { key = "somebody", ...change }: Change = {}) {
      vi.advanceTimersByTime(plus(start, seconds(atSeconds)).getTime() - Date.now());
      return (await counter.consume(key, { ...limit, ...change })).retryAfter;
    },
  };
}

interface Change {
  key?: string;
  max?: number;
}
