import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { minutes, plus, seconds } from "#kernel/clock.ts";
import { newId } from "#kernel/ids.ts";
import { cancelDelivery } from "./change.ts";
import { endAttempt, recordInterruption, saveProgress, stopped } from "./end.ts";
import { saveSending } from "./journal.ts";
import { brokenBy, pauseUntil } from "./judge.ts";
import type { Ending } from "./judge.ts";
import { claimLanes, freeLane, freeLanesOf, nextDueAt } from "./lanes.ts";
import type { Claim } from "./lanes.ts";
import { LeaseLost, leaseMs } from "./lease.ts";
import { openRig } from "./testing/rig.ts";
import { compositionOf } from "./testing/scripted.ts";

const rig = await openRig();
const { db, clock } = rig;
let connectionId = "";

afterAll(() => rig[Symbol.asyncDispose]());

beforeEach(async () => {
  // Every test has the lanes to itself.
  await db.deleteFrom("connections").execute();
  connectionId = await rig.addConnection();
});

describe("a lane", () => {
  it("is claimed by its earliest due delivery, and of those by the one made first", async () => {
    const [early, late] = [plus(clock.now(), -seconds(2)), plus(clock.now(), -seconds(1))];
    await add(late);
    const first = await add(early);
    await add(early);
    expect(await claim()).toMatchObject([{ deliveryId: first, wasInterrupted: false }]);
  });

  it("is not claimed while it is held, nor before anything in it is due", async () => {
    await add(plus(clock.now(), minutes(1)));
    expect(await claim()).toEqual([]);
    await add();
    expect(await claim()).toHaveLength(1);
    await add();
    expect(await claim()).toEqual([]);
  });

  it("is blocked by its first delivery while that waits, whatever is due behind it", async () => {
    const first = await add();
    await add();
    await end(await claimOne(), pauseUntil(plus(clock.now(), minutes(5)), 1));
    expect(await claim()).toEqual([]);
    clock.at = plus(clock.now(), minutes(5));
    expect(await claim()).toMatchObject([{ deliveryId: first, failedTries: 1 }]);
  });

  it("lets what was begun go first, even before what is due earlier", async () => {
    const begun = await add();
    await end(await claimOne(), pauseUntil(plus(clock.now(), seconds(1)), 1));
    await add(plus(clock.now(), -minutes(10)));
    clock.at = plus(clock.now(), seconds(1));
    expect((await claimOne()).deliveryId).toBe(begun);
  });

  it("goes on with the next one when the first has ended", async () => {
    await add();
    const second = await add();
    await end(await claimOne(), brokenBy("17"));
    expect((await claimOne()).deliveryId).toBe(second);
  });

  it("rests when the platform asked for it, also for what is made meanwhile", async () => {
    await add();
    const until = plus(clock.now(), minutes(15));
    const trouble = {
      kind: "rate-limit",
      message: "Too many.",
      until: until.toISOString(),
    } as const;
    const paused: Ending = { state: "waiting", until, pausesLane: true, failedTries: 0, trouble };
    const first = await claimOne();
    await end(first, paused);
    await db.transaction().execute((tx) => cancelDelivery(tx, first.deliveryId, clock.now()));
    await add(plus(clock.now(), -minutes(1)));
    expect(await claim()).toEqual([]);
    expect(await nextDueAt(db)).toEqual(until);
    clock.at = until;
    expect(await claim()).toHaveLength(1);
  });

  it("knows when it goes on: after every insert, cancellation and end", async () => {
    const at = (count: number) => plus(clock.now(), minutes(count));
    const second = await add(at(2));
    expect(await nextDueAt(db)).toEqual(at(2));
    const first = await add(at(1));
    expect(await nextDueAt(db)).toEqual(at(1));
    for (const [id, next] of [
      [first, at(2)],
      [second, undefined],
    ] as const) {
      await db.transaction().execute((tx) => cancelDelivery(tx, id, clock.now()));
      expect(await nextDueAt(db)).toEqual(next);
    }
  });

  it("that says more than is true is put right by whoever claims it", async () => {
    await add(plus(clock.now(), minutes(1)));
    await db.updateTable("lanes").set({ nextAt: clock.now() }).execute();
    expect(await claim()).toEqual([]);
    expect(await nextDueAt(db)).toEqual(plus(clock.now(), minutes(1)));
  });

  it("tells whoever claims it that the last attempt broke off", async () => {
    await add();
    await claimOne();
    await rig.dropLeases();
    expect(await claim()).toMatchObject([{ wasInterrupted: true }]);
  });

  it("is claimed again when its lease has run out, and not before", async () => {
    await add();
    await claim({ leaseMs: minutes(1) });
    expect(await claim()).toEqual([]);
    await db
      .updateTable("lanes")
      .set({ leaseUntil: plus(new Date(), -1) })
      .execute();
    expect(await claim()).toHaveLength(1);
  });
});

