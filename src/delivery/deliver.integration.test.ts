import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { minutes, seconds } from "#kernel/clock.ts";
import { deliver } from "./deliver.ts";
import { resolveDelivery, retryDelivery } from "./change.ts";
import type { Rig } from "./testing/rig.ts";
import { openRig } from "./testing/rig.ts";
import { answered, compositionOf, lost } from "./testing/scripted.ts";
import type { Fate } from "./testing/scripted.ts";

const work: Fate = { kind: "work" };
const loseReply: Fate = { kind: "fail", failure: lost("maybe"), isDone: true };
const loseRequest: Fate = { kind: "fail", failure: lost("maybe"), isDone: false };
const unreachable: Fate = { kind: "fail", failure: lost("no"), isDone: false };
const refuse = (status: number): Fate => ({
  kind: "fail",
  failure: answered(status),
  isDone: false,
});

let rig: Rig;
let connectionId: string;

beforeAll(async () => {
  rig = await openRig();
});

afterAll(() => rig[Symbol.asyncDispose]());

beforeEach(async () => {
  rig.clock.at = new Date("2026-11-01T12:00:00Z");
  connectionId = await rig.addConnection();
  Object.assign(rig.platform, { posts: [], requests: [], looks: [], script: [] });
  Object.assign(rig.platform, { canLook: true, refreshes: 0, refreshFailure: undefined });
});

