import { describe, expect, it } from "vitest";

import { newFake, pds, sessionOf, unreachable } from "./testing.ts";
import type { Answerer } from "./testing.ts";
import { discover, identifySignedIn } from "./sign-in.ts";

const did = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa";
const handle = "you.example";
const home = "https://home.example";
const issuer = "https://sign-in.example";
const resource = `GET ${home}/.well-known/oauth-protected-resource`;
const described = `GET ${issuer}/.well-known/oauth-authorization-server`;
const metadata = {
  issuer,
  authorization_endpoint: `${issuer}/oauth/authorize`,
  token_endpoint: `${issuer}/oauth/token`,
  pushed_authorization_request_endpoint: `${issuer}/oauth/par`,
};

/** An account at one server, whose people sign in at another. */
function world(changes: Record<string, Answerer> = {}): Answerer {
  const service = [{ id: "#atproto_pds", type: "x", serviceEndpoint: home }];
  const answers: Record<string, Answerer> = {
    [`GET ${pds}/xrpc/com.atproto.identity.resolveHandle`]: () => Response.json({ did }),
    [`GET ${pds}/${did}`]: () =>
      Response.json({ id: did, alsoKnownAs: [`at://${handle}`], service }),
    [resource]: () => Response.json({ authorization_servers: [issuer] }),
    [described]: () => Response.json(metadata),
    [`GET ${home}/xrpc/com.atproto.server.getSession`]: () => Response.json({ did, active: true }),
    ...changes,
  };
  return (request) => {
    const { origin, pathname } = new URL(request.url);
    const answer = answers[`${request.method} ${origin}${pathname}`];
    return answer ? answer(request) : unreachable(request);
  };
}

function find(account: string, changes?: Record<string, Answerer>) {
  return discover(sessionOf(world(changes), { account }).session);
}

function identify(credential: Record<string, string>, changes?: Record<string, Answerer>) {
  return identifySignedIn(sessionOf(world(changes), credential).session);
}

describe("where one signs in", () => {
  it.each([handle, "@You.Example", did])("is found from %s", async (entered) => {
    expect(await find(entered)).toMatchObject({
      server: {
        ...{ issuer, sendsIssuer: true, usesPkce: true, usesDpop: true, clientAuth: "none" },
        ...{ parUrl: `${issuer}/oauth/par`, revokeUrl: null },
      },
      keep: { service: issuer },
      loginHint: entered === did ? did : handle,
    });
  });

  it("is found from the address of a server, without a hint of who signs in", async () => {
    expect(await find(home)).not.toHaveProperty("loginHint");
    expect(await find(home)).toMatchObject({ key: issuer });
  });

  it("may be the address itself, of a server that holds no accounts", async () => {
    const none = { [`GET ${issuer}/.well-known/oauth-protected-resource`]: notFound };
    expect(await find(issuer, none)).toMatchObject({ key: issuer });
  });

  it.each([
    ["none there", { [described]: notFound }, "app password"],
    ["one that calls itself another", answersWith({ issuer: pds }), "app password"],
    ["one that is not reached", { [resource]: unreachable }, "could not be reached"],
  ])("is told what to do about %s", async (_, changes, words) => {
    expect(await find(handle, changes)).toMatchObject({
      problem: { field: "account", message: expect.stringContaining(words) },
    });
  });
});

describe("who signed in", () => {
  it("is the account, under the handle that it bears", async () => {
    expect(await identify({ account: did, service: issuer })).toMatchObject({
      account: { remoteId: did, name: handle, handle, details: { pds: home } },
    });
  });

  it.each([
    ["of a server that does not sign people in for it", pds, {}, "another server"],
    [
      "that is deactivated",
      issuer,
      {
        [`GET ${home}/xrpc/com.atproto.server.getSession`]: () =>
          Response.json({ did, active: false }),
      },
      "deactivated",
    ],
  ])("is no account %s", async (_, service, changes, words) => {
    expect(await identify({ account: did, service }, changes)).toMatchObject({
      problem: { field: "account", message: expect.stringContaining(words) },
    });
  });

  it("is nobody where the answer names none", async () => {
    expect(await identify({ service: issuer })).toHaveProperty("problem");
  });
});

describe("the fake", () => {
  it("refuses what bears a token without its key", async () => {
    const { session } = sessionOf(newFake().handle);
    const headers = { authorization: "DPoP sandbox-access-token-000001" };
    const url = `${pds}/xrpc/com.atproto.server.getSession`;
    const answer = await session.fetch({ method: "GET", url, headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toContain("invalid_dpop_proof");
  });
});

function notFound(): Response {
  return new Response("Not here", { status: 404 });
}

function answersWith(changes: object): Record<string, Answerer> {
  return { [described]: () => Response.json({ ...metadata, ...changes }) };
}
