import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { PlatformError } from "#connector/failure.ts";
import { newId } from "#kernel/ids.ts";
import {
  autopostConnections,
  changeConnection,
  findConnections,
  listConnections,
} from "./connections.ts";
import type { ConnectionChange } from "./connections.ts";
import { linkByFields, unlink } from "./link.ts";
import type { LinkResult } from "./link.ts";
import type { Behaviour } from "./testing/connections.ts";
import { identifyByName, openConnections } from "./testing/connections.ts";

const rig = await openConnections();
const { db, context, told, clock } = rig;
const entries = { name: "ada", password: "the first password" };
let userId = "";

afterAll(() => rig[Symbol.asyncDispose]());

beforeEach(async () => {
  userId = await rig.addUser();
  told.length = 0;
});

describe("linking", () => {
  it("makes a connection of what the platform says of the account, switched off for auto-posting", async () => {
    const result = await link();
    expect(result).toMatchObject({
      ...{ kind: "linked", isNew: true },
      connection: {
        ...{ userId, platform: "test-platform", auth: "password" },
        ...{ expiredAt: null, stateReason: null },
        ...{ isAutopost: false, isLinked: true },
        account: { remoteId: "ada", handle: "@ada", details: { server: "https://example.org" } },
      },
    });
    const { id } = linked(result);
    expect(told).toEqual([`linked ${id}`]);
    expect(await rig.kept(id)).toEqual({
      ...{ credential: { token: "the first password" }, version: 1 },
    });
  });

  it.each([
    [{ password: "p" }, "name", "Name is needed."],
    [{ name: "ada", password: "  " }, "password", "App password is needed."],
    [{}, "name", "Name is needed."],
  ])(
    "asks for what is missing in %o, and asks the platform nothing",
    async (given, field, message) => {
      const identify = () => Promise.reject(new Error("asked"));
      expect(await link(given, { identify })).toEqual({ kind: "problem", field, message });
    },
  );

  it("hands on what the platform's connector finds wrong with an entry", async () => {
    const problem = { field: "name", message: "There is no such name." };
    const identify = () => Promise.resolve({ problem });
    expect(await link(entries, { identify })).toEqual({ kind: "problem", ...problem });
    expect(await listConnections(db, userId)).toEqual([]);
  });

  it("tells in words that the platform could not be asked", async () => {
    const failure = { kind: "network", sent: "no", detail: "unreachable" } as const;
    const identify = () => Promise.reject(new PlatformError(failure));
    expect(await link(entries, { identify })).toEqual({
      ...{ kind: "problem", field: null, message: "There is network trouble." },
    });
  });

  it("does not take a bug of a connector for the platform's trouble", async () => {
    const identify = () => Promise.reject(new TypeError("undefined is not a function"));
    await expect(link(entries, { identify })).rejects.toThrow(TypeError);
  });

  it("of one new account twice at once makes one connection", async () => {
    const results = await Promise.all(Array.from({ length: 6 }, () => link()));
    expect(new Set(results.map((result) => linked(result).id)).size).toBe(1);
    expect(results.filter((result) => result.kind === "linked" && result.isNew)).toHaveLength(1);
    const [connection] = await listConnections(db, userId);
    const stored = await rig.kept(connection?.id ?? "");
    expect(stored).toMatchObject({ credential: { token: "the first password" }, version: 6 });
  });

  it("of another user's account makes another connection", async () => {
    const first = linked(await link());
    userId = await rig.addUser();
    expect(linked(await link()).id).not.toBe(first.id);
    expect(await findConnections(db, userId, [first.id])).toEqual([]);
  });

  it("keeps nothing when those who must know of it cannot take it", async () => {
    const trouble = () => Promise.reject(new Error("Not now"));
    const platform = rig.addPlatform({ identify: identifyByName });
    await expect(
      linkByFields({ ...context, onLinked: trouble }, userId, platform, entries),
    ).rejects.toThrow("Not now");
    expect(await listConnections(db, userId)).toEqual([]);
  });
});

describe("linking again", () => {
  it("updates the connection in place: same id and settings, new credential, active", async () => {
    const { id } = linked(await link());
    await change(id, { isAutopost: true });
    await db
      .updateTable("connections")
      .set({ expiredAt: clock.now(), stateReason: "Revoked." })
      .where("id", "=", id)
      .execute();
    const again = await link({ ...entries, password: "the second password" });
    expect(again).toMatchObject({
      ...{ kind: "linked", isNew: false },
      connection: { id, expiredAt: null, stateReason: null, isAutopost: true },
    });
    expect(await rig.kept(id)).toEqual({
      ...{ credential: { token: "the second password" }, version: 2 },
    });
    expect(told).toEqual([`linked ${id}`, `linked ${id}`]);
  });

  it("brings an unlinked connection back", async () => {
    const { id } = linked(await link());
    await change(id, { isAutopost: true });
    await unlink(context, userId, id);
    expect(await listConnections(db, userId, { withUnlinked: true })).toMatchObject([
      { id, isLinked: false },
    ]);
    expect(linked(await link())).toMatchObject({ id, isLinked: true, isAutopost: true });
    expect(await listConnections(db, userId)).toMatchObject([{ id }]);
  });
});