describe("a delivery", () => {
  it("goes through its steps in order and is published with the link to its first segment", async () => {
    const id = await rig.addDelivery(connectionId, compositionOf("one", "two"));
    await rig.workUntilIdle();
    const delivery = await rig.delivery(id);
    expect(delivery).toMatchObject({ state: "published", trouble: null });
    expect(delivery.permalink).toBe(delivery.receipts[0]?.permalink);
    expect(rig.platform.requests).toEqual(["segment-0", "segment-1", "read-back"]);
    expect(rig.platform.posts.map(({ text }) => text)).toEqual(["one", "two"]);
    expect(delivery.attempts).toMatchObject([{ number: 1, outcome: "published" }]);
  });

  it("is found, not sent again, when the reply was lost", async () => {
    rig.platform.script = [loseReply, work];
    const id = await rig.addDelivery(connectionId, compositionOf("one"));
    await rig.workUntilIdle();
    expect(await rig.delivery(id)).toMatchObject({ state: "published" });
    expect(rig.platform.posts).toHaveLength(1);
    expect(rig.platform.requests).toEqual(["segment-0", "look segment-0", "read-back"]);
  });

  it("is sent again with the same intent when the request was lost", async () => {
    rig.platform.script = [loseRequest, work];
    const id = await rig.addDelivery(connectionId, compositionOf("one"));
    await rig.workUntilIdle();
    expect(await rig.delivery(id)).toMatchObject({ state: "published" });
    expect(rig.platform.requests).toEqual([
      "segment-0",
      "look segment-0",
      "segment-0",
      "read-back",
    ]);
    expect(rig.platform.posts).toHaveLength(1);
  });

  it("ends uncertain when the platform cannot tell, and is never sent again by itself", async () => {
    rig.platform.canLook = false;
    rig.platform.script = [loseReply, work];
    const id = await rig.addDelivery(connectionId, compositionOf("one", "two"));
    await rig.workUntilIdle();
    rig.pass(minutes(600));
    await rig.workUntilIdle();
    expect(await rig.delivery(id)).toMatchObject({
      state: "uncertain",
      trouble: { kind: "uncertain" },
    });
    expect(rig.platform.requests).toEqual(["segment-0", "look segment-0"]);
  });

  it("goes on after an uncertain step once a person says to send again", async () => {
    rig.platform.canLook = false;
    rig.platform.script = [loseRequest, work];
    const id = await rig.addDelivery(connectionId, compositionOf("one"));
    await rig.workUntilIdle();
    const { platforms } = rig.engine.connections;
    const resolution = { outcome: "send-again" } as const;
    await rig.db
      .transaction()
      .execute((tx) => resolveDelivery(tx, platforms, { id, resolution, now: rig.clock.now() }));
    await rig.workUntilIdle();
    expect(await rig.delivery(id)).toMatchObject({ state: "published", trouble: null });
    expect(rig.platform.posts).toHaveLength(1);
  });

  it("takes a person's word and link that it is live", async () => {
    rig.platform.canLook = false;
    rig.platform.script = [loseReply, work];
    const id = await rig.addDelivery(connectionId, compositionOf("one"));
    await rig.workUntilIdle();
    const { platforms } = rig.engine.connections;
    const resolution = { outcome: "live", url: "https://scripted.example/7" } as const;
    await rig.db
      .transaction()
      .execute((tx) => resolveDelivery(tx, platforms, { id, resolution, now: rig.clock.now() }));
    await rig.workUntilIdle();
    expect(await rig.delivery(id)).toMatchObject({ state: "published", permalink: resolution.url });
    expect(rig.platform.posts).toHaveLength(1);
  });

  it.each([
    ["segment-0", [loseReply, work], "uncertain", "impossible"],
    ["segment-1", [work, loseReply, work], "published", "changed"],
  ] as const)(
    "of a thread that cannot be continued from a link is live with its last part alone: %s",
    async (_, script, state, kind) => {
      rig.platform.canLook = false;
      rig.platform.script = [...script];
      const id = await rig.addDelivery(connectionId, compositionOf("one", "two"));
      await rig.workUntilIdle();
      const { platforms } = rig.engine.connections;
      const resolution = { outcome: "live", url: "https://scripted.example/7" } as const;
      const resolved = await rig.db
        .transaction()
        .execute((tx) => resolveDelivery(tx, platforms, { id, resolution, now: rig.clock.now() }));
      expect(resolved.kind).toBe(kind);
      expect((await rig.delivery(id)).state).toBe(state);
    },
  );

  it("renews its credential once and goes on", async () => {
    rig.platform.script = [refuse(401), work];
    const id = await rig.addDelivery(connectionId, compositionOf("one"));
    await rig.workUntilIdle();
    expect(await rig.delivery(id)).toMatchObject({ state: "published" });
    expect(rig.platform.refreshes).toBe(1);
  });

  it("is held when the renewed credential is refused, too, and the connection expires", async () => {
    rig.platform.script = [refuse(401), refuse(401), work];
    const id = await rig.addDelivery(connectionId, compositionOf("one"));
    const next = await rig.addDelivery(connectionId, compositionOf("two"));
    await rig.workUntilIdle();
    expect(await rig.delivery(id)).toMatchObject({ state: "held", trouble: { kind: "reconnect" } });
    expect(await rig.delivery(next)).toMatchObject({ state: "held" });
    expect(rig.platform.requests).toEqual(["segment-0", "segment-0"]);

    await rig.db
      .updateTable("connections")
      .set({ expiredAt: null })
      .where("id", "=", connectionId)
      .execute();
    await rig.db.transaction().execute((tx) => rig.engine.connections.onLinked(tx, connectionId));
    await rig.workUntilIdle();
    expect(await rig.delivery(id)).toMatchObject({ state: "published" });
    expect(await rig.delivery(next)).toMatchObject({ state: "published" });
  });

  it("is tried later where renewing is refused without a reason that is known", async () => {
    rig.platform.script = [refuse(401), work];
    rig.platform.refreshFailure = answered(400);
    const id = await rig.addDelivery(connectionId, compositionOf("one"));
    await rig.workUntilIdle();
    expect(await rig.delivery(id)).toMatchObject({
      state: "waiting",
      trouble: { kind: "network", message: "Not wanted." },
    });
    rig.platform.refreshFailure = undefined;
    rig.pass(minutes(1));
    await rig.workUntilIdle();
    expect((await rig.delivery(id)).state).toBe("published");
  });

  it("is rejected with the platform's words", async () => {
    rig.platform.script = [refuse(400)];
    const id = await rig.addDelivery(connectionId, compositionOf("one"));
    await rig.workUntilIdle();
    expect(await rig.delivery(id)).toMatchObject({
      state: "rejected",
      trouble: { kind: "refused", message: "Not wanted." },
    });
  });

  it("resumes a thread at the first missing segment when it is retried", async () => {
    rig.platform.script = [work, refuse(400), work];
    const id = await rig.addDelivery(connectionId, compositionOf("one", "two", "three"));
    await rig.workUntilIdle();
    expect(await rig.delivery(id)).toMatchObject({ state: "rejected" });
    await rig.db.transaction().execute((tx) => retryDelivery(tx, id, rig.clock.now()));
    await rig.workUntilIdle();
    expect(await rig.delivery(id)).toMatchObject({ state: "published" });
    expect(rig.platform.posts.map(({ text }) => text)).toEqual(["one", "two", "three"]);
  });

  it("waits as long as the platform asks, and the rest of the connection with it", async () => {
    rig.platform.script = [refuse(429), work];
    const id = await rig.addDelivery(connectionId, compositionOf("one"));
    const next = await rig.addDelivery(connectionId, compositionOf("two"));
    await rig.workUntilIdle();
    const other = await rig.addDelivery(await rig.addConnection(), compositionOf("three"));
    await rig.workUntilIdle();
    expect((await rig.delivery(other)).state).toBe("published");
    expect(await rig.delivery(id)).toMatchObject({
      state: "waiting",
      trouble: { kind: "rate-limit", until: "2026-11-01T12:01:00.000Z" },
    });
    expect((await rig.delivery(next)).state).toBe("scheduled");
    rig.pass(seconds(61));
    await rig.workUntilIdle();
    expect(rig.platform.posts.map(({ text }) => text)).toEqual(["three", "one", "two"]);
  });

  it("that was refused before is looked for since it was sent again: the refusal made no post", async () => {
    rig.platform.script = [refuse(429), loseReply, work];
    await rig.addDelivery(connectionId, compositionOf("one"));
    await rig.workUntilIdle();
    rig.pass(minutes(15));
    const sentAt = rig.clock.now();
    await rig.workUntilIdle();
    expect(rig.platform.looks).toEqual([{ startedAt: sentAt, lastSentAt: sentAt }]);
  });

  it("is looked for since its last request where an earlier one is not there", async () => {
    rig.platform.script = [loseRequest, work, refuse(429), loseReply, unreachable, work];
    const id = await rig.addDelivery(connectionId, compositionOf("one"));
    await rig.workUntilIdle();
    rig.pass(minutes(15));
    const sentAt = rig.clock.now();
    await rig.workUntilIdle();
    rig.pass(minutes(15));
    await rig.workUntilIdle();
    expect((await rig.delivery(id)).state).toBe("published");
    const sent = { startedAt: sentAt, lastSentAt: sentAt };
    expect(rig.platform.looks.slice(1)).toEqual([sent, sent]);
  });

  it("whose request found no end was under way until then", async () => {
    const startedAt = rig.clock.now();
    rig.platform.script = [{ ...loseReply, meanwhile: () => rig.pass(minutes(1)) }, work];
    await rig.addDelivery(connectionId, compositionOf("one"));
    await rig.workUntilIdle();
    expect(rig.platform.looks).toEqual([{ startedAt, lastSentAt: rig.clock.now() }]);
  });

  it("tries five times over about an hour, then is held with the reason", async () => {
    rig.platform.script = [unreachable];
    const id = await rig.addDelivery(connectionId, compositionOf("one"));
    const startedAt = rig.clock.now().getTime();
    await rig.workUntilIdle();
    for (let state = "waiting"; state === "waiting";) {
      const { trouble } = await rig.delivery(id);
      rig.clock.at = new Date(trouble?.until ?? rig.clock.at);
      await rig.workUntilIdle();
      ({ state } = await rig.delivery(id));
    }
    const delivery = await rig.delivery(id);
    expect(delivery).toMatchObject({ state: "held", trouble: { kind: "network" } });
    expect(delivery.attempts).toHaveLength(5);
    const tookMs = rig.clock.now().getTime() - startedAt;
    expect(tookMs).toBeGreaterThan(minutes(50));
    expect(tookMs).toBeLessThan(minutes(70));
  });

  it("that may have been sent ends uncertain, not held, when looking keeps failing", async () => {
    rig.platform.script = [loseReply, unreachable];
    const id = await rig.addDelivery(connectionId, compositionOf("one"));
    await rig.workUntilIdle();
    for (let tries = 0; tries < 6; tries += 1) {
      rig.pass(minutes(60));
      await rig.workUntilIdle();
    }
    expect(await rig.delivery(id)).toMatchObject({ state: "uncertain" });
    expect(rig.platform.posts).toHaveLength(1);
  });
});

