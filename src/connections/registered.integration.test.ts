// Connecting at servers where this one registers as an app, which they may forget.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { days, minutes, plus } from "#kernel/clock.ts";
import { newId } from "#kernel/ids.ts";
import { createHttp } from "#kernel/http/fetch.ts";
import type { OAuthServer } from "#connector/oauth.ts";
import { agree } from "#test/consent.ts";
import { findAuthorization } from "./authorizations.ts";
import { authorize } from "./authorize.ts";
import { comeBack } from "./come-back.ts";
import type { ConnectionsContext } from "./context.ts";
import { partiesOf } from "./oauth/parties.ts";
import { openConnections } from "./testing/connections.ts";
import { openOAuthPlatform } from "./testing/oauth.ts";
import type { OAuthPlatform } from "./testing/oauth.ts";

const rig = await openConnections();
const { db, clock } = rig;
/** The apps that the server knows: their secrets by id. */
const known = new Map<string, string>();
let registrations = 0;
let scopes = ["write"];
let there: OAuthPlatform;
let context: ConnectionsContext;
let owner = { userId: "", sessionId: "" };

beforeAll(async () => {
  there = await openOAuthPlatform(() => clock.at, {
    auth: { server: "discovered", app: { kind: "registered" } },
    oauth: {
      ...{ clientAuth: "post", scopes: ["read", "write"] },
      knowsApp: ({ id, secret }) => secret !== null && known.get(id) === secret,
    },
    connector: {
      discover: () => Promise.resolve({ server: serverThere(), key: "there", scopes, keep: {} }),
      register() {
        registrations += 1;
        const clientId = `app-${registrations}`;
        const clientSecret = `the secret of app ${registrations}`;
        known.set(clientId, clientSecret);
        return Promise.resolve({ clientId, clientSecret });
      },
    },
  });
  const http = createHttp({ allowHosts: [new URL(there.served.origin).host] });
  const { about } = there.platform.connector;
  context = { ...rig.context, http, platforms: new Map([[about.id, there.platform]]) };
});

afterAll(async () => {
  await context.http.close();
  await there[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
});

beforeEach(async () => {
  await db.deleteFrom("serverApps").execute();
  known.clear();
  registrations = 0;
  scopes = ["write"];
  owner = await signIn();
});

describe("an app that is registered at a server", () => {
  it("is registered once, and taken again", async () => {
    await wholeWay();
    clock.at = plus(clock.at, days(400));
    await wholeWay();
    expect(registrations).toBe(1);
  });

  it("is registered anew where the server has forgotten it", async () => {
    await wholeWay();
    known.clear();
    expect(await wholeWay()).toBeDefined();
    expect(registrations).toBe(2);
  });

  it("is not registered anew for another trouble of the server", async () => {
    await wholeWay();
    there.served.faults.inject({ fault: "server-error", aim: "any", times: 1 });
    await leave();
    expect(registrations).toBe(1);
  });

  it("goes on to serve what was connected by it, when it is registered anew for more", async () => {
    const first = await wholeWay();
    scopes = ["read", "write"];
    owner = await signIn();
    const second = await wholeWay();
    expect(await appsOf([first, second])).toEqual(["app-1", "app-2"]);
  });

  it("serves who left with it, although another is registered before they are back", async () => {
    const url = await leave();
    scopes = ["read", "write"];
    await leave();
    expect(registrations).toBe(2);
    expect(await back(url)).toBeDefined();
  });
});

function serverThere(): OAuthServer {
  const { origin } = there.served;
  return {
    ...{ issuer: null, parUrl: null, usesPkce: true, clientAuth: "post", usesDpop: false },
    authorizeUrl: `${origin}/authorize`,
    tokenUrl: `${origin}/token`,
    revokeUrl: `${origin}/revoke`,
  };
}

async function signIn() {
  const userId = await rig.addUser();
  const sessionId = newId();
  const expiresAt = plus(new Date(), minutes(60));
  await db
    .insertInto("sessions")
    .values({ id: sessionId, userId, token: sessionId, expiresAt })
    .execute();
  return { userId, sessionId };
}

/** As which this server renews and revokes what was connected. */
async function appsOf(connectionIds: readonly string[]): Promise<string[]> {
  const { platform } = there;
  const [auth] = platform.connector.auth;
  if (auth.kind !== "oauth2") throw new Error("another way");
  return Promise.all(
    connectionIds.map(async (id) => {
      const { credential = {} } = (await rig.kept(id)) ?? {};
      return (await partiesOf(context, { platform, auth }, credential)).app.clientId;
    }),
  );
}

async function leave(): Promise<string> {
  const asked = { ...owner, platform: there.platform, auth: undefined, entries: {} };
  const result = await authorize(context, asked);
  if (result.kind !== "leave") throw new Error(result.message);
  return result.url;
}

/** The connection that comes of it. */
async function back(url: string): Promise<string> {
  const { searchParams: params } = await agree(url);
  const onBug = (error: unknown) => expect.unreachable(String(error));
  const { platform } = there;
  const id = (await comeBack(context, { ...owner, platform, params, onBug })) ?? "";
  const authorization = await findAuthorization(context, { id, userId: owner.userId });
  const [connectionId] = authorization?.connectionIds ?? [];
  if (connectionId === undefined) throw new Error(authorization?.message ?? "It is not known");
  return connectionId;
}

async function wholeWay(): Promise<string> {
  return back(await leave());
}
