import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { hours, minutes, plus, seconds } from "#kernel/clock.ts";
import { createHttp } from "#kernel/http/fetch.ts";
import { newId } from "#kernel/ids.ts";
import { findConnections } from "./connections.ts";
import type { ConnectionsContext } from "./context.ts";
import { refreshCredential } from "./refresh.ts";
import { refreshNow } from "./refresh-now.ts";
import { renewDue } from "./renew-due.ts";
import { saveConnections } from "./save.ts";
import { stateOf } from "./state.ts";
import { openConnections } from "./testing/connections.ts";
import { accountCalled, fakeApp, openOAuthPlatform } from "./testing/oauth.ts";
import type { OAuthPlatform } from "./testing/oauth.ts";

const rig = await openConnections();
const { db, clock, told, watch } = rig;
let there: OAuthPlatform;
let context: ConnectionsContext;
let userId = "";

afterAll(() => rig[Symbol.asyncDispose]());

beforeEach(async () => {
  there = await openOAuthPlatform(() => clock.at);
  const http = createHttp({ allowHosts: [new URL(there.served.origin).host] });
  const { about } = there.platform.connector;
  context = { ...rig.context, http, platforms: new Map([[about.id, there.platform]]) };
  await db.deleteFrom("connections").execute();
  userId = await rig.addUser();
});

afterEach(async () => {
  await context.http.close();
  await there[Symbol.asyncDispose]();
});

describe("renewing ahead of time", () => {
  it("happens before the credential runs out, and not before it is time", async () => {
    const [id = ""] = await connect(["ada"]);
    expect(await renewDue(context, watch)).toEqual({ renewed: 0, failed: 0, expired: 0 });
    clock.at = plus(clock.at, minutes(90));
    expect(await renewDue(context, watch)).toEqual({ renewed: 1, failed: 0, expired: 0 });
    const kept = await rig.kept(id);
    expect(there.oauth.holderOf(kept?.credential["accessToken"] ?? "")).toMatchObject({
      personId: "ada",
    });
    expect(await renewDue(context, watch)).toEqual({ renewed: 0, failed: 0, expired: 0 });
  });

  it("renews a grant once for all its connections", async () => {
    const ids = await connect(["page-1", "page-2", "page-3"]);
    clock.at = plus(clock.at, minutes(90));
    const sweeps = await Promise.all([
      renewDue(context, watch),
      renewDue(context, watch),
      renewDue(context, watch),
    ]);
    expect(sweeps.reduce((sum, { expired, failed }) => sum + expired + failed, 0)).toBe(0);
    const tokens = await Promise.all(
      ids.map(async (id) => (await rig.kept(id))?.credential["accessToken"] ?? ""),
    );
    expect(new Set(tokens).size).toBe(1);
    expect(there.oauth.holderOf(tokens[0] ?? "")).toMatchObject({ personId: "ada" });
    expect(tokenRequests()).toBe(1);
  });

  it("changes nothing when the platform cannot be reached, and tries again later and later", async () => {
    const [id = ""] = await connect(["ada"]);
    const before = await rig.kept(id);
    clock.at = plus(clock.at, minutes(90));
    for (const pause of [1, 2, 4, 8]) {
      there.served.faults.inject({ fault: "lose-request", aim: "any", times: 1 });
      expect(await renewDue(context, watch)).toEqual({ renewed: 0, failed: 1, expired: 0 });
      expect(await renewDue(context, watch)).toEqual({ renewed: 0, failed: 0, expired: 0 });
      clock.at = plus(clock.at, minutes(pause));
    }
    expect(await rig.kept(id)).toEqual(before);
    expect(await stateNow(id)).toBe("active");
    expect(await renewDue(context, watch)).toMatchObject({ renewed: 1 });
  });

  it("tries the old one once more when the answer was lost, and ends what was spent by it", async () => {
    const [id = ""] = await connect(["ada"]);
    clock.at = plus(clock.at, minutes(90));
    there.served.faults.inject({ fault: "lose-reply", aim: "any", times: 1 });
    expect(await renewDue(context, watch)).toMatchObject({ failed: 1 });
    expect(await stateNow(id)).toBe("active");
    clock.at = plus(clock.at, minutes(1));
    expect(await renewDue(context, watch)).toMatchObject({ expired: 1 });
    expect(await stateNow(id)).toBe("expired");
    expect(await renewDue(context, watch)).toEqual({ renewed: 0, failed: 0, expired: 0 });
  });

  it("tries the whole authorisation later, not each of its connections in turn", async () => {
    await connect(["page-1", "page-2", "page-3"]);
    clock.at = plus(clock.at, minutes(90));
    there.served.faults.inject({ fault: "lose-request", aim: "any", times: 1 });
    expect(await renewDue(context, watch)).toEqual({ renewed: 0, failed: 1, expired: 0 });
    expect(await renewDue(context, watch)).toEqual({ renewed: 0, failed: 0, expired: 0 });
  });

  it("is not kept from the others by one that cannot be opened", async () => {
    const [lost = ""] = await connect(["ada"]);
    const [sound = ""] = await connect(["grace"]);
    const secret = Buffer.from("sealed with a key that is lost");
    await db.updateTable("connections").set({ secret }).where("id", "=", lost).execute();
    clock.at = plus(clock.at, minutes(90));
    told.length = 0;
    expect(await renewDue(context, watch)).toEqual({ renewed: 1, failed: 1, expired: 0 });
    expect(told).toEqual([`bug ${lost}`]);
    expect(await rig.kept(sound)).toMatchObject({ version: 2 });
    expect(await renewDue(context, watch)).toEqual({ renewed: 0, failed: 0, expired: 0 });
  });

  it("tries later what cannot be renewed here, as of a platform that is no more", async () => {
    await connect(["ada"]);
    clock.at = plus(clock.at, minutes(90));
    const without = { ...context, platforms: new Map() };
    expect(await renewDue(without, watch)).toEqual({ renewed: 0, failed: 1, expired: 0 });
    expect(await renewDue(without, watch)).toEqual({ renewed: 0, failed: 0, expired: 0 });
  });

  it("without an app there is no trouble of the network: only the operator can mend it", async () => {
    const [id = ""] = await connect(["ada"]);
    const withoutApp = { ...context, givenApp: () => undefined };
    const renewing = refreshCredential(withoutApp, id, { version: 1 });
    await expect(renewing).rejects.toMatchObject({ failure: { kind: "no-app" } });
    clock.at = plus(clock.at, minutes(90));
    told.length = 0;
    expect(await renewDue(withoutApp, watch)).toMatchObject({ failed: 1 });
    expect(told).toEqual([
      "misconfigured: This server has no app at Test: its operator has to enter the app's credentials.",
    ]);
    expect(await stateNow(id)).toBe("active");
    expect(tokenRequests()).toBe(0);
  });

  it("ends with a definite refusal alone", async () => {
    const [id = ""] = await connect(["ada"]);
    for (const fault of ["server-error", "truncated-json", "lose-request"] as const) {
      clock.at = plus(clock.at, hours(7));
      there.served.faults.inject({ fault, aim: "any", times: 1 });
      expect(await renewDue(context, watch)).toMatchObject({ failed: 1 });
      expect(await stateNow(id)).toBe("active");
      if (fault === "truncated-json") break;
    }
  });

  it("leaves alone what is unlinked, and what has been refused", async () => {
    const [id = ""] = await connect(["ada"]);
    await db.updateTable("connections").set({ expiredAt: clock.at }).where("id", "=", id).execute();
    clock.at = plus(clock.at, minutes(90));
    expect(await renewDue(context, watch)).toEqual({ renewed: 0, failed: 0, expired: 0 });
  });
});

