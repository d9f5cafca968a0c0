import { afterEach, expect, test, vi } from "vitest";

import { tellWhileWaiting } from "./wait.ts";

afterEach(() => void vi.useRealTimers());

test("it tells once after every ten seconds of waiting", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const told: number[] = [];
  const onWait = tellWhileWaiting((seconds) => told.push(seconds));
  for (let second = 0; second < 35; second += 1) {
    onWait();
    vi.advanceTimersByTime(1000);
  }
  expect(told).toEqual([10, 20, 30]);
});