describe("claims", () => {
  it("take no more lanes than asked for, the longest due first", async () => {
    const ids = [];
    for (const ageMs of [seconds(1), seconds(3), seconds(2)]) {
      ids.push(await add(plus(clock.now(), -ageMs), await rig.addConnection()));
    }
    const claims = await claim({ limit: 2 });
    expect(new Set(claims.map(({ deliveryId }) => deliveryId))).toEqual(new Set([ids[1], ids[2]]));
  });

  it("of two workers at once never share a lane", async () => {
    const lanes = await addLanes(40);
    const rounds = 13;
    for (let round = 0; round < rounds; round += 1) {
      const claims = (
        await Promise.all(Array.from({ length: 4 }, () => claim({ limit: 15 })))
      ).flat();
      const taken = claims.map(({ lease }) => lease.connectionId);
      expect(new Set(taken).size, `round ${round}`).toBe(taken.length);
      expect(taken).toHaveLength(lanes);
      expect(new Set(claims.map(({ lease }) => lease.fence)).size).toBe(1);
      await rig.dropLeases();
    }
  });

  it("at the same time as cancellations and new deliveries leave every lane right", async () => {
    const first = await add();
    await add();
    await Promise.all([
      claim(),
      db.transaction().execute((tx) => cancelDelivery(tx, first, clock.now())),
      add(plus(clock.now(), -seconds(5))),
      claim(),
    ]);
    // Both claims may have passed over a lane that was locked.
    await claim();
    const { running } = await db
      .selectFrom("deliveries")
      .select((eb) => eb.fn.countAll<string>().as("running"))
      .where("state", "=", "running")
      .executeTakeFirstOrThrow();
    expect(Number(running)).toBe(1);
    expect((await rig.delivery(first)).state).toMatch(/^(running|cancelled)$/);
  });
});

describe("a worker that lost its lane", () => {
  const sending = { step: "segment-0", intent: {}, isInDoubt: true };

  it("can save neither intent nor progress nor end any more", async () => {
    const id = await add();
    const stale = await claimOne();
    await rig.dropLeases();
    const fresh = await claimOne();
    expect(fresh.lease.fence).toBeGreaterThan(stale.lease.fence);

    const intent = { ...sending, ...sentNow(), deliveryId: id };
    const finished = { deliveryId: id, step: "segment-0", done: { result: {} }, now: clock.now() };
    await expect(saveSending(db, stale.lease, leaseMs, intent)).rejects.toThrow(LeaseLost);
    await expect(saveProgress(rig.engine, stale.lease, finished)).rejects.toThrow(LeaseLost);
    await expect(end(stale, brokenBy("17"))).rejects.toThrow(LeaseLost);
    await expect(recordInterruption(rig.engine, stale)).rejects.toThrow(LeaseLost);
    expect(await rig.delivery(id)).toMatchObject({ state: "running", journal: [], attempts: [] });

    await saveSending(db, fresh.lease, leaseMs, intent);
    await end(fresh, brokenBy("18"));
    expect((await rig.delivery(id)).trouble).toMatchObject({ reference: "18" });
  });

  it("cannot write although nobody else has claimed the lane yet", async () => {
    const id = await add();
    const workerId = newId();
    const [stale] = await claim({ workerId });
    await db.transaction().execute((tx) => freeLanesOf(tx, [workerId]));
    const intent = { ...sending, ...sentNow(), deliveryId: id };
    if (stale === undefined) throw new Error("nothing to claim");
    await expect(saveSending(db, stale.lease, leaseMs, intent)).rejects.toThrow(LeaseLost);
  });

  it("cannot give away what another worker holds", async () => {
    await add();
    const stale = await claimOne();
    await rig.dropLeases();
    await claimOne();
    await freeLane(db, stale.lease);
    expect(await claim()).toEqual([]);
  });
});

describe("freeing", () => {
  it("gives the lanes of dead workers to the living at once, and of nobody else", async () => {
    const [dead, living] = [newId(), newId()];
    await addLanes(2);
    await claim({ workerId: dead, limit: 1 });
    await claim({ workerId: living, limit: 1 });
    await db.transaction().execute((tx) => freeLanesOf(tx, [dead]));
    expect(await claim()).toMatchObject([{ wasInterrupted: true }]);
  });

  it("gives back a lane whose worker has to let go of it", async () => {
    await add();
    const held = await claimOne();
    await freeLane(db, held.lease);
    expect(await claim()).toMatchObject([{ deliveryId: held.deliveryId, wasInterrupted: true }]);
  });
});

function add(dueAt = clock.now(), to = connectionId): Promise<string> {
  return rig.addDelivery(to, compositionOf("text"), dueAt);
}

async function addLanes(count: number): Promise<number> {
  for (let lane = 0; lane < count; lane += 1) await add(clock.now(), await rig.addConnection());
  return count;
}

function sentNow() {
  const now = clock.now();
  return { firstSentAt: now, lastSentAt: now };
}

function claim(asked: { workerId?: string; limit?: number; leaseMs?: number } = {}) {
  const now = clock.now();
  return claimLanes(db, { workerId: newId(), limit: 10, leaseMs, now, ...asked });
}

async function claimOne(): Promise<Claim> {
  const [first, ...others] = await claim();
  if (first === undefined || others.length > 0) throw new Error("one claim was expected");
  return first;
}

function end(claimed: Claim, ending: Ending): Promise<void> {
  const result = stopped(null, ending);
  return endAttempt(rig.engine, { claim: claimed, startedAt: clock.now(), result });
}
