import { afterAll, expect, it } from "vitest";
import { newId } from "#kernel/ids.ts";
import { addNotice } from "#notices/notices.ts";
import { openSignals } from "#store/signals.ts";
import { openTestStore } from "#test/database/store.ts";
import { openFeed } from "./feed.ts";

const store = await openTestStore();
const signals = await openSignals(store);
const { db } = store;
const feed = openFeed(db, signals, (error) => {
  throw error;
});

afterAll(async () => {
  await signals[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
});

it("tells a notice, once it is there, to whom it is for; those for the operator to the operator", async () => {
  const [ada, bob] = [await addUser(), await addUser()];
  const told = { ada: watch(ada), bob: watch(bob), operator: watch(newId(), true) };
  await say("Ada's", ada);
  await say("the operator's", null);
  const failing = db.transaction().execute(async (tx) => {
    await addNotice(tx, notice("never", bob));
    throw new Error("Changed my mind");
  });
  await expect(failing).rejects.toThrow("Changed my mind");
  await say("Bob's", bob);
  const all = { ada: ["Ada's"], bob: ["Bob's"], operator: ["the operator's"] };
  await expect.poll(() => told, { timeout: 10_000 }).toEqual(all);
});

it("tells nothing any more to whom has gone", async () => {
  const [ada, bob] = [await addUser(), await addUser()];
  const gone: string[] = [];
  const unwatch = feed.watch({
    ...{ userId: ada, isOperator: false, onDelivery: () => undefined },
    onNotice: ({ message }) => gone.push(message),
  });
  const told = watch(bob);
  unwatch();
  await say("Ada's", ada);
  await say("Bob's", bob);
  await expect.poll(() => told, { timeout: 10_000 }).toEqual(["Bob's"]);
  expect(gone).toEqual([]);
});

function watch(userId: string, isOperator = false): string[] {
  const told: string[] = [];
  feed.watch({
    ...{ userId, isOperator, onDelivery: () => undefined },
    onNotice: ({ message }) => told.push(message),
  });
  return told;
}

function say(message: string, userId: string | null): Promise<boolean> {
  return addNotice(db, notice(message, userId));
}

function notice(message: string, userId: string | null) {
  return { message, userId, deliveryId: null, kind: "test", saidOnce: newId() };
}

async function addUser(): Promise<string> {
  const id = newId();
  const user = { id, name: "Somebody", email: `${id}@example.org` };
  await db.insertInto("users").values(user).execute();
  return id;
}
