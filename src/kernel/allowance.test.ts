import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createAllowance } from "./allowance.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-01T12:00:00Z") });
});

afterEach(() => {
  vi.useRealTimers();
});

it("is used up by its name, and comes back when its window ends", async () => {
  const allowance = createAllowance({ limit: 2, windowSeconds: 60 });
  expect(await allowance.use("ada")).toEqual({ isAllowed: true, left: 1, resetSeconds: 60 });
  vi.advanceTimersByTime(20_500);
  expect(await allowance.use("ada")).toEqual({ isAllowed: true, left: 0, resetSeconds: 40 });
  expect(await allowance.use("ada")).toEqual({ isAllowed: false, left: 0, resetSeconds: 40 });
  expect(await allowance.use("bob")).toMatchObject({ isAllowed: true, left: 1 });
  vi.advanceTimersByTime(39_500);
  expect(await allowance.use("ada")).toMatchObject({ isAllowed: true, left: 1 });
});
