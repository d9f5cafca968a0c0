import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { plus, systemClock } from "#kernel/clock.ts";
import { newId } from "#kernel/ids.ts";
import { PlatformError } from "#connector/failure.ts";
import { openPresence } from "#store/presence.ts";
import { openSignals } from "#store/signals.ts";
import type { Engine } from "./engine.ts";
import { claimLanes } from "./lanes.ts";
import { leaseMs } from "./lease.ts";
import { openRig } from "./testing/rig.ts";
import { compositionOf, lost } from "./testing/scripted.ts";
import type { Fate } from "./testing/scripted.ts";
import { dueChannel, startWorker } from "./worker.ts";
import type { Worker } from "./worker.ts";

const rig = await openRig();
const signals = await openSignals(rig.store);
const { db, platform } = rig;
const connections = { ...rig.engine.connections, clock: systemClock };
const engine: Engine = { ...rig.engine, connections, clock: systemClock };
const work: Fate = { kind: "work" };
let connectionId = "";

afterAll(async () => {
  await signals[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
});

beforeEach(async () => {
  await db.deleteFrom("connections").execute();
  connectionId = await rig.addConnection();
  Object.assign(platform, { posts: [], requests: [], script: [], canLook: true });
});

describe("a worker", { timeout: 20_000 }, () => {
  it("takes what is there when it starts, and what it is told of later", async () => {
    const first = await add();
    await start();
    await published(first);
    const second = await add();
    signals.send(dueChannel, "");
    await published(second);
  });

  it("begins what is due later when its time comes, by itself", async () => {
    await start();
    const dueAt = plus(systemClock.now(), 150);
    const id = await rig.addDelivery(connectionId, compositionOf("text"), dueAt);
    signals.send(dueChannel, "");
    await published(id);
    const { startedAt } = await rig.delivery(id);
    expect(startedAt?.getTime()).toBeGreaterThanOrEqual(dueAt.getTime());
  });

  it("shares the work with another, and nothing is done twice", async () => {
    const ids = [];
    for (let lane = 0; lane < 12; lane += 1) {
      const id = await rig.addConnection();
      ids.push(await add("first", id), await add("second", id));
    }
    await Promise.all([start(), start()]);
    for (const id of ids) await published(id);
    expect(platform.posts).toHaveLength(ids.length);
    for (const id of ids) expect((await rig.delivery(id)).attempts).toHaveLength(1);
  });

  it("rests while it has its hands full, and goes on when one is free", async () => {
    const gate = openGate();
    platform.script = [{ kind: "meanwhile", act: gate.wait }, work];
    await add("first");
    const second = await add("second", await rig.addConnection());
    const worker = await start({ concurrency: 1 });
    await gate.reached;
    await expect.poll(() => isRestful(worker)).toBe(true);
    expect(platform.requests).toHaveLength(1);
    gate.open();
    await published(second);
  });

  it("finishes what is under way before it ends", async () => {
    const gate = openGate();
    platform.script = [{ kind: "meanwhile", act: gate.wait }, work];
    const id = await add();
    const worker = await start();
    await gate.reached;
    const ended = worker[Symbol.asyncDispose]();
    gate.open();
    await ended;
    expect((await rig.delivery(id)).state).toBe("published");
    expect(await db.selectFrom("workers").selectAll().execute()).toEqual([]);
  });

  it("leaves to the next one what takes too long to be waited for", async () => {
    const gate = openGate();
    platform.script = [{ kind: "meanwhile", act: () => gate.wait().then(loseConnection) }, work];
    const id = await add();
    const worker = await start({ drainMs: 20 });
    await gate.reached;
    const ended = worker[Symbol.asyncDispose]();
    await pause(1500);
    gate.open();
    await ended;
    expect(await rig.delivery(id)).toMatchObject({ state: "running", attempts: [] });
    await start();
    await published(id);
    const { attempts } = await rig.delivery(id);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(["interrupted", "published"]);
    expect(platform.posts).toHaveLength(1);
  });

  it("sends nothing more once it must stop, and leaves no doubt about what it did not send", async () => {
    const gate = openGate();
    platform.script = [{ kind: "meanwhile", act: gate.wait }, work];
    const id = await rig.addDelivery(connectionId, compositionOf("one", "two"), new Date());
    const worker = await start({ drainMs: 20 });
    await gate.reached;
    const ended = worker[Symbol.asyncDispose]();
    await pause(1500);
    gate.open();
    await ended;
    expect(platform.requests).toEqual(["segment-0"]);
    const { journal } = await rig.delivery(id);
    expect(journal).toMatchObject([{ step: "segment-0", isInDoubt: false }]);
  });

  it("that lost its connection stops what it does, and comes back as somebody else", async () => {
    const gate = openGate();
    platform.script = [{ kind: "meanwhile", act: () => gate.wait().then(loseConnection) }, work];
    const id = await add();
    await start();
    await gate.reached;
    const before = await workerIds();
    await endPresences();
    await expect.poll(workerIds, { timeout: 10_000 }).not.toEqual(before);
    gate.open();
    await published(id);
    const { attempts } = await rig.delivery(id);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(["interrupted", "published"]);
    expect(platform.posts).toHaveLength(1);
  });

  it("goes on where one that died left off, without waiting for its leases", async () => {
    const id = await add();
    const dead = await openPresence(rig.store, newId(), () => undefined);
    const asked = { workerId: dead.workerId, limit: 10, leaseMs, now: systemClock.now() };
    expect(await claimLanes(db, asked)).toHaveLength(1);
    await endPresences();
    await start();
    await published(id);
    expect((await rig.delivery(id)).attempts).toMatchObject([
      { outcome: "interrupted" },
      { outcome: "published" },
    ]);
  });
});

function add(text = "text", to = connectionId): Promise<string> {
  return rig.addDelivery(to, compositionOf(text), systemClock.now());
}

async function start(options: { concurrency?: number; drainMs?: number } = {}): Promise<Worker> {
  const { store } = rig;
  const worker = await startWorker({
    ...{ engine, store, signals, concurrency: 8, drainMs: 10_000, ...options },
  });
  let isEnded = false;
  const end = async () => {
    if (!isEnded) await worker[Symbol.asyncDispose]();
    isEnded = true;
  };
  onTestFinished(end);
  return { ...worker, [Symbol.asyncDispose]: end };
}

async function published(id: string): Promise<void> {
  const state = async () => (await rig.delivery(id)).state;
  await expect.poll(state, { timeout: 10_000, interval: 20 }).toBe("published");
}

/** A place in a request where it waits to be let through. */
function openGate() {
  const opened = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  return {
    reached: reached.promise,
    open: opened.resolve,
    wait() {
      reached.resolve();
      return opened.promise;
    },
  };
}

/** As the guarded fetch does when it is aborted. */
function loseConnection(): never {
  throw new PlatformError(lost("maybe"));
}

async function isRestful(worker: Worker): Promise<boolean> {
  const before = worker.lastLookAt();
  await pause(50);
  return worker.lastLookAt() === before;
}

async function workerIds(): Promise<string[]> {
  const rows = await db.selectFrom("workers").select("id").orderBy("id").execute();
  return rows.map(({ id }) => id);
}

/** Ends the connections that hold the workers' locks, as a restart of PostgreSQL does. */
async function endPresences(): Promise<void> {
  await sql`
    select pg_terminate_backend(pid) from pg_locks
    where locktype = 'advisory' and mode = 'ExclusiveLock'
      and database = (select oid from pg_database where datname = current_database())
      and classid = ${0x62726f61}
  `.execute(db);
}
