// A user who connects again while a delivery is under way: what the platform says of the old credential
// must not harm the new one.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { PlatformError } from "#connector/failure.ts";
import { endAttempt, stopped } from "./end.ts";
import type { Trouble } from "./trouble.ts";
import type { Rig } from "./testing/rig.ts";
import { openRig } from "./testing/rig.ts";
import { answered, compositionOf } from "./testing/scripted.ts";
import type { Fate } from "./testing/scripted.ts";

const work: Fate = { kind: "work" };
const refuse = (status: number): Fate => ({
  ...{ kind: "fail", failure: answered(status), isDone: false },
});

let rig: Rig;
let connectionId: string;
let deliveryId: string;

beforeAll(async () => {
  rig = await openRig();
});

afterAll(() => rig[Symbol.asyncDispose]());

beforeEach(async () => {
  Object.assign(rig.platform, { posts: [], requests: [], script: [], refreshes: 0 });
  connectionId = await rig.addConnection();
  deliveryId = await rig.addDelivery(connectionId, compositionOf("one"));
});

describe("connecting again", () => {
  it("in the middle of a request that is refused then: it is tried with the new credential", async () => {
    rig.platform.script = [{ kind: "meanwhile", act: () => relinkAndRefuse(403) }, work];
    await rig.workUntilIdle();
    await expectPublished();
    expect(rig.platform.requests).toEqual(["segment-0", "segment-0", "read-back"]);
  });

  it("while the credential is renewed: the new one is used", async () => {
    rig.platform.script = [refuse(401), work];
    await whileRenewing(() => rig.relink(connectionId));
    await expectPublished();
    const { attempts } = await rig.delivery(deliveryId);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(["published"]);
  });

  it("while renewing is refused: it is tried with the new credential", async () => {
    rig.platform.script = [refuse(401), work];
    await whileRenewing(() => relinkAndRefuse(403));
    await expectPublished();
  });

  it.each(["reconnect", "unlinked"] as const)(
    "after the attempt found that it was %s: it is tried with the new credential",
    async (kind) => {
      const [claim] = await rig.claim();
      if (claim === undefined) throw new Error("nothing to claim");
      await rig.relink(connectionId);
      const trouble: Trouble = { kind, message: "As it was." };
      const result = stopped(null, { state: "held", trouble });
      await endAttempt(rig.engine, { claim, startedAt: rig.clock.now(), result, version: 1 });
      expect(rig.ended.at(-1)).toMatchObject({ deliveryId, state: "waiting" });
      await rig.workUntilIdle();
      await expectPublished();
    },
  );

  it("never: the refusal holds it, and the connection has expired", async () => {
    rig.platform.script = [refuse(403)];
    await rig.workUntilIdle();
    expect(await rig.delivery(deliveryId)).toMatchObject({ state: "held" });
    expect(await expiry()).toEqual({ expiredAt: rig.clock.now(), stateReason: "Connect again." });
  });
});

async function relinkAndRefuse(status: number): Promise<never> {
  await rig.relink(connectionId);
  throw new PlatformError(answered(status));
}

async function whileRenewing(act: () => Promise<void>): Promise<void> {
  const { connector } = rig.platform;
  const { refresh } = connector;
  if (refresh === undefined) throw new Error("It cannot be renewed");
  connector.refresh = async (session, account) => {
    await act();
    return refresh(session, account);
  };
  try {
    await rig.workUntilIdle();
  } finally {
    connector.refresh = refresh;
  }
}

async function expectPublished(): Promise<void> {
  expect(await rig.delivery(deliveryId)).toMatchObject({ state: "published", trouble: null });
  expect(rig.platform.posts).toHaveLength(1);
  expect(await expiry()).toEqual({ expiredAt: null, stateReason: null });
}

function expiry() {
  return rig.db
    .selectFrom("connections")
    .select(["expiredAt", "stateReason"])
    .where("id", "=", connectionId)
    .executeTakeFirstOrThrow();
}