describe("twenty who need a new credential at once", () => {
  it("get it by one request, from several processes", async () => {
    const [id = ""] = await connect(["ada"]);
    const refused = await rig.kept(id);
    if (refused === undefined) throw new Error("Nothing is kept");
    const all = await Promise.all(
      Array.from({ length: 20 }, () => refreshCredential({ ...context }, id, refused)),
    );
    expect(new Set(all.map((each) => each?.credential["accessToken"])).size).toBe(1);
    expect(tokenRequests()).toBe(1);
    expect(there.oauth.holderOf(all[0]?.credential["accessToken"] ?? "")).toMatchObject({
      personId: "ada",
    });
  });

  it("get it by one request through all connections of the grant, whichever comes first", async () => {
    const ids = await connect(["page-1", "page-2", "page-3", "page-4"]);
    for (let round = 1; round <= 5; round += 1) {
      const asking = [...ids, ...ids.toReversed()].map((id) =>
        refreshCredential(context, id, { version: round }),
      );
      const all = await Promise.all(asking);
      expect(new Set(all.map((each) => each?.credential["accessToken"])).size).toBe(1);
      expect(tokenRequests()).toBe(round);
    }
  });

  it("do not cross with those who link the same accounts again", async () => {
    const names = ["page-1", "page-2", "page-3", "page-4"];
    const ids = await connect(names);
    for (let round = 1; round <= 5; round += 1) {
      const { version = 0 } = (await rig.kept(ids[0] ?? "")) ?? {};
      const asking = ids.toReversed().map((id) => refreshCredential(context, id, { version }));
      const [again] = await Promise.all([connect(names.toReversed()), ...asking]);
      expect(again).toEqual(ids);
    }
  });

  it("wait for whoever died while renewing no longer than any request takes", async () => {
    const [id = ""] = await connect(["ada"]);
    const refused = await rig.kept(id);
    if (refused === undefined) throw new Error("Nothing is kept");
    const renewingUntil = plus(clock.at, seconds(90));
    await db.updateTable("connections").set({ renewingUntil }).where("id", "=", id).execute();
    const waiting = refreshCredential(context, id, refused);
    clock.at = plus(clock.at, seconds(91));
    expect(await waiting).toMatchObject({ version: 2 });
  });
});

