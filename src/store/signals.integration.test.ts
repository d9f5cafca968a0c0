import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { openTestStore } from "#test/database/store.ts";
import type { TestStore } from "#test/database/store.ts";
import { run } from "#test/database/template.ts";
import { openSignals } from "./signals.ts";
import type { Signals } from "./signals.ts";

const listeners = `
  from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and query = 'listen broadside'
`;
const endListeners = `select pg_terminate_backend(pid) ${listeners}`;

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});

afterAll(() => store[Symbol.asyncDispose]());

describe("signals", { timeout: 20_000 }, () => {
  it("reach every listener on the channel, in this process and in others, and nobody else", async () => {
    const [here, there] = [await open(), await open()];
    const heard = [here, here, there].map((signals) => listen(signals, "lanes"));
    const other = listen(there, "posts");
    here.send("lanes", "1");
    for (const topics of heard) await expect.poll(() => topics).toEqual([["1"]]);
    expect(other).toEqual([]);
  });

  it("are gathered: many at once are one notification, each topic in it once", async () => {
    const signals = await open();
    const topics = listen(signals, "lanes");
    for (const topic of ["1", "2", "1", "3", "2"]) signals.send("lanes", topic);
    await expect.poll(() => topics).toEqual([["1", "2", "3"]]);
  });

  it("are split where PostgreSQL would not take them in one", async () => {
    const signals = await open();
    const heard = listen(signals, "lanes");
    const sent = Array.from({ length: 1000 }, (_, index) => `${index}/${"é".repeat(20)}`);
    for (const topic of sent) signals.send("lanes", topic);
    await expect.poll(() => heard.flat().length).toBe(sent.length);
    expect(heard.flat()).toEqual(sent);
    expect(heard.length).toBeGreaterThan(sent.join(" ").length / 8000);
  });

  it("stop for whoever has ended listening", async () => {
    const signals = await open();
    const [ended, others]: string[][][] = [[], []];
    const end = signals.listen("lanes", (topics) => ended?.push([...topics]));
    signals.listen("lanes", (topics) => others?.push([...topics]));
    end();
    signals.send("lanes", "1");
    await expect.poll(() => others).toEqual([["1"]]);
    expect(ended).toEqual([]);
  });

  it("that were sent are out before they are closed", async () => {
    const listener = await open();
    const topics = listen(listener, "lanes");
    const sender = await openSignals(store);
    sender.send("lanes", "1");
    await sender[Symbol.asyncDispose]();
    await expect.poll(() => topics).toEqual([["1"]]);
  });

  it("come again after the connection was lost", async () => {
    const signals = await open();
    const topics = listen(signals, "lanes");
    await run(store.url, endListeners);
    await expect
      .poll(
        () => {
          signals.send("lanes", "again");
          return topics.length;
        },
        { timeout: 10_000 },
      )
      .toBeGreaterThan(0);
    expect(await countListeners()).toBe(1);
  });

  it("try to connect one at a time while the database is away, and are one listener afterwards", async () => {
    let isAway = false;
    const newClient = vi.fn(() => {
      const client = store.newClient();
      // A port that nothing listens on.
      if (isAway) client.port = 1;
      return client;
    });
    const signals = await openSignals({ ...store, newClient });
    onTestFinished(() => signals[Symbol.asyncDispose]());
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    isAway = true;
    await run(store.url, endListeners);
    for (let tries = 1; tries <= 5; tries += 1) {
      while (vi.getTimerCount() === 0) await pause(1);
      // Whoever else would try, too, has had the time to say so.
      await pause(200);
      await vi.advanceTimersByTimeAsync(1000);
      expect(newClient).toHaveBeenCalledTimes(1 + tries);
    }
    isAway = false;
    while (vi.getTimerCount() === 0) await pause(1);
    await vi.advanceTimersByTimeAsync(1000);
    vi.useRealTimers();
    await expect.poll(countListeners).toBe(1);
  });

  it("fail to open where there is no database, and leave nothing behind that tries", async () => {
    const newClient = vi.fn(() => Object.assign(store.newClient(), { port: 1 }));
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    await expect(openSignals({ ...store, newClient })).rejects.toThrow();
    await pause(20);
    expect(vi.getTimerCount()).toBe(0);
  });
});

async function open(): Promise<Signals> {
  const signals = await openSignals(store);
  onTestFinished(() => signals[Symbol.asyncDispose]());
  return signals;
}

function listen(signals: Signals, channel: string): string[][] {
  const heard: string[][] = [];
  signals.listen(channel, (topics) => heard.push([...topics]));
  return heard;
}

async function countListeners(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count ${sql.raw(listeners)}
  `.execute(store.db);
  return rows[0]?.count ?? 0;
}