describe("a platform that is not through with it", () => {
  const notYet: Fate = { kind: "wait", pauseMs: seconds(30) };

  async function workFor(ms: number) {
    for (const end = rig.clock.now().getTime() + ms; rig.clock.now().getTime() < end;) {
      rig.pass(minutes(1));
      await rig.workUntilIdle();
    }
  }

  it.each([
    ["", []],
    ["read-back", [work]],
  ])("is waited for, and not for ever: %s", async (_, before) => {
    rig.platform.script = [...before, notYet];
    const id = await rig.addDelivery(connectionId, compositionOf("one"));
    await rig.workUntilIdle();
    await workFor(minutes(29));
    expect(await rig.delivery(id)).toMatchObject({ state: "waiting", trouble: null });
    await workFor(minutes(1));
    expect(await rig.delivery(id)).toMatchObject({
      state: "held",
      trouble: { kind: "network", message: expect.stringContaining("30 minutes") as string },
    });
  });

  it("has the whole time again when a person tries again, or something else came between", async () => {
    rig.platform.script = [notYet];
    const id = await rig.addDelivery(connectionId, compositionOf("one"));
    await rig.workUntilIdle();
    await workFor(minutes(30));
    await rig.db.transaction().execute((tx) => retryDelivery(tx, id, rig.clock.now()));
    await workFor(minutes(20));
    expect((await rig.delivery(id)).state).toBe("waiting");
    rig.platform.script = [unreachable, notYet];
    await workFor(minutes(20));
    expect((await rig.delivery(id)).state).toBe("waiting");
    rig.platform.script = [work];
    await workFor(minutes(1));
    expect((await rig.delivery(id)).state).toBe("published");
  });

  it("and cannot tell for so long whether the post is there leaves it to a person", async () => {
    rig.platform.script = [loseReply, notYet];
    const id = await rig.addDelivery(connectionId, compositionOf("one"));
    await rig.workUntilIdle();
    await workFor(minutes(30));
    expect(await rig.delivery(id)).toMatchObject({
      state: "uncertain",
      journal: [{ isInDoubt: true }],
    });
  });
});

