import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { minutes, plus } from "#kernel/clock.ts";
import { newId } from "#kernel/ids.ts";
import { createHttp } from "#kernel/http/fetch.ts";
import { PlatformError } from "#connector/failure.ts";
import { agree } from "#test/consent.ts";
import { findAuthorization } from "./authorizations.ts";
import type { Authorization } from "./authorizations.ts";
import { authorize } from "./authorize.ts";
import { choose, targetsOf } from "./choose.ts";
import { comeBack } from "./come-back.ts";
import { changeConnection, findConnections, listConnections } from "./connections.ts";
import type { ConnectionsContext } from "./context.ts";
import { unlink } from "./link.ts";
import type { Platform } from "./platforms.ts";
import { openConnections } from "./testing/connections.ts";
import { accountCalled, openOAuthPlatform } from "./testing/oauth.ts";
import type { OAuthPlatform } from "./testing/oauth.ts";

const rig = await openConnections();
const { db, clock } = rig;
let there: OAuthPlatform;
let context: ConnectionsContext;
let userId = "";
let sessionId = "";
let bugs: unknown[] = [];

beforeAll(async () => {
  there = await openOAuthPlatform(() => clock.at);
  const http = createHttp({ allowHosts: [new URL(there.served.origin).host] });
  context = { ...rig.context, http };
});

