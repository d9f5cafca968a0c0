import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { minutes, plus, seconds } from "#kernel/clock.ts";
import { newId } from "#kernel/ids.ts";
import { retryDelivery } from "#delivery/change.ts";
import { leaseMs } from "#delivery/lease.ts";
import type { DeliveryState } from "#delivery/states.ts";
import { openRig } from "#delivery/testing/rig.ts";
import { answered, compositionOf } from "#delivery/testing/scripted.ts";
import type { Fate } from "#delivery/testing/scripted.ts";
import { isNoteworthy, noticeEnd, noticeLate } from "./deliveries.ts";
import { addNotice, listNotices, readNotices } from "./notices.ts";
import type { NewNotice } from "./notices.ts";

const rig = await openRig();
const { db, clock, userId } = rig;
const user = { userId, isOperator: false };
const operator = { userId: newId(), isOperator: true };
let connectionId = "";

afterAll(() => rig[Symbol.asyncDispose]());

beforeEach(async () => {
  await db.deleteFrom("notices").execute();
  await db.deleteFrom("connections").execute();
  connectionId = await rig.addConnection();
});

describe("a notice", () => {
  it("is said once, however often it is made", async () => {
    await Promise.all(Array.from({ length: 5 }, () => add({ saidOnce: "the same" })));
    await add({ saidOnce: "the same", message: "Other words" });
    expect(await messagesFor(user)).toEqual(["Something"]);
  });

  it("is its user's alone; what is for the operator is the operator's alone", async () => {
    await add({ message: "yours" });
    await add({ message: "the operator's", userId: null });
    expect(await messagesFor(user)).toEqual(["yours"]);
    expect(await messagesFor(operator)).toEqual(["the operator's"]);
    expect(await messagesFor({ ...user, isOperator: true })).toEqual(["the operator's", "yours"]);
  });

  it("is listed with the newest first, page by page", async () => {
    for (const message of ["1", "2", "3"]) await add({ message });
    const [, second] = await listNotices(db, { ...user, limit: 2 });
    expect(second?.message).toBe("2");
    const rest = await listNotices(db, { ...user, limit: 2, before: second?.id ?? "" });
    expect(rest.map(({ message }) => message)).toEqual(["1"]);
  });

  it("is read when its reader says so, and by nobody else; the first time counts", async () => {
    await add({ message: "yours" });
    await add({ message: "the operator's", userId: null });
    await readNotices(db, user, clock.now());
    await readNotices(db, user, plus(clock.now(), minutes(1)));
    expect(await listNotices(db, { ...user, limit: 9 })).toMatchObject([{ readAt: clock.now() }]);
    expect(await listNotices(db, { ...operator, limit: 9 })).toMatchObject([{ readAt: null }]);
    await readNotices(db, operator, clock.now());
    expect(await listNotices(db, { ...operator, limit: 9 })).toMatchObject([
      { readAt: clock.now() },
    ]);
  });
});

describe("the end of a delivery", () => {
  it.each([
    [400, "rejected", "Ada: Not wanted."],
    [403, "held", "Ada: Connect again."],
  ])("that needs a person is told to its user, once: %i", async (status, state, message) => {
    const id = await endWith({ kind: "fail", failure: answered(status), isDone: false });
    await noticeEnd(db, id);
    await noticeEnd(db, id);
    expect(await listNotices(db, { ...user, limit: 9 })).toMatchObject([
      { kind: `delivery.${state}`, deliveryId: id, message },
    ]);
    expect(await messagesFor(operator)).toEqual([]);
  });

  it("is told again when it comes to the same end after another try", async () => {
    const refusal: Fate = { kind: "fail", failure: answered(400), isDone: false };
    const id = await endWith(refusal);
    await noticeEnd(db, id);
    await db.transaction().execute((tx) => retryDelivery(tx, id, clock.now()));
    await rig.workUntilIdle();
    await noticeEnd(db, id);
    expect(await messagesFor(user)).toHaveLength(2);
  });

  it("is no news where nobody has to do anything, or where the delivery is gone", async () => {
    await noticeEnd(db, await endWith({ kind: "work" }));
    await noticeEnd(db, await endWith({ kind: "fail", failure: answered(429), isDone: false }));
    await noticeEnd(db, newId());
    expect(await messagesFor(user)).toEqual([]);
    const restful: DeliveryState[] = ["published", "waiting", "cancelled"];
    expect(restful.filter(isNoteworthy)).toEqual([]);
  });
});

describe("a delivery that is late", () => {
  const lateAt = () => plus(clock.now(), seconds(60) + 1);

  it("is told to the operator once, with its place and its time", async () => {
    await rig.addDelivery(connectionId, compositionOf("text"));
    expect(await noticeLate(db, plus(clock.now(), seconds(60)))).toBe(0);
    expect(await noticeLate(db, lateAt())).toBe(1);
    expect(await noticeLate(db, plus(lateAt(), minutes(1)))).toBe(1);
    expect(await messagesFor(operator)).toEqual([
      `A delivery to Ada (scripted) was due at ${clock.now().toISOString()} and nobody has begun it. Is a worker running?`,
    ]);
    expect(await messagesFor(user)).toEqual([]);
  });

  it("is one whose worker's lease has run out, too, and none that a worker holds", async () => {
    await rig.addDelivery(connectionId, compositionOf("text"));
    await rig.claim();
    const leaseUntil = plus(clock.now(), leaseMs);
    await db.updateTable("lanes").set({ leaseUntil }).execute();
    expect(await noticeLate(db, lateAt())).toBe(0);
    expect(await noticeLate(db, plus(leaseUntil, 1))).toBe(1);
  });

  it("is none that is scheduled for later, or that the platform asked to wait", async () => {
    await rig.addDelivery(connectionId, compositionOf("text"), plus(clock.now(), minutes(5)));
    expect(await noticeLate(db, lateAt())).toBe(0);
    connectionId = await rig.addConnection();
    await endWith({ kind: "fail", failure: answered(429), isDone: false });
    expect(await noticeLate(db, lateAt())).toBe(0);
  });
});

function add(notice: Partial<NewNotice>): Promise<boolean> {
  return addNotice(db, {
    ...{ userId, kind: "test", message: "Something", deliveryId: null, saidOnce: newId() },
    ...notice,
  });
}

async function messagesFor(reader: { userId: string; isOperator: boolean }): Promise<string[]> {
  const notices = await listNotices(db, { ...reader, limit: 9 });
  return notices.map(({ message }) => message);
}

/** A delivery that came to its end. */
async function endWith(fate: Fate): Promise<string> {
  rig.platform.script = [fate];
  const id = await rig.addDelivery(connectionId, compositionOf("text"));
  await rig.workUntilIdle();
  return id;
}