describe("“Refresh tokens”", () => {
  it("renews, and lets go on what waited", async () => {
    const [id = ""] = await connect(["ada"]);
    const expired = { expiredAt: clock.at, stateReason: "Refused." };
    await db.updateTable("connections").set(expired).where("id", "=", id).execute();
    told.length = 0;
    const result = await refreshNow(context, userId, id);
    expect(result).toMatchObject({ kind: "done", needsUser: false });
    expect(await stateNow(id)).toBe("active");
    expect(told).toEqual([`linked ${id}`]);
  });

  it("revives the connection it was asked for, and no other of the same authorisation", async () => {
    const [first = "", second = ""] = await connect(["page-1", "page-2"]);
    await db
      .updateTable("connections")
      .set({ expiredAt: clock.at, stateReason: "Refused." })
      .execute();
    await refreshNow(context, userId, second);
    expect(await stateNow(second)).toBe("active");
    expect(await stateNow(first)).toBe("expired");
    await refreshNow(context, userId, first);
    expect(await stateNow(first)).toBe("active");
  });

  it("says that it takes the user where the platform wants to see them", async () => {
    const [id = ""] = await connect(["ada"], { refreshToken: "made up, and refused" });
    const result = await refreshNow(context, userId, id);
    expect(result).toMatchObject({
      ...{ kind: "done", needsUser: true, connection: { stateReason: "It has ended." } },
    });
    expect(await stateNow(id)).toBe("expired");
  });

  it("does nothing to a connection of somebody else's", async () => {
    const [id = ""] = await connect(["ada"]);
    expect(await refreshNow(context, newId(), id)).toEqual({ kind: "unknown" });
    expect(tokenRequests()).toBe(0);
  });
});

/** Accounts of one authorisation. */
async function connect(names: readonly string[], change: Record<string, string> = {}) {
  const grant = { clientId: fakeApp.clientId, personId: "ada", scopes: ["write"] };
  const accessToken = there.oauth.issueAccess(grant, hours(2));
  const refreshToken = await firstRefreshToken();
  const grantId = newId();
  return db.transaction().execute(async (tx) => {
    const saved = await saveConnections(tx, context, {
      ...{ userId, platform: there.platform, auth: "oauth", grantId },
      accounts: names.map(accountCalled),
      grant: {
        credential: { accessToken, refreshToken, ...change },
        ...{ accessEndsAt: plus(clock.at, hours(2)), endsAt: null },
      },
    });
    return saved.map(({ connection }) => connection.id);
  });
}

async function firstRefreshToken(): Promise<string> {
  const origin = there.served.origin;
  const query = new URLSearchParams({
    ...{ response_type: "code", client_id: fakeApp.clientId, scope: "write" },
    ...{ redirect_uri: "http://127.0.0.1/back", code_challenge_method: "S256" },
    code_challenge: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
  });
  const ask = new Request(`${origin}/authorize?${query.toString()}`, {
    ...{ method: "POST", body: new URLSearchParams({ person: "ada" }) },
  });
  const back = new URL((await there.oauth.handle(ask))?.headers.get("location") ?? "");
  const form = new URLSearchParams({
    ...{ grant_type: "authorization_code", redirect_uri: "http://127.0.0.1/back" },
    ...{ code: back.searchParams.get("code") ?? "", code_verifier: "" },
    ...{ client_id: fakeApp.clientId, client_secret: fakeApp.clientSecret },
  });
  const exchange = new Request(`${origin}/token`, { method: "POST", body: form });
  const answer: unknown = await (await there.oauth.handle(exchange))?.json();
  return (answer as { refresh_token: string }).refresh_token;
}

async function stateNow(id: string) {
  const [connection] = await findConnections(db, userId, [id]);
  if (connection === undefined) throw new Error("It is not linked");
  return stateOf(connection, clock.at);
}

function tokenRequests(): number {
  return there.served.requests.filter(({ path }) => path === "/token").length;
}