afterAll(async () => {
  await context.http.close();
  await there[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
});

beforeEach(async () => {
  use(there.platform);
  ({ userId, sessionId } = await signIn());
  bugs = [];
});

describe("connecting by way of the platform", () => {
  it("makes a connection with what the platform gave, and how long that lasts", async () => {
    const { stage, connectionIds, message } = await wholeWay();
    expect({ stage, message }).toEqual({ stage: "linked", message: null });
    const [connection] = await findConnections(db, userId, connectionIds);
    expect(connection).toMatchObject({ auth: "oauth", account: { handle: "@ada" } });
    expect(connection?.authorizationEndsAt).toBeNull();
    const life = await db
      .selectFrom("connections")
      .select(["accessEndsAt", "renewAt"])
      .where("id", "=", connection?.id ?? "")
      .executeTakeFirstOrThrow();
    expect(life).toEqual({
      accessEndsAt: plus(clock.at, minutes(120)),
      renewAt: plus(clock.at, minutes(90)),
    });
  });

  it("again renews it in place, with its settings", async () => {
    const first = await wholeWay();
    const [id = ""] = first.connectionIds;
    const change = { change: { isAutopost: true }, now: clock.at };
    await db.transaction().execute((tx) => changeConnection(tx, { userId, id }, change));
    expect((await wholeWay()).connectionIds).toEqual([id]);
    expect(await listConnections(db, userId)).toMatchObject([{ id, isAutopost: true }]);
    const other = await wholeWay("grace");
    expect(other.connectionIds).not.toEqual([id]);
    expect(await listConnections(db, userId)).toHaveLength(2);
  });

  it("ends in words when the person says no, and connects nothing", async () => {
    const url = await leave();
    const params = new URLSearchParams({
      ...{ error: "access_denied", state: new URL(url).searchParams.get("state") ?? "" },
    });
    const authorization = await returned(await back(params));
    expect(authorization).toMatchObject({ stage: "failed", kept: null });
    expect(authorization.message).toMatch(/You said no at Test.*Nothing was connected\./);
    expect(await listConnections(db, userId)).toEqual([]);
  });

  it("ends in words when the platform has trouble with the code", async () => {
    const url = await leave();
    const state = new URL(url).searchParams.get("state") ?? "";
    const authorization = await returned(
      await back(new URLSearchParams({ code: "made up", state })),
    );
    expect(authorization).toMatchObject({ stage: "failed", message: "It has ended." });
  });

  it("ends in words when it is our fault, and keeps what it was for the log", async () => {
    const bug = new TypeError("undefined is not a function");
    changeConnector({ identify: () => Promise.reject(bug) });
    const words = "Something went wrong on our side. Try again.";
    expect(await wholeWay()).toMatchObject({ stage: "failed", message: words });
    expect(bugs).toEqual([bug]);
  });

  it("asks again for a moment when the platform does not know its own token yet", async () => {
    let asked = 0;
    const { identify } = there.platform.connector;
    changeConnector({
      identify(session, auth) {
        asked += 1;
        if (asked > 1) return identify(session, auth);
        const failure = { kind: "answer", status: 401, headers: {}, body: "" } as const;
        return Promise.reject(new PlatformError(failure));
      },
    });
    expect(await wholeWay()).toMatchObject({ stage: "linked" });
    expect(asked).toBe(2);
  });

  it("says what to do where the operator has registered no app", async () => {
    const withoutApp = { ...context, givenApp: () => undefined };
    const asked = { userId, sessionId, platform: there.platform, auth: undefined, entries: {} };
    expect(await authorize(withoutApp, asked)).toMatchObject({
      ...{
        kind: "problem",
        field: null,
        message: expect.stringContaining("Operator page") as string,
      },
    });
  });
});

describe("the way back", () => {
  it("is open once", async () => {
    const { searchParams } = await agree(await leave());
    expect(await back(searchParams)).toBeDefined();
    expect(await back(searchParams)).toBeUndefined();
  });

  it("is open to nobody but the browser that left", async () => {
    const { searchParams } = await agree(await leave());
    const other = await signIn();
    const platform = there.platform;
    const by = (who: { userId: string; sessionId: string }) =>
      comeBack(context, { ...who, platform, params: searchParams, onBug });
    expect(await by(other)).toBeUndefined();
    expect(await by({ userId, sessionId: other.sessionId })).toBeUndefined();
    expect(await by({ userId, sessionId })).toBeDefined();
  });

  it("is open for ten minutes", async () => {
    const url = await leave();
    clock.at = plus(clock.at, minutes(10));
    const state = new URL(url).searchParams.get("state") ?? "";
    expect(await back(new URLSearchParams({ code: "any", state }))).toBeUndefined();
  });

  it("is no way for whoever guesses", async () => {
    await leave();
    expect(await back(new URLSearchParams({ code: "any", state: "a guess" }))).toBeUndefined();
    expect(await back(new URLSearchParams({ code: "any" }))).toBeUndefined();
  });
});

describe("an authorisation that reaches several accounts", () => {
  const pages = ["page-1", "page-2", "page-3"].map(accountCalled);

  beforeEach(() => {
    const [auth] = there.platform.connector.auth;
    if (auth.kind !== "oauth2") throw new Error("another way");
    const several = { ...auth, reaches: "several" } as const;
    changeConnector({ auth: [several], targets: () => Promise.resolve(pages) });
  });

  it("lets the user choose, and connects what was chosen under one grant", async () => {
    const authorization = await wholeWay();
    expect(authorization.stage).toBe("choosing");
    expect(targetsOf(authorization)).toEqual(pages);
    const owner = { id: authorization.id, userId };
    expect(await choose(context, owner, ["page-1", "of somebody else"])).toBe("not-offered");
    expect(await choose(context, { ...owner, userId: newId() }, ["page-1"])).toBe("unknown");
    expect(await choose(context, owner, ["page-3", "page-1"])).toBe("linked");
    expect(await choose(context, owner, ["page-2"])).toBe("unknown");
    const linked = await listConnections(db, userId);
    expect(linked.map(({ account }) => account.remoteId).sort()).toEqual(["page-1", "page-3"]);
    const grants = await db
      .selectFrom("connections")
      .select("grantId")
      .distinct()
      .where("userId", "=", userId)
      .execute();
    expect(grants).toHaveLength(1);
  });

  it("is taken back at the platform with the last of them", async () => {
    const authorization = await wholeWay();
    await choose(context, { id: authorization.id, userId }, ["page-1", "page-2"]);
    const [first, second] = await listConnections(db, userId);
    const token = (await rig.kept(first?.id ?? ""))?.credential["accessToken"] ?? "";
    await unlink(context, userId, first?.id ?? "");
    expect(there.oauth.holderOf(token)).toMatchObject({ personId: "ada" });
    await unlink(context, userId, second?.id ?? "");
    expect(there.oauth.holderOf(token)).toBe("ended");
  });

  it("is taken back once, when the last two are unlinked at the same time", async () => {
    const authorization = await wholeWay();
    await choose(context, { id: authorization.id, userId }, ["page-1", "page-2"]);
    const linked = await listConnections(db, userId);
    const token = (await rig.kept(linked[0]?.id ?? ""))?.credential["accessToken"] ?? "";
    const bothUnlinked = Promise.withResolvers<void>();
    let unlinked = 0;
    const onUnlinked = async () => {
      unlinked += 1;
      if (unlinked === 2) bothUnlinked.resolve();
      await Promise.race([bothUnlinked.promise, setTimeout(300)]);
    };
    await Promise.all(linked.map(({ id }) => unlink({ ...context, onUnlinked }, userId, id)));
    expect(there.oauth.holderOf(token)).toBe("ended");
  });

  it("that reaches none says so", async () => {
    changeConnector({ targets: () => Promise.resolve([]) });
    expect(await wholeWay()).toMatchObject({
      ...{ stage: "failed", message: expect.stringContaining("knows no account") as string },
    });
  });
});

function use(platform: Platform): void {
  rig.context.platforms = new Map([[platform.connector.about.id, platform]]);
  context = { ...context, platforms: rig.context.platforms };
}

function changeConnector(change: Partial<Platform["connector"]>): void {
  const current = platformInUse();
  use({ ...current, connector: { ...current.connector, ...change } });
}

function platformInUse(): Platform {
  const [platform] = context.platforms.values();
  if (platform === undefined) throw new Error("There is no platform");
  return platform;
}

async function signIn() {
  const user = await rig.addUser();
  const id = newId();
  const expiresAt = plus(new Date(), minutes(60));
  await db.insertInto("sessions").values({ id, userId: user, token: id, expiresAt }).execute();
  return { userId: user, sessionId: id };
}

async function leave(): Promise<string> {
  const platform = platformInUse();
  const asked = { userId, sessionId, platform, auth: undefined, entries: {} };
  const result = await authorize(context, asked);
  if (result.kind !== "leave") throw new Error(result.message);
  return result.url;
}

function back(params: URLSearchParams): Promise<string | undefined> {
  return comeBack(context, { userId, sessionId, platform: platformInUse(), params, onBug });
}

function onBug(error: unknown): void {
  bugs.push(error);
}

async function returned(id: string | undefined): Promise<Authorization> {
  const authorization = await findAuthorization(context, { id: id ?? "", userId });
  if (authorization === undefined) throw new Error("There is no such authorisation");
  return authorization;
}

async function wholeWay(person?: string): Promise<Authorization> {
  const { searchParams } = await agree(await leave(), person);
  return returned(await back(searchParams));
}
