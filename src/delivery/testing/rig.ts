// Everything the engine's tests need around it: a database, people, connections and a clock to turn.

import { createHttp } from "#kernel/http/fetch.ts";
import { newId } from "#kernel/ids.ts";
import { createLogger } from "#kernel/logger.ts";
import { createSecretBox } from "#kernel/secret-box.ts";
import type { Composition } from "#connector/contract.ts";
import type { ConnectionsContext } from "#connections/context.ts";
import { sealCredential } from "#connections/credential.ts";
import { openTestStore } from "#test/database/store.ts";
import { holdPending, releaseHeld } from "../change.ts";
import { lockLanes } from "../lanes.ts";
import { createDeliveries } from "../create.ts";
import { deliver } from "../deliver.ts";
import type { AttemptEnded, Engine } from "../engine.ts";
import { claimLanes } from "../lanes.ts";
import { leaseMs } from "../lease.ts";
import type { DeliveryDetails } from "../read.ts";
import { findDelivery } from "../read.ts";
import { scriptedPlatform } from "./scripted.ts";

export async function openRig() {
  const store = await openTestStore();
  const { db } = store;
  const clock = { at: new Date("2026-11-01T12:00:00Z"), now: () => clock.at };
  const box = createSecretBox(["a key for the tests"]);
  const http = createHttp({ allowHosts: [] });
  const platform = scriptedPlatform();
  const { about } = platform.connector;
  const platforms = new Map([
    [
      about.id,
      {
        ...{ connector: platform.connector, origins: about.origins, hosts: [] },
        ...{ settings: {}, canReachUs: false },
      },
    ],
  ]);
  const ended: AttemptEnded[] = [];
  const connections: ConnectionsContext = {
    ...{ db, clock, http, box, platforms, publicUrl: "https://notes.example" },
    givenApp: () => undefined,
    onLinked: (tx, id) => releaseHeld(tx, id, clock.now()),
    lockQueues: lockLanes,
    onUnlinked: (tx, id) => holdPending(tx, id, clock.now()),
  };
  const engine: Engine = {
    ...{ connections, clock, leaseMs, log: createLogger({ level: "silent" }) },
    random: () => 0.5,
    readMedia: () => Promise.reject(new Error("no media here")),
    mediaUrl: (mediaId) => `https://notes.example/media/${mediaId}`,
    onAttemptEnded: (_, event) => Promise.resolve(void ended.push(event)),
    onChanged: () => undefined,
  };
  const { userId, runId } = await addRun(store);
  const workerId = newId();

  async function addConnection(): Promise<string> {
    const id = newId();
    await db
      .insertInto("connections")
      .values({
        ...{ id, userId, platform: about.id, remoteId: id, kind: "person", name: "Ada" },
        ...{ auth: "password", grantId: id },
        secret: sealCredential(box, id, { token: "the first token" }),
      })
      .execute();
    return id;
  }

  async function addDelivery(
    connectionId: string,
    composition: Composition,
    dueAt = clock.now(),
  ): Promise<string> {
    const now = clock.now();
    const deliveries = [{ connectionId, composition }];
    await db.transaction().execute((tx) => createDeliveries(tx, { runId, deliveries, dueAt, now }));
    const { id } = await db
      .selectFrom("deliveries")
      .select("id")
      .orderBy("id", "desc")
      .limit(1)
      .executeTakeFirstOrThrow();
    return id;
  }

  const claim = (limit = 10) => claimLanes(db, { workerId, limit, leaseMs, now: clock.now() });

  /** Works on what is due, as a worker does, until nothing is. */
  async function workUntilIdle(): Promise<void> {
    for (let claims = await claim(); claims.length > 0; claims = await claim()) {
      await Promise.all(claims.map((each) => deliver(engine, each, AbortSignal.timeout(60_000))));
    }
  }

  async function delivery(id: string): Promise<DeliveryDetails> {
    const found = await findDelivery(db, id);
    if (found === undefined) throw new Error(`no delivery ${id}`);
    return found;
  }

  /** The process dies: its lease is over, whatever it was doing. */
  async function dropLeases(): Promise<void> {
    await db.updateTable("lanes").set({ leaseUntil: null }).execute();
  }

  /** The user connects the account again. */
  async function relink(connectionId: string): Promise<void> {
    await db.transaction().execute(async (tx) => {
      await lockLanes(tx, [connectionId]);
      const secret = sealCredential(box, connectionId, { token: "the token of another grant" });
      await tx
        .updateTable("connections")
        .set({ secret, grantId: newId(), expiredAt: null, stateReason: null, unlinkedAt: null })
        .set((eb) => ({ secretVersion: eb("secretVersion", "+", 1) }))
        .where("id", "=", connectionId)
        .execute();
      await connections.onLinked(tx, connectionId);
    });
  }

  return {
    ...{ store, db, clock, engine, platform, ended, userId, runId },
    ...{ addConnection, addDelivery, claim, workUntilIdle, delivery, dropLeases, relink },
    pass: (ms: number) => void (clock.at = new Date(clock.at.getTime() + ms)),
    async [Symbol.asyncDispose]() {
      await http.close();
      await store[Symbol.asyncDispose]();
    },
  };
}

export type Rig = Awaited<ReturnType<typeof openRig>>;

async function addRun({ db }: Awaited<ReturnType<typeof openTestStore>>) {
  const [userId, siteId, runId] = [newId(), newId(), newId()];
  await db
    .insertInto("users")
    .values({ id: userId, name: "Ada", email: `${userId}@x.test` })
    .execute();
  await db.insertInto("sites").values({ id: siteId, name: "Notes", slug: siteId }).execute();
  await db.insertInto("runs").values({ id: runId, siteId, trigger: "person" }).execute();
  return { userId, runId };
}
