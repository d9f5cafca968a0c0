import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { deliver } from "./deliver.ts";
import { endAttempt, stopped } from "./end.ts";
import { brokenBy } from "./judge.ts";
import { LeaseLost } from "./lease.ts";
import type { Rig } from "./testing/rig.ts";
import { openRig } from "./testing/rig.ts";
import { compositionOf } from "./testing/scripted.ts";

let rig: Rig;
let id: string;

beforeAll(async () => {
  rig = await openRig();
});

afterAll(() => rig[Symbol.asyncDispose]());

beforeEach(async () => {
  Object.assign(rig.platform, { posts: [], requests: [], script: [{ kind: "work" }] });
  id = await rig.addDelivery(await rig.addConnection(), compositionOf("one", "two"));
});

it("a delivery whose end could not be saved is resumed at once, not put aside", async () => {
  failOnce(Object.assign(new Error("terminating connection"), { code: "57P01" }));
  await rig.workUntilIdle();
  const { state, trouble, attempts } = await rig.delivery(id);
  expect({ state, trouble }).toEqual({ state: "published", trouble: null });
  expect(attempts.map(({ outcome }) => outcome)).toEqual(["interrupted", "published"]);
  expect(rig.platform.posts.map(({ text }) => text)).toEqual(["one", "two"]);
});

it("a mistake of ours puts it aside, and it goes on when a person says so", async () => {
  failOnce(new TypeError("undefined is not a function"));
  await rig.workUntilIdle();
  expect(await rig.delivery(id)).toMatchObject({ state: "held", trouble: { kind: "internal" } });
});

it("an end that was saved is not written over by whoever did not hear of it", async () => {
  const [claim] = await rig.claim();
  if (claim === undefined) throw new Error("There is nothing to claim");
  await deliver(rig.engine, claim, AbortSignal.timeout(60_000));
  const result = stopped(null, brokenBy("a reference"));
  const again = endAttempt(rig.engine, { claim, startedAt: rig.clock.now(), result });
  await expect(again).rejects.toThrow(LeaseLost);
  expect(await rig.delivery(id)).toMatchObject({ state: "published", trouble: null });
});

/** The next transaction that ends an attempt fails. */
function failOnce(error: Error): void {
  const { onAttemptEnded } = rig.engine;
  rig.engine.onAttemptEnded = () => {
    rig.engine.onAttemptEnded = onAttemptEnded;
    return Promise.reject(error);
  };
}
