// That a delivery never leaves the table of states, whatever people, platforms and crashes do to it.
// A trigger of the database sees every change, those inside a transaction included.

import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { minutes } from "#kernel/clock.ts";
import type { Tx } from "#store/open.ts";
import { cancelDelivery, resolveDelivery, retryDelivery } from "./change.ts";
import { deliveryStates, mayBecome, pendingStates } from "./states.ts";
import type { DeliveryState } from "./states.ts";
import type { Rig } from "./testing/rig.ts";
import { openRig } from "./testing/rig.ts";
import { answered, compositionOf, lost } from "./testing/scripted.ts";
import type { Fate } from "./testing/scripted.ts";

let rig: Rig;

beforeAll(async () => {
  rig = await openRig();
});

afterAll(() => rig[Symbol.asyncDispose]());

it("the database takes exactly the states of the table", async () => {
  const { rows } = await sql<{ definition: string }>`
    select pg_get_constraintdef(oid) as definition from pg_constraint
    where conname = 'deliveries_state_check'
  `.execute(rig.db);
  expect(quoted(rows[0]?.definition)).toEqual(new Set(deliveryStates));
});

it("the index of the lanes has exactly the states that are pending", async () => {
  const { rows } = await sql<{ definition: string }>`
    select indexdef as definition from pg_indexes where indexname = 'deliveries_lane'
  `.execute(rig.db);
  expect(quoted(rows[0]?.definition)).toEqual(new Set(pendingStates));
});

const fates: Record<string, Fate> = {
  works: { kind: "work" },
  "loses the reply": { kind: "fail", failure: lost("maybe"), isDone: true },
  "loses the request": { kind: "fail", failure: lost("maybe"), isDone: false },
  "cannot be reached": { kind: "fail", failure: lost("no"), isDone: false },
  refuses: { kind: "fail", failure: answered(400), isDone: false },
  revokes: { kind: "fail", failure: answered(403), isDone: false },
  "asks to wait": { kind: "fail", failure: answered(429), isDone: false },
  breaks: { kind: "meanwhile", act: () => Promise.reject(new Error("a bug of ours")) },
};

type Action = (connectionId: string, id: string) => Promise<unknown>;

const inTransaction = (change: (tx: Tx) => Promise<unknown>) =>
  rig.db.transaction().execute(change);
const resolve = (id: string, outcome: "live" | "send-again") => {
  const resolution =
    outcome === "live" ? { outcome, url: "https://scripted.example/1" } : { outcome };
  const { platforms } = rig.engine.connections;
  return inTransaction((tx) =>
    resolveDelivery(tx, platforms, { id, resolution, now: rig.clock.now() }),
  );
};

const actions: Record<string, Action> = {
  retry: (_, id) => inTransaction((tx) => retryDelivery(tx, id, rig.clock.now())),
  cancel: (_, id) => inTransaction((tx) => cancelDelivery(tx, id, rig.clock.now())),
  "say that it is live": (_, id) => resolve(id, "live"),
  "say to send again": (_, id) => resolve(id, "send-again"),
  unlink: (connectionId) =>
    inTransaction((tx) => rig.engine.connections.onUnlinked(tx, connectionId)),
  link: (connectionId) => rig.relink(connectionId),
  crash: () => rig.claim().then(() => rig.dropLeases()),
  "pass a minute": () => Promise.resolve(rig.pass(minutes(1))),
  "pass an hour": () => Promise.resolve(rig.pass(minutes(60))),
  "lose sight": () => Promise.resolve(void (rig.platform.canLook = false)),
  ...Object.fromEntries(
    Object.entries(fates).map(([name, fate]) => [
      `work, and the platform ${name}`,
      () => {
        rig.platform.script = [fate, fate, { kind: "work" }];
        return rig.workUntilIdle();
      },
    ]),
  ),
};

it("no sequence of events takes a delivery off the table, nor makes a second post unasked", async () => {
  await watchStates();
  const names = fc.array(fc.constantFrom(...Object.keys(actions)), { minLength: 3, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(names, async (sequence) => {
      const connectionId = await rig.addConnection();
      Object.assign(rig.platform, { posts: [], script: [], canLook: true });
      const id = await rig.addDelivery(connectionId, compositionOf("one", "two"));
      for (const name of sequence) await actions[name]?.(connectionId, id);
      expect(await statesSeen(id)).toEqual([]);
      if (!sequence.includes("say to send again")) {
        const texts = rig.platform.posts.map(({ text }) => text);
        expect(new Set(texts).size).toBe(texts.length);
      }
      await rig.db.deleteFrom("connections").where("id", "=", connectionId).execute();
    }),
    { seed: 20_261_101, numRuns: 40 },
  );
  expect(await countSeen()).toBeGreaterThan(10);
});

async function watchStates(): Promise<void> {
  await sql`create table seen (id uuid, was text, became text)`.execute(rig.db);
  await sql`
    create function see() returns trigger language plpgsql as $$
    begin
      insert into seen values (new.id, old.state, new.state);
      return new;
    end $$
  `.execute(rig.db);
  await sql`
    create trigger see after update on deliveries for each row
    when (old.state is distinct from new.state) execute function see()
  `.execute(rig.db);
}

/** Those changes that the table does not have. */
async function statesSeen(id: string): Promise<string[]> {
  const { rows } = await sql<{ was: DeliveryState; became: DeliveryState }>`
    select was, became from seen where id = ${id}
  `.execute(rig.db);
  return rows
    .filter(({ was, became }) => !mayBecome(was, became))
    .map(({ was, became }) => `${was} → ${became}`);
}

/** How many different changes there were: a test that sees few proves little. */
async function countSeen(): Promise<number> {
  const { rows } = await sql`select distinct was, became from seen`.execute(rig.db);
  return rows.length;
}

function quoted(definition = ""): Set<string> {
  return new Set(Array.from(definition.matchAll(/'(\w+)'::text/g), ([, name = ""]) => name));
}
