// For the tests of this folder: a platform with an OAuth server of its own, on loopback.

import { createFakeOAuth } from "#connector/fake-oauth.ts";
import type { FakeOAuth, FakeOAuthOptions } from "#connector/fake-oauth.ts";
import type { Fake } from "#connector/fake.ts";
import type { OAuth2Auth } from "#connector/oauth.ts";
import type { Account, Connector, Session } from "#connector/contract.ts";
import { PlatformError } from "#connector/failure.ts";
import { noApp } from "#connector/verdicts.ts";
import { serveFake } from "#connector/serve-fake.ts";
import type { ServedFake } from "#connector/serve-fake.ts";
import { hours } from "#kernel/clock.ts";
import { testPlatform } from "./connections.ts";
import type { Platform } from "../platforms.ts";

export interface OAuthPlatform extends AsyncDisposable {
  platform: Platform;
  oauth: FakeOAuth;
  served: ServedFake;
}

export const fakeApp = { clientId: "an-app", clientSecret: "the app's secret" };
const people = ["Ada", "Grace"].map((name) => ({ id: name.toLowerCase(), name }));

export async function openOAuthPlatform(
  now: () => Date,
  changes: {
    auth?: Partial<OAuth2Auth>;
    oauth?: Partial<FakeOAuthOptions>;
    connector?: Partial<Connector>;
  } = {},
): Promise<OAuthPlatform> {
  const oauth = createFakeOAuth({
    ...{ now, people, scopes: ["write"], accessLastsMs: hours(2), refresh: "rotating" },
    ...{ paths: { authorize: "/authorize", token: "/token", revoke: "/revoke" } },
    ...{ pkce: "required", clientAuth: "basic", ...changes.oauth },
  });
  const handle = async (request: Request) => (await oauth.handle(request)) ?? whoIs(oauth, request);
  const fake: Partial<Fake> = { handle, isPost: () => false };
  const served = await serveFake({ createFake: () => fake as Fake, now });
  const base = testPlatform({ identify, ...changes.connector });
  const auth: OAuth2Auth = { ...ofTests, ...changes.auth };
  const connector: Connector = { ...base.connector, auth: [auth], classify };
  const platform = {
    ...{ ...base, connector, origins: { main: served.origin } },
    hosts: [new URL(served.origin).host],
  };
  return { platform, oauth, served, [Symbol.asyncDispose]: () => served.close() };
}

const ofTests: OAuth2Auth = {
  ...{ kind: "oauth2", id: "oauth", label: "Sign in", permits: "Write.", fields: [] },
  server: {
    ...{ issuer: null, usesPkce: true, clientAuth: "basic" },
    authorize: { origin: "main", path: "/authorize" },
    token: { origin: "main", path: "/token" },
    revoke: { origin: "main", path: "/revoke" },
  },
  ...{ app: { kind: "operator" }, scopes: [{ name: "write", reason: "To write." }] },
  ...{ scopeSeparator: " ", reaches: "one", renewal: "refresh-token" },
};

export function accountCalled(name: string): Account {
  return {
    ...{ remoteId: name, kind: "person", name, handle: `@${name}` },
    ...{ url: null, avatarUrl: null, details: {} },
  };
}

async function identify(session: Session) {
  const headers = { authorization: `Bearer ${session.credential["accessToken"] ?? ""}` };
  const url = `${session.origins["main"] ?? ""}/me`;
  const answer = await session.fetch({ method: "GET", url, headers });
  if (answer.status !== 200) throw refused(answer.status);
  return { account: accountCalled(answer.text()), credential: session.credential };
}

function whoIs(oauth: FakeOAuth, request: Request): Response {
  const holder = oauth.holder(request);
  if (typeof holder !== "object") return new Response("Who?", { status: 401 });
  return new Response(holder.personId);
}

function refused(status: number): PlatformError {
  return new PlatformError({ kind: "answer", status, headers: {}, body: "" });
}

const classify: Connector["classify"] = (failure) => {
  if (failure.kind === "no-app") return noApp("Test");
  if (failure.kind !== "answer") return { kind: "retry", reason: "It could not be reached." };
  if (failure.status === 400) return { kind: "reconnect", reason: "It has ended." };
  if (failure.status === 401) return { kind: "refresh", reason: "It has run out." };
  return { kind: "retry", reason: "It is not well." };
};
