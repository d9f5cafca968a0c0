import { afterAll, beforeEach, expect, it } from "vitest";
import { PlatformError } from "#connector/failure.ts";
import { findConnections } from "./connections.ts";
import { linkByFields, unlink } from "./link.ts";
import { readAccountsAgain } from "./read-again.ts";
import { identifyByName, openConnections } from "./testing/connections.ts";
import type { Behaviour } from "./testing/connections.ts";

const rig = await openConnections();
const { db, context, watch, told } = rig;
let userId = "";
let connectionId = "";
let asked = 0;

afterAll(() => rig[Symbol.asyncDispose]());

beforeEach(async () => {
  await db.deleteFrom("connections").execute();
  userId = await rig.addUser();
  const platform = rig.addPlatform({ identify: identifyByName });
  const result = await linkByFields(context, userId, platform, { name: "ada", password: "first" });
  if (result.kind !== "linked") throw new Error(result.message);
  connectionId = result.connection.id;
  told.length = 0;
  asked = 0;
});

it("what a platform says of an account is kept as it says it now", async () => {
  say({ maxCharacters: 1000 });
  expect(await readAgain()).toBe(1);
  expect(await details()).toEqual({ maxCharacters: 1000 });
  expect(await rig.kept(connectionId)).toEqual({ credential: { token: "first" }, version: 1 });
});

it("nobody is asked where accounts do not change, or for what is unlinked or expired", async () => {
  expect(await readAgain()).toBe(0);
  say({ maxCharacters: 1000 });
  const expired = { expiredAt: rig.clock.at };
  await db.updateTable("connections").set(expired).execute();
  expect(await readAgain()).toBe(0);
  await unlink(context, userId, connectionId);
  expect(await readAgain()).toBe(0);
  expect(asked).toBe(0);
});

it("trouble with a platform, or another account, changes nothing", async () => {
  const failure = { kind: "network", sent: "no", detail: "unreachable" } as const;
  say({}, { identify: () => Promise.reject(new PlatformError(failure)) });
  expect(await readAgain()).toBe(0);
  say({ maxCharacters: 1000 }, {}, "somebody else");
  expect(await readAgain()).toBe(0);
  expect(await details()).toEqual({ server: "https://example.org" });
  expect(told).toEqual([]);
});

it("a fault of ours is told", async () => {
  say({}, { identify: () => Promise.reject(new TypeError("undefined is not a function")) });
  expect(await readAgain()).toBe(0);
  expect(told).toEqual([`bug ${connectionId}`]);
});

function readAgain(): Promise<number> {
  return readAccountsAgain(context, (id, error) => watch.onBug(id, error));
}

function say(
  changed: Record<string, number>,
  behaviour: Partial<Behaviour> = {},
  name = "ada",
): void {
  rig.addPlatform({
    accountsChange: true,
    async identify(session) {
      asked += 1;
      const entered = { ...session.credential, name };
      const { account } = await identifyByName({ ...session, credential: entered });
      return { account: { ...account, details: changed }, credential: session.credential };
    },
    ...behaviour,
  });
}

async function details() {
  const [connection] = await findConnections(db, userId, [connectionId]);
  return connection?.account.details;
}
