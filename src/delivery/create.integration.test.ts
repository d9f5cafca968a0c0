import { afterAll, beforeEach, expect, it } from "vitest";
import { minutes, plus } from "#kernel/clock.ts";
import { newId } from "#kernel/ids.ts";
import type { Composition } from "#connector/contract.ts";
import { retryDelivery } from "./change.ts";
import { createDeliveries } from "./create.ts";
import { findDelivery, listDeliveries } from "./read.ts";
import { openRig } from "./testing/rig.ts";
import { compositionOf } from "./testing/scripted.ts";

const rig = await openRig();
const { db, clock, runId } = rig;
let connectionId = "";

afterAll(() => rig[Symbol.asyncDispose]());

beforeEach(async () => {
  await db.deleteFrom("connections").execute();
  connectionId = await rig.addConnection();
});

it("keeps the composition as it is, whatever characters are in it", async () => {
  const composition = compositionOf('\u{1F469}‍\u{1F467} "quoted" \\ {{title}}', "e\u0301 \u202B");
  const id = await rig.addDelivery(connectionId, composition);
  expect((await rig.delivery(id)).composition).toEqual(composition);
});

it("rejects at once what cannot be sent as it is, in all its problems' words, and tells of it", async () => {
  const rejected = await create([
    { ...compositionOf("fine"), problems: [problem("warning", "Shortened.")] },
    {
      ...compositionOf(""),
      problems: [
        problem("error", "There is no text."),
        problem("warning", "Shortened."),
        problem("error", "Too many images."),
      ],
    },
  ]);
  const [fine, bad] = await listDeliveries(db, [runId]);
  expect(fine).toMatchObject({ state: "scheduled", trouble: null, endedAt: null });
  expect(bad).toMatchObject({
    state: "rejected",
    trouble: { kind: "refused", message: "There is no text. Too many images." },
    endedAt: clock.now(),
  });
  expect(rejected).toEqual([bad?.id]);
});

it("does not send what it has rejected when it is tried again, and says what to do", async () => {
  const composition = {
    ...compositionOf("fine"),
    problems: [problem("error", "An image is lost.")],
  };
  const [id = ""] = await create([composition]);
  const retried = await db.transaction().execute((tx) => retryDelivery(tx, id, clock.now()));
  expect(retried).toEqual({
    kind: "impossible",
    message:
      "An image is lost. It cannot be sent as it is: put that right, and share the post anew.",
  });
  expect((await rig.delivery(id)).state).toBe("rejected");
});

it("gives a rejected delivery no place in the lane", async () => {
  await create([{ ...compositionOf(""), problems: [problem("error", "There is no text.")] }]);
  const id = await rig.addDelivery(connectionId, compositionOf("fine"));
  expect(await rig.claim()).toMatchObject([{ deliveryId: id }]);
});

it("creates none of a run that fails", async () => {
  const deliveries = [{ connectionId, composition: compositionOf("one") }];
  const dueAt = clock.now();
  await expect(
    db.transaction().execute(async (tx) => {
      await createDeliveries(tx, { runId, deliveries, dueAt, now: clock.now() });
      throw new Error("Changed my mind");
    }),
  ).rejects.toThrow("Changed my mind");
  expect(await listDeliveries(db, [runId])).toEqual([]);
  expect(await rig.claim()).toEqual([]);
});

it("takes a run without deliveries", async () => {
  expect(await create([])).toEqual([]);
});

it("is the same whether many are created at once for the same connections, in whatever order", async () => {
  const others = await Promise.all([rig.addConnection(), rig.addConnection()]);
  const ids = [connectionId, ...others];
  await Promise.all(
    Array.from({ length: 8 }, (_, index) => {
      const turned = [...ids.slice(index % 3), ...ids.slice(0, index % 3)];
      const deliveries = turned.map((id) => ({
        connectionId: id,
        composition: compositionOf("x"),
      }));
      return db
        .transaction()
        .execute((tx) =>
          createDeliveries(tx, { runId, deliveries, dueAt: clock.now(), now: clock.now() }),
        );
    }),
  );
  expect(await listDeliveries(db, [runId])).toHaveLength(24);
  expect(await rig.claim()).toHaveLength(3);
});

it("is read with all that is known of it", async () => {
  const dueAt = plus(clock.now(), -minutes(1));
  const id = await rig.addDelivery(connectionId, compositionOf("one", "two"), dueAt);
  await rig.workUntilIdle();
  const delivery = await findDelivery(db, id);
  expect(delivery).toMatchObject({
    ...{ id, runId, connectionId, platform: "scripted", accountName: "Ada", state: "published" },
    ...{ dueAt, startedAt: clock.now(), endedAt: clock.now(), trouble: null },
    journal: [
      { step: "read-back", receipt: null },
      { step: "segment-0", isInDoubt: false },
      { step: "segment-1", isInDoubt: false },
    ],
    attempts: [{ number: 1, outcome: "published", detail: null }],
  });
  expect(delivery?.receipts).toHaveLength(2);
  const [listed] = await listDeliveries(db, [runId]);
  expect(delivery).toMatchObject({ ...listed });
});

it("is nothing where there is none", async () => {
  expect(await findDelivery(db, newId())).toBeUndefined();
  expect(await listDeliveries(db, [])).toEqual([]);
  expect(await listDeliveries(db, [newId()])).toEqual([]);
});

function create(compositions: readonly Composition[]): Promise<string[]> {
  const deliveries = compositions.map((composition) => ({ connectionId, composition }));
  const now = clock.now();
  return db
    .transaction()
    .execute((tx) => createDeliveries(tx, { runId, deliveries, dueAt: now, now }));
}

function problem(severity: "error" | "warning", message: string) {
  return { severity, code: "test", message };
}
