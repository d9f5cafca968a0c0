import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { startLooking } from "./looking.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("looking for work", () => {
  it("begins at once, and goes on after the pause that the look named", async () => {
    const { look } = start(() => Promise.resolve(300));
    await vi.advanceTimersByTimeAsync(0);
    expect(look).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(299);
    expect(look).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(look).toHaveBeenCalledTimes(2);
  });

  it("does not wait for the pause when it is hinted at", async () => {
    const { look, looking } = start(() => Promise.resolve(10_000));
    await vi.advanceTimersByTimeAsync(0);
    looking.hint();
    await vi.advanceTimersByTimeAsync(0);
    expect(look).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(look).toHaveBeenCalledTimes(2);
  });

  it("makes one more look of many hints during a look, and never two at once", async () => {
    let [underWay, most] = [0, 0];
    const { look, looking } = start(async () => {
      most = Math.max(most, (underWay += 1));
      await new Promise((resolve) => setTimeout(resolve, 50));
      underWay -= 1;
      return 10_000;
    });
    for (let hints = 0; hints < 20; hints += 1) looking.hint();
    await vi.advanceTimersByTimeAsync(1000);
    expect(look).toHaveBeenCalledTimes(2);
    expect(most).toBe(1);
  });

  it("goes on after an error, which it hands over", async () => {
    const trouble = new Error("The database is away");
    const { look, onError } = start(() => Promise.reject(trouble));
    await vi.advanceTimersByTimeAsync(0);
    expect(onError).toHaveBeenCalledExactlyOnceWith(trouble);
    await vi.advanceTimersByTimeAsync(1000);
    expect(look).toHaveBeenCalledTimes(2);
  });

  it("stops when the look under way is over, whatever hints come", async () => {
    const { look, looking } = start(
      () => new Promise((resolve) => setTimeout(() => resolve(1), 50)),
    );
    let isStopped = false;
    looking.hint();
    void looking.stop().then(() => (isStopped = true));
    await vi.advanceTimersByTimeAsync(49);
    expect(isStopped).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(isStopped).toBe(true);
    looking.hint();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(look).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

function start(work: () => Promise<number>) {
  const look = vi.fn(work);
  const onError = vi.fn();
  const looking = startLooking({ look, pauseMs: 1000, onError });
  onTestFinished(() => looking.stop());
  return { look, onError, looking };
}
