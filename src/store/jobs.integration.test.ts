import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { hours } from "#kernel/clock.ts";
import type { JsonObject } from "#kernel/json.ts";
import { openTestStore } from "#test/database/store.ts";
import type { TestStore } from "#test/database/store.ts";
import { openJobs } from "./jobs.ts";
import type { JobKind, Jobs } from "./jobs.ts";

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});

afterAll(() => store[Symbol.asyncDispose]());

describe("a job", { timeout: 30_000 }, () => {
  it("is run once the transaction that caused it is committed, and never where that fails", async () => {
    const runs: JsonObject[] = [];
    const jobs = await open({ note: { run: (data) => Promise.resolve(void runs.push(data)) } });
    const changedMind = store.db.transaction().execute(async (tx) => {
      await jobs.enqueue(tx, "note", { text: "never" });
      throw new Error("Changed my mind");
    });
    await expect(changedMind).rejects.toThrow("Changed my mind");
    await store.db.transaction().execute((tx) => jobs.enqueue(tx, "note", { text: "yes" }));
    await expect.poll(() => runs, { timeout: 20_000 }).toEqual([{ text: "yes" }]);
    expect(await jobsOf("note")).toMatchObject([{ data: { text: "yes" } }]);
  });

  it("is run again after it failed", async () => {
    let tries = 0;
    const jobs = await open({
      flaky: {
        run() {
          tries += 1;
          return tries === 1 ? Promise.reject(new Error("Not now")) : Promise.resolve();
        },
      },
    });
    await store.db.transaction().execute((tx) => jobs.enqueue(tx, "flaky", {}));
    await expect
      .poll(() => jobsOf("flaky"), { timeout: 20_000 })
      .toMatchObject([{ state: "retry" }]);
    // The pause before it is a matter of seconds, and none of this test's.
    await sql`update pgboss.job set start_after = now() where name = 'flaky'`.execute(store.db);
    await expect
      .poll(() => jobsOf("flaky"), { timeout: 20_000 })
      .toMatchObject([{ state: "completed" }]);
    expect(tries).toBe(2);
  });

  it("is tried as often as its kind wants, also where the queue was made for fewer tries", async () => {
    const run = () => Promise.resolve();
    const jobs = await open({ kept: { run } }, false);
    await store.db.transaction().execute((tx) => jobs.enqueue(tx, "kept", {}));
    const patient = await open(
      { kept: { run, retries: { limit: 50, maxDelayMs: hours(2) } } },
      false,
    );
    await store.db.transaction().execute((tx) => patient.enqueue(tx, "kept", {}));
    const { rows } = await sql`
      select retry_limit as "limit", retry_delay_max as "maxSeconds" from pgboss.job
      where name = 'kept' order by created_on
    `.execute(store.db);
    expect(rows).toEqual([
      { limit: 8, maxSeconds: 3600 },
      { limit: 50, maxSeconds: 7200 },
    ]);
  });

  it("waits for its time", async () => {
    const jobs = await open({ later: { run: () => Promise.resolve() } }, false);
    const startAt = new Date("2126-11-01T12:00:00Z");
    await store.db.transaction().execute((tx) => jobs.enqueue(tx, "later", {}, startAt));
    expect(await jobsOf("later")).toEqual([{ state: "created", data: {}, startAt }]);
  });

  it("is left alone by a process that only enqueues", async () => {
    const kinds = { idle: { run: () => Promise.reject(new Error("not here")) } };
    const jobs = await open(kinds, false);
    await store.db.transaction().execute((tx) => jobs.enqueue(tx, "idle", {}));
    expect(await jobsOf("idle")).toMatchObject([{ state: "created" }]);
  });
});

it(
  "two processes may open an empty queue at once, and again later",
  { timeout: 30_000 },
  async () => {
    await using empty = await openTestStore();
    const kinds = { one: { run: () => Promise.resolve() }, two: { run: () => Promise.resolve() } };
    const openOne = () => openJobs({ store: empty, kinds, isWorker: false, onError });
    const opened = await Promise.all([openOne(), openOne()]);
    await using again = await openOne();
    await empty.db.transaction().execute((tx) => again.enqueue(tx, "two", {}));
    for (const jobs of opened) await jobs[Symbol.asyncDispose]();
  },
);

async function open(kinds: Record<string, JobKind>, isWorker = true): Promise<Jobs> {
  const jobs = await openJobs({ store, kinds, isWorker, onError });
  onTestFinished(() => jobs[Symbol.asyncDispose]());
  return jobs;
}

function onError(error: unknown): void {
  throw error;
}

async function jobsOf(name: string) {
  const { rows } = await sql<{ state: string; data: unknown; startAt: Date }>`
    select state, data, start_after as "startAt" from pgboss.job where name = ${name}
  `.execute(store.db);
  return rows;
}