describe("unlinking", () => {
  it("revokes at the platform, forgets the secret, stops auto-posting and tells of it", async () => {
    const revoked: unknown[] = [];
    const behaviour: Behaviour = {
      identify: identifyByName,
      revoke: (session, account) =>
        Promise.resolve(void revoked.push([session.credential, account.remoteId])),
    };
    const { id } = linked(await link(entries, behaviour));
    await change(id, { isAutopost: true });
    expect(await unlink(context, userId, id)).toBe(true);
    expect(revoked).toEqual([[{ token: "the first password" }, "ada"]]);
    expect(told).toContain(`unlinked ${id}`);
    expect(await rig.kept(id)).toBeUndefined();
    expect(await listConnections(db, userId)).toEqual([]);
    expect(await autopostConnections(db, { userId, siteId: newId() })).toEqual([]);
  });

  it.each([
    ["refuses", { kind: "answer", status: 500, headers: {}, body: "" }],
    ["is away", { kind: "network", sent: "no", detail: "unreachable" }],
  ] as const)(
    "does not keep what the user does not want because the platform %s",
    async (_, failure) => {
      const revoke = () => Promise.reject(new PlatformError(failure));
      const { id } = linked(await link(entries, { identify: identifyByName, revoke }));
      expect(await unlink(context, userId, id)).toBe(true);
      expect(await listConnections(db, userId)).toEqual([]);
    },
  );

  it("works for a secret that no key opens any more", async () => {
    const revoke = () => Promise.reject(new Error("asked without a credential"));
    const { id } = linked(await link(entries, { identify: identifyByName, revoke }));
    const secret = Buffer.from("sealed with a key that is lost");
    await db.updateTable("connections").set({ secret }).where("id", "=", id).execute();
    expect(await unlink(context, userId, id)).toBe(true);
  });

  it("touches no connection of others, none that is unlinked and none that is not there", async () => {
    const { id } = linked(await link());
    expect(await unlink(context, await rig.addUser(), id)).toBe(false);
    expect(await unlink(context, userId, newId())).toBe(false);
    expect(await unlink(context, userId, id)).toBe(true);
    expect(await unlink(context, userId, id)).toBe(false);
  });
});

describe("auto-posting", () => {
  const siteId = newId();
  const goesTo = async () =>
    (await autopostConnections(db, { userId, siteId })).map(({ id }) => id);

  it("is switched by the connection's user, while it is linked", async () => {
    const { id } = linked(await link());
    expect(await change(id, { isAutopost: true }, await rig.addUser())).toBe(false);
    expect(await goesTo()).toEqual([]);
    expect(await change(id, { isAutopost: true })).toBe(true);
    expect(await goesTo()).toEqual([id]);
    await unlink(context, userId, id);
    expect(await change(id, { isAutopost: true })).toBe(false);
  });

  it("can be limited to chosen sites, and is limited to none when the last of them is gone", async () => {
    const { id } = linked(await link());
    const [chosen, other] = [newId(), newId()];
    const sites = [chosen, other].map((each) => ({ id: each, name: "Notes", slug: each }));
    await db.insertInto("sites").values(sites).execute();
    await change(id, { isAutopost: true, siteIds: [chosen] });
    const goesFrom = async (from: string) =>
      (await autopostConnections(db, { userId, siteId: from })).length;
    expect(await goesFrom(chosen)).toBe(1);
    expect(await goesFrom(other)).toBe(0);
    expect(await listConnections(db, userId)).toMatchObject([{ siteIds: [chosen] }]);
    await db.deleteFrom("sites").where("id", "=", chosen).execute();
    expect(await listConnections(db, userId)).toMatchObject([{ siteIds: [] }]);
    expect(await goesFrom(other)).toBe(0);
    await change(id, { siteIds: null });
    expect(await goesFrom(other)).toBe(1);
  });
});

function change(id: string, wanted: ConnectionChange, by = userId): Promise<boolean> {
  const set = { change: wanted, now: clock.now() };
  return db.transaction().execute((tx) => changeConnection(tx, { userId: by, id }, set));
}

function link(
  given: Readonly<Record<string, string>> = entries,
  behaviour: Behaviour = { identify: identifyByName },
): Promise<LinkResult> {
  return linkByFields(context, userId, rig.addPlatform(behaviour), given);
}

function linked(result: LinkResult) {
  if (result.kind !== "linked") throw new Error(result.message);
  return result.connection;
}
