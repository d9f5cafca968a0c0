import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { minutes, seconds } from "#kernel/clock.ts";
import type { GuardedFetch } from "#kernel/http/fetch.ts";
import { sessionOf } from "./attempt.ts";
import type { Attempt } from "./attempt.ts";
import { holdLease, instantNow, leaseMs } from "./lease.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it("no request outlives the lease, not the second one of a step either, whatever it asks for", async () => {
  const { attempt, timesMs } = attemptUnder(leaseMs);
  const session = sessionOf(attempt);
  const upload = { method: "POST", url: "https://example.org/", timeoutMs: minutes(2) } as const;
  await session.fetch(upload);
  const { lease } = attempt.claim;
  vi.advanceTimersByTime(lease.remainingMs() - seconds(3));
  await session.fetch(upload);
  expect(timesMs).toEqual([minutes(2), seconds(3)]);
});

function attemptUnder(lengthMs: number) {
  const timesMs: (number | undefined)[] = [];
  const send: GuardedFetch = ({ timeoutMs }) => {
    timesMs.push(timeoutMs);
    return Promise.resolve({} as Awaited<ReturnType<GuardedFetch>>);
  };
  const lease = holdLease({ connectionId: "c", fence: 1 }, instantNow(), lengthMs);
  const attempt = {
    ...{ engine: { connections: { http: { guardedFetch: () => send } } }, claim: { lease } },
    work: { platform: { origins: {}, settings: {}, hosts: [] }, credential: { credential: {} } },
    signal: new AbortController().signal,
  } as unknown as Attempt;
  return { attempt, timesMs };
}
