// Steps whose repeats the platform drops by a key, and what the engine makes of the key's time.

import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { hours, minutes, seconds } from "#kernel/clock.ts";
import { deliver } from "./deliver.ts";
import type { Rig } from "./testing/rig.ts";
import { openRig } from "./testing/rig.ts";
import { answered, compositionOf, lost } from "./testing/scripted.ts";
import type { Fate } from "./testing/scripted.ts";

const work: Fate = { kind: "work" };
const loseReply: Fate = { kind: "fail", failure: lost("maybe"), isDone: true };
const tooMany: Fate = { kind: "fail", failure: answered(429), isDone: false };
const revoked: Fate = { kind: "fail", failure: answered(403), isDone: false };

let rig: Rig;
let connectionId: string;

beforeAll(async () => {
  rig = await openRig();
  rig.platform.effect = { keyedForMs: hours(1), underWayForMs: seconds(20) };
});

afterAll(() => rig[Symbol.asyncDispose]());

beforeEach(async () => {
  connectionId = await rig.addConnection();
  Object.assign(rig.platform, { posts: [], requests: [], script: [] });
});

it("is sent again with the same key, without a look, while the key is good", async () => {
  rig.platform.script = [loseReply, work];
  const id = await rig.addDelivery(connectionId, compositionOf("one"));
  await rig.workUntilIdle();
  expect(await rig.delivery(id)).toMatchObject({ state: "waiting", trouble: { kind: "network" } });
  rig.pass(minutes(1));
  await rig.workUntilIdle();
  expect((await rig.delivery(id)).state).toBe("published");
  expect(rig.platform.requests).toEqual(["segment-0", "segment-0", "read-back"]);
  expect(new Set(rig.platform.posts.map(({ key }) => key)).size).toBe(1);
});

it("waits after a crash until the request that it left behind cannot be under way any more", async () => {
  const crash = new Promise<never>(() => undefined);
  rig.platform.script = [{ kind: "meanwhile", act: () => crash }, work];
  const id = await rig.addDelivery(connectionId, compositionOf("one"));
  const [claim] = await rig.claim();
  if (claim === undefined) throw new Error("There is nothing to claim");
  void deliver(rig.engine, claim, new AbortController().signal);
  await expect.poll(() => rig.platform.requests.length).toBe(1);
  await rig.dropLeases();
  rig.pass(seconds(5));
  await rig.workUntilIdle();
  expect(await rig.delivery(id)).toMatchObject({ state: "waiting", trouble: null });
  rig.pass(seconds(14));
  await rig.workUntilIdle();
  expect(rig.platform.requests).toEqual(["segment-0"]);
  rig.pass(seconds(1));
  await rig.workUntilIdle();
  expect((await rig.delivery(id)).state).toBe("published");
  expect(rig.platform.requests).toEqual(["segment-0", "segment-0", "read-back"]);
});

it("is looked for once the key is worth nothing", async () => {
  rig.platform.script = [loseReply, work];
  const id = await rig.addDelivery(connectionId, compositionOf("one"));
  await rig.workUntilIdle();
  rig.pass(hours(1));
  await rig.workUntilIdle();
  expect((await rig.delivery(id)).state).toBe("published");
  expect(rig.platform.requests).toEqual(["segment-0", "look segment-0", "read-back"]);
  expect(rig.platform.posts).toHaveLength(1);
});

it("stays in doubt when a repeat is refused: that says nothing of the first try", async () => {
  rig.platform.script = [loseReply, tooMany, work];
  const id = await rig.addDelivery(connectionId, compositionOf("one"));
  await rig.workUntilIdle();
  rig.pass(minutes(1));
  await rig.workUntilIdle();
  expect(await rig.delivery(id)).toMatchObject({
    state: "waiting",
    trouble: { kind: "rate-limit" },
  });
  rig.pass(hours(2));
  await rig.workUntilIdle();
  expect((await rig.delivery(id)).state).toBe("published");
  expect(rig.platform.posts).toHaveLength(1);
});

it("stays in doubt while the user has to connect again", async () => {
  rig.platform.script = [loseReply, revoked, work];
  const id = await rig.addDelivery(connectionId, compositionOf("one"));
  await rig.workUntilIdle();
  rig.pass(minutes(1));
  await rig.workUntilIdle();
  expect(await rig.delivery(id)).toMatchObject({ state: "held", trouble: { kind: "reconnect" } });
  rig.pass(hours(24));
  await rig.relink(connectionId);
  await rig.workUntilIdle();
  expect((await rig.delivery(id)).state).toBe("published");
  expect(rig.platform.posts).toHaveLength(1);
});
