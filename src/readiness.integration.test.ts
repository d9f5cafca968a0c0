import { expect, it } from "vitest";
import { plus, seconds } from "#kernel/clock.ts";
import type { Worker } from "#delivery/worker.ts";
import { openJobs } from "#store/jobs.ts";
import { openTestStore } from "#test/database/store.ts";
import { findUnready } from "./readiness.ts";

const now = new Date("2026-11-01T12:00:00Z");

it("is ready when database, queue and worker are", { timeout: 20_000 }, async () => {
  await using store = await openTestStore();
  await using _jobs = await openJobs({
    store,
    kinds: {},
    isWorker: false,
    onError: () => undefined,
  });
  expect(await findUnready(store.db, undefined, now)).toEqual({});
  expect(await findUnready(store.db, lookedAt(plus(now, -seconds(60))), now)).toEqual({});
});

it("says that the worker hangs, since when", async () => {
  await using store = await openTestStore();
  const at = plus(now, -seconds(60) - 1);
  expect(await findUnready(store.db, lookedAt(at), now)).toMatchObject({
    worker: `The worker has not looked for work since ${at.toISOString()}`,
  });
});

it("says that the database or its queue does not answer", async () => {
  const store = await openTestStore();
  const words = { database: "The database or its queue does not answer" };
  expect(await findUnready(store.db, undefined, now)).toEqual(words);
  await store[Symbol.asyncDispose]();
  expect(await findUnready(store.db, undefined, now)).toEqual(words);
});

function lookedAt(at: Date): Worker {
  return { lastLookAt: () => at, [Symbol.asyncDispose]: () => Promise.resolve() };
}
