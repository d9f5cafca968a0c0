import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFakeDpop } from "#connector/fake-dpop.ts";
import { createFakeOAuth } from "#connector/fake-oauth.ts";
import type { FakeOAuth, FakeOAuthOptions } from "#connector/fake-oauth.ts";
import type { Fake } from "#connector/fake.ts";
import { serveFake } from "#connector/serve-fake.ts";
import type { ServedFake } from "#connector/serve-fake.ts";
import type { ClientAuth, OAuthServer } from "#connector/oauth.ts";
import { createHttp } from "#kernel/http/fetch.ts";
import { minutes, plus, seconds } from "#kernel/clock.ts";
import { agree } from "#test/consent.ts";
import { openSession } from "../session.ts";
import { testPlatform } from "../testing/connections.ts";
import { comeBack, leave, renewTokens, revokeToken } from "./flow.ts";
import type { Parties } from "./library.ts";

const clock = { at: new Date("2026-11-01T12:00:00Z"), now: () => clock.at };
const app = { clientId: "an-app", clientSecret: "the secret of an app" };
const redirectUri = "http://127.0.0.1/back";
const state = "a state that nobody guesses";
const asked = { state, redirectUri, scopes: ["read", "write"], scopeSeparator: " " };
const options: FakeOAuthOptions = {
  ...{ now: () => clock.at, people: [{ id: "1", name: "Ada" }], scopes: ["read", "write"] },
  ...{ paths: { authorize: "/authorize", token: "/token", revoke: "/revoke" } },
  ...{ accessLastsMs: minutes(5), refresh: "rotating", pkce: "required", clientAuth: "basic" },
};
const boundPaths = { par: "/bound/par", revoke: "/bound/revoke" };
let oauth: FakeOAuth;
/** One that binds tokens to keys. */
let bound: FakeOAuth;
let served: ServedFake;
let http: ReturnType<typeof createHttp>;

beforeAll(async () => {
  oauth = createFakeOAuth(options);
  bound = createFakeOAuth({
    ...{ ...options, dpop: createFakeDpop(options), clientAuth: "none" },
    paths: { ...boundPaths, authorize: "/bound/authorize", token: "/bound/token" },
  });
  const handle = async (request: Request) =>
    (await oauth.handle(request)) ??
    (await bound.handle(request)) ??
    new Response("What?", { status: 404 });
  served = await serveFake({
    createFake: () => ({ handle, isPost: () => false }) as unknown as Fake,
    now: () => clock.at,
  });
  http = createHttp({ allowHosts: [new URL(served.origin).host] });
});

afterAll(async () => {
  await http.close();
  await served.close();
});

describe("the flow", () => {
  it.each<[string, Partial<OAuthServer>, typeof app | { clientId: string; clientSecret: null }]>([
    ["with the secret in the header", { clientAuth: "basic" }, app],
    ["with the secret in the form", { clientAuth: "post" }, app],
  ])("ends with tokens, %s", async (_, server, by) => {
    const { answer } = await wholeWay(partiesOf(server, by));
    expect(answer).toMatchObject({ expiresInSeconds: 300, all: { scope: "read write" } });
    expect(oauth.holderOf(answer.accessToken)).toMatchObject({ personId: "1" });
  });

  it("sends the challenge and keeps what answers it, the state and the place to come back to", async () => {
    const { url, kept } = await leave(partiesOf(), asked);
    const query = new URL(url).searchParams;
    expect(Object.fromEntries(query)).toMatchObject({
      ...{ response_type: "code", client_id: "an-app", redirect_uri: redirectUri, state },
      ...{ scope: "read write", code_challenge_method: "S256" },
    });
    expect(url).not.toContain(kept.codeVerifier);
    expect(url).not.toContain(app.clientSecret);
  });

  it("takes no other's answer: another state, another server, a code twice, one that is too old", async () => {
    const parties = partiesOf({ issuer: "https://right.example" });
    const { url, kept } = await leave(parties, asked);
    const params = (await agree(url)).searchParams;
    await expect(comeBack(parties, { params, state: "another", kept })).rejects.toThrow(/answers/);
    const mixed = new URLSearchParams({
      ...Object.fromEntries(params),
      iss: "https://evil.example",
    });
    await expect(comeBack(parties, { params: mixed, state, kept })).rejects.toThrow(/answers/);
    await comeBack(parties, { params, state, kept });
    await expect(comeBack(parties, { params, state, kept })).rejects.toThrow("answered 400");

    const late = await leave(parties, asked);
    const lateParams = (await agree(late.url)).searchParams;
    clock.at = plus(clock.at, seconds(31));
    const back = { params: lateParams, state, kept: late.kept };
    await expect(comeBack(parties, back)).rejects.toThrow("answered 400");
  });

  it("renews, and once only: a refresh token used again ends the whole grant", async () => {
    const parties = partiesOf();
    const { answer } = await wholeWay(parties);
    const spent = { refreshToken: answer.refreshToken ?? "", dpopKey: null };
    const renewed = await renewTokens(parties, spent);
    expect(oauth.holderOf(renewed.accessToken)).toMatchObject({ personId: "1" });
    await expect(renewTokens(parties, spent)).rejects.toThrow("answered 400");
    expect(oauth.holderOf(renewed.accessToken)).toBe("ended");
  });

  it("revokes", async () => {
    const parties = partiesOf();
    const { answer } = await wholeWay(parties);
    await revokeToken(parties, { token: answer.refreshToken ?? "", dpopKey: null });
    expect(oauth.holderOf(answer.accessToken)).toBe("ended");
  });

  it("leaves the request beforehand, and proves a key wherever tokens are bound to it", async () => {
    const { origin } = served;
    const parties = partiesOf(
      {
        ...{ authorizeUrl: `${origin}/bound/authorize`, tokenUrl: `${origin}/bound/token` },
        ...{ parUrl: origin + boundPaths.par, revokeUrl: origin + boundPaths.revoke },
        ...{ usesDpop: true, clientAuth: "none" },
      },
      { clientId: "an-app", clientSecret: null },
    );
    const { kept, answer } = await wholeWay(parties);
    const { dpopKey } = kept;
    expect(answer.all).toMatchObject({ token_type: expect.stringMatching(/^dpop$/i) });
    const refreshToken = answer.refreshToken ?? "";
    const renewed = await renewTokens(parties, { refreshToken, dpopKey });
    expect(bound.holderOf(renewed.accessToken)).toMatchObject({ personId: "1" });
    await revokeToken(parties, { token: renewed.refreshToken ?? "", dpopKey });
    expect(bound.holderOf(renewed.accessToken)).toBe("ended");
  });
});

