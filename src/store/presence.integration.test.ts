import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { newId } from "#kernel/ids.ts";
import { openTestStore } from "#test/database/store.ts";
import type { TestStore } from "#test/database/store.ts";
import { openPresence, removeDeadWorkers } from "./presence.ts";
import type { Presence } from "./presence.ts";

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});

afterAll(() => store[Symbol.asyncDispose]());

beforeEach(async () => {
  await store.db.deleteFrom("workers").execute();
});

describe("a worker", () => {
  it("is there for as long as its connection is, and no longer", async () => {
    const [living, dying] = [await appear(), await appear()];
    expect(await removed()).toEqual([]);
    await endConnectionOf(dying);
    expect(await removed()).toEqual([dying.workerId]);
    expect(await workerIds()).toEqual([living.workerId]);
    expect(await removed()).toEqual([]);
  });

  it("learns that it is taken for dead, once", async () => {
    const onLost = vi.fn();
    const presence = await appear(onLost);
    expect(presence.isAlive()).toBe(true);
    await endConnectionOf(presence);
    await expect.poll(() => presence.isAlive()).toBe(false);
    expect(onLost).toHaveBeenCalledTimes(1);
  });

  it("leaves without a trace when it ends in good order, and is not told that it is lost", async () => {
    const onLost = vi.fn();
    const presence = await appear(onLost);
    await presence[Symbol.asyncDispose]();
    expect(await workerIds()).toEqual([]);
    expect(onLost).not.toHaveBeenCalled();
  });

  it("is not there, and not lost either, where it could not register", async () => {
    const onLost = vi.fn();
    const known = await appear();
    await expect(openPresence(store, known.workerId, onLost)).rejects.toThrow(/unique/);
    expect(onLost).not.toHaveBeenCalled();
    expect(await countConnections()).toBe(1);
  });

  it("that is new is never taken for dead by those who look at the same time", async () => {
    const [others] = await Promise.all([
      Promise.all(Array.from({ length: 6 }, () => appear())),
      Promise.all(Array.from({ length: 12 }, removed)),
    ]);
    expect(await workerIds()).toEqual(others.map(({ workerId }) => workerId).sort());
  });
});

describe("the dead", () => {
  it("are removed by one of those who look, together with what it frees", async () => {
    const dead = await appear();
    await endConnectionOf(dead);
    const found = (await Promise.all(Array.from({ length: 6 }, removed))).flat();
    expect(found).toEqual([dead.workerId]);
  });

  it("stay where freeing what was theirs fails", async () => {
    const dead = await appear();
    await endConnectionOf(dead);
    const trouble = () => Promise.reject(new Error("Not now"));
    await expect(removeDeadWorkers(store.db, trouble)).rejects.toThrow("Not now");
    expect(await removed()).toEqual([dead.workerId]);
  });
});

async function appear(onLost: () => void = () => undefined): Promise<Presence> {
  const presence = await openPresence(store, newId(), onLost);
  onTestFinished(() => presence[Symbol.asyncDispose]());
  return presence;
}

/** As its process's death does. */
async function endConnectionOf({ workerId }: Presence): Promise<void> {
  const holders = sql`
    from pg_locks join workers on objid = lock_key
    where locktype = 'advisory' and workers.id = ${workerId}
      and database = (select oid from pg_database where datname = current_database())
  `;
  await sql`select pg_terminate_backend(pid) ${holders}`.execute(store.db);
  await expect
    .poll(async () => (await sql`select pid ${holders}`.execute(store.db)).rows)
    .toEqual([]);
}

async function removed(): Promise<readonly string[]> {
  let ids: readonly string[] = [];
  const count = await removeDeadWorkers(store.db, (_, dead) => {
    ids = dead;
    return Promise.resolve();
  });
  expect(count).toBe(ids.length);
  return ids;
}

async function workerIds(): Promise<string[]> {
  const rows = await store.db.selectFrom("workers").select("id").orderBy("id").execute();
  return rows.map(({ id }) => id);
}

/** Those of workers: they begin with their own insert and are idle after its commit. */
async function countConnections(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and query in ('commit', 'rollback')
      and pid in (select pid from pg_locks where locktype = 'advisory')
  `.execute(store.db);
  return rows[0]?.count ?? 0;
}
