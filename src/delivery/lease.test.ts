import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { maxUploadMs } from "#connections/session.ts";
import { seconds } from "#kernel/clock.ts";
import { holdLease, instantNow, leaseMs } from "./lease.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("a lease", () => {
  it("ends for its holder before it ends for the others", () => {
    const lease = hold();
    expect(lease.remainingMs()).toBeLessThan(leaseMs);
    vi.advanceTimersByTime(leaseMs - 1);
    expect(lease.remainingMs()).toBeLessThan(0);
  });

  it("has room for the longest request when it is new", () => {
    expect(hold().remainingMs()).toBeGreaterThan(maxUploadMs);
  });

  it("counts from before it was asked for: the way to the database is time, too", () => {
    const askedAt = instantNow();
    vi.advanceTimersByTime(seconds(20));
    expect(holdLease({ connectionId: "c", fence: 1 }, askedAt, leaseMs).remainingMs()).toBe(
      hold().remainingMs() - seconds(20),
    );
  });

  it("begins anew when it is renewed", () => {
    const lease = hold();
    const whole = lease.remainingMs();
    vi.advanceTimersByTime(seconds(40));
    expect(lease.remainingMs()).toBe(whole - seconds(40));
    lease.renewed(instantNow());
    expect(lease.remainingMs()).toBe(whole);
  });

  it("is over when the computer has slept: its steady clock stood still meanwhile", () => {
    const lease = hold();
    vi.setSystemTime(Date.now() + leaseMs);
    expect(lease.remainingMs()).toBeLessThanOrEqual(0);
  });

  it("is no longer for a clock that was set back", () => {
    const lease = hold();
    const whole = lease.remainingMs();
    vi.setSystemTime(Date.now() - seconds(3600));
    vi.advanceTimersByTime(seconds(30));
    expect(lease.remainingMs()).toBe(whole - seconds(30));
  });
});

function hold() {
  return holdLease({ connectionId: "c", fence: 1 }, instantNow(), leaseMs);
}