describe("trouble with the token endpoint", () => {
  it.each([
    ["an HTML page", () => new Response("<html>", { headers: { "content-type": "text/html" } })],
    ["half a JSON", () => new Response('{"access_token": "a', { status: 200 })],
    ["no token", () => Response.json({ expires_in: 60 })],
    ["an empty token", () => Response.json({ access_token: "", token_type: "bearer" })],
  ])("is what it is: %s", async (_, answer) => {
    const parties = answering(answer);
    const renewing = renewTokens(parties, {
      refreshToken: "the only refresh token",
      dpopKey: null,
    });
    await expect(renewing).rejects.toMatchObject({
      ...{ name: "PlatformError", failure: { kind: "malformed" } },
    });
  });

  it("hides no secret's absence behind a library's error, nor shows a secret", async () => {
    const parties = answering(() => Response.json({ error: "invalid_grant" }, { status: 400 }));
    const renewing = renewTokens(parties, {
      refreshToken: "the only refresh token",
      dpopKey: null,
    });
    await expect(renewing).rejects.toMatchObject({
      failure: { kind: "answer", status: 400, body: '{"error":"invalid_grant"}' },
    });
  });

  it("bears what platforms leave out or send too much of", async () => {
    const parties = answering(() =>
      Response.json({ access_token: "a token", refresh_token: "", id_token: "x", scope: null }),
    );
    const answer = await renewTokens(parties, { refreshToken: "the only one", dpopKey: null });
    expect(answer).toMatchObject({ accessToken: "a token", refreshToken: undefined });
  });
});

async function wholeWay(parties: Parties) {
  const { url, kept } = await leave(parties, asked);
  const params = (await agree(url)).searchParams;
  return { kept, answer: await comeBack(parties, { params, state, kept }) };
}

function partiesOf(
  server: Partial<OAuthServer> = {},
  by: { clientId: string; clientSecret: string | null } = app,
): Parties {
  const platform = { ...testPlatform({ identify: () => Promise.reject(new Error("No")) }) };
  const reached = { ...platform, hosts: [new URL(served.origin).host] };
  const session = openSession({ http, clock, platform: reached, credential: {} });
  return { session, server: { ...serverAt(served.origin), ...server }, app: by, clientKey: null };
}

function serverAt(origin: string): OAuthServer {
  const clientAuth: ClientAuth = "basic";
  return {
    ...{ issuer: null, parUrl: null, usesPkce: true, usesDpop: false, clientAuth },
    ...{ authorizeUrl: `${origin}/authorize`, tokenUrl: `${origin}/token` },
    revokeUrl: `${origin}/revoke`,
  };
}

/** A server that says the same to everything. */
function answering(answer: () => Response): Parties {
  const parties = partiesOf();
  const fetch = async () => {
    const response = answer();
    const bytes = new Uint8Array(await response.arrayBuffer());
    const text = () => new TextDecoder().decode(bytes);
    const json = () => JSON.parse(text()) as unknown;
    return { status: response.status, headers: response.headers, url: "", bytes, text, json };
  };
  return { ...parties, session: { ...parties.session, fetch } };
}