describe("an interrupted delivery", () => {
  it.each(["segment-0", "segment-1", "read-back"])(
    "goes on without a second post after a crash in the middle of %s",
    async (step) => {
      const crash = new Promise<never>(() => undefined);
      const position = ["segment-0", "segment-1", "read-back"].indexOf(step);
      rig.platform.script = [
        ...Array.from({ length: position }, () => work),
        { kind: "meanwhile", act: () => crash },
        work,
      ];
      const id = await rig.addDelivery(connectionId, compositionOf("one", "two"));
      const [claim] = await rig.claim();
      if (claim === undefined) throw new Error("nothing to claim");
      void deliver(rig.engine, claim, new AbortController().signal);
      await expect.poll(() => rig.platform.requests.length).toBe(position + 1);
      await rig.dropLeases();
      await rig.workUntilIdle();
      const delivery = await rig.delivery(id);
      expect(delivery.state).toBe("published");
      expect(delivery.attempts.map(({ outcome }) => outcome)).toEqual(["interrupted", "published"]);
      expect(rig.platform.posts.map(({ text }) => text)).toEqual(["one", "two"]);
    },
  );

  it("is not written over by a worker that lost it", async () => {
    let goOn: () => void = () => undefined;
    const paused = new Promise<void>((resolve) => (goOn = resolve));
    rig.platform.script = [{ kind: "meanwhile", act: () => paused }, work];
    const id = await rig.addDelivery(connectionId, compositionOf("one"));
    const [claim] = await rig.claim();
    if (claim === undefined) throw new Error("nothing to claim");
    rig.platform.canLook = false;
    const first = deliver(rig.engine, claim, new AbortController().signal);
    await expect.poll(() => rig.platform.requests.length).toBe(1);
    await rig.dropLeases();
    await rig.workUntilIdle();
    expect((await rig.delivery(id)).state).toBe("uncertain");
    goOn();
    await first;
    expect((await rig.delivery(id)).state).toBe("uncertain");
  });
});

describe("a connection's deliveries", () => {
  it("go out in order, one at a time", async () => {
    const later = new Date(rig.clock.now().getTime() - 1000);
    await rig.addDelivery(connectionId, compositionOf("second"));
    await rig.addDelivery(connectionId, compositionOf("first"), later);
    expect(await rig.claim()).toHaveLength(1);
    await rig.dropLeases();
    await rig.workUntilIdle();
    expect(rig.platform.posts.map(({ text }) => text)).toEqual(["first", "second"]);
  });

  it("are held when it is unlinked and go on when it is linked again", async () => {
    const id = await rig.addDelivery(connectionId, compositionOf("one"));
    await rig.db.transaction().execute((tx) => rig.engine.connections.onUnlinked(tx, connectionId));
    await rig.workUntilIdle();
    expect(await rig.delivery(id)).toMatchObject({ state: "held", trouble: { kind: "unlinked" } });
    await rig.db.transaction().execute((tx) => rig.engine.connections.onLinked(tx, connectionId));
    await rig.workUntilIdle();
    expect((await rig.delivery(id)).state).toBe("published");
  });
});
