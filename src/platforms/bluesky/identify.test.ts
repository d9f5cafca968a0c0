import { describe, expect, it } from "vitest";

import type { Credential } from "#connector/contract.ts";

import { identify } from "./identify.ts";
import { newFake, now, pds, refused, sessionOf, unreachable } from "./testing.ts";
import type { Answerer } from "./testing.ts";

const did = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa";
const handle = "you.example";
const appPassword = "abcd-efgh-ijkl-mnop";

const resolve = "GET /xrpc/com.atproto.identity.resolveHandle";
const signIn = "POST /xrpc/com.atproto.server.createSession";

const opened = { did, handle, accessJwt: "a", refreshJwt: "r", active: true };

function documentOf(parts: object = {}) {
  const service = [{ id: "#atproto_pds", type: "x", serviceEndpoint: "https://home.example/" }];
  return { id: did, alsoKnownAs: [`at://${handle}`], service, ...parts };
}

/** Servers that agree with each other, except where a test says otherwise. */
function world(changes: Record<string, Answerer> = {}): Answerer {
  const answers: Record<string, Answerer> = {
    [resolve]: () => Response.json({ did }),
    [`GET /${did}`]: () => Response.json(documentOf()),
    [signIn]: () => Response.json(opened),
    ...changes,
  };
  return (request) => {
    const answer = answers[`${request.method} ${new URL(request.url).pathname}`];
    return answer ? answer(request) : unreachable(request);
  };
}

async function attempt(entered: Credential, answer: Answerer = world()) {
  const { session, requests } = sessionOf(answer, { appPassword, ...entered });
  return { identity: await identify(session, "app-password"), requests };
}

async function problemOf(entered: Credential, changes?: Record<string, Answerer>) {
  const { identity } = await attempt(entered, world(changes));
  return "problem" in identity ? identity.problem : undefined;
}

describe("with a handle", () => {
  it("finds the account's server and signs in there", async () => {
    const { identity, requests } = await attempt({ identifier: handle });
    expect(requests).toEqual([
      `GET ${pds}/xrpc/com.atproto.identity.resolveHandle?handle=${handle}`,
      `GET ${pds}/${did}`,
      "POST https://home.example/xrpc/com.atproto.server.createSession",
    ]);
    expect(identity).toEqual({
      account: {
        remoteId: did,
        kind: "person",
        name: handle,
        handle,
        url: `https://bsky.app/profile/${did}`,
        avatarUrl: null,
        details: { pds: "https://home.example" },
      },
      credential: { appPassword, accessJwt: "a", refreshJwt: "r" },
    });
  });

  it("takes it as it is copied", async () => {
    const { requests } = await attempt({ identifier: "\u2068 @You.Example\u2069\u200b" });
    expect(requests[0]).toMatch(/handle=you\.example$/);
  });

  it("asks the handle's own site where the directory does not know it", async () => {
    const { identity, requests } = await attempt(
      { identifier: handle },
      world({
        [resolve]: () => refused(400, "InvalidRequest", "Unable to resolve handle"),
        "GET /.well-known/atproto-did": () => new Response(`${did}\n`),
      }),
    );
    expect(identity).toHaveProperty("account.remoteId", did);
    expect(requests[1]).toBe(`GET https://${handle}/.well-known/atproto-did`);
  });

  it("reads the document of a did:web at its own host", async () => {
    const web = "did:web:you.example";
    const { identity, requests } = await attempt(
      { identifier: handle },
      world({
        [resolve]: () => Response.json({ did: web }),
        "GET /.well-known/did.json": () => Response.json(documentOf({ id: web })),
        [signIn]: () => Response.json({ ...opened, did: web }),
      }),
    );
    expect(identity).toHaveProperty("account.remoteId", web);
    expect(requests[1]).toBe("GET https://you.example/.well-known/did.json");
  });

  it("says so when there is no such account", async () => {
    const unknown = { [resolve]: () => refused(400, "HandleNotFound") };
    const page = () => new Response("<html>Welcome</html>");
    for (const changes of [unknown, { ...unknown, "GET /.well-known/atproto-did": page }]) {
      expect(await problemOf({ identifier: handle }, changes)).toEqual({
        field: "identifier",
        message: `There is no account with the handle ${handle}.`,
      });
    }
    const message = expect.stringContaining("whole handle");
    expect(await problemOf({ identifier: "you" })).toEqual({ field: "identifier", message });
    expect(await problemOf({ identifier: "" })).toEqual({ field: "identifier", message });
  });

  it.each([
    ["the account does not bear the handle", { alsoKnownAs: ["at://other.example"] }, "bear"],
    ["the document is another account's", { id: "did:plc:b" }, "not registered"],
    ["the document names no server", { service: [] }, "names no server"],
    [
      "the server's address is none",
      { service: [{ id: "#atproto_pds", serviceEndpoint: "javascript:0" }] },
      "names no server",
    ],
  ])("refuses when %s", async (_, document, words) => {
    const answer = () => Response.json(documentOf(document));
    expect(await problemOf({ identifier: handle }, { [`GET /${did}`]: answer })).toEqual({
      field: "identifier",
      message: expect.stringContaining(words),
    });
  });

  it("refuses a server that signs in somebody else", async () => {
    const answer = () => Response.json({ ...opened, did: "did:plc:other" });
    expect(await problemOf({ identifier: handle }, { [signIn]: answer })).toMatchObject({
      message: expect.stringContaining("another account"),
    });
  });

  it("refuses DIDs that are no addresses", async () => {
    for (const odd of ["did:web:you.example/../x", "did:key:zabc", "did:plc:../../x"]) {
      const { requests } = await attempt(
        { identifier: handle },
        world({ [resolve]: () => Response.json({ did: odd }) }),
      );
      expect(requests).toHaveLength(1);
    }
  });
});

describe("with a DID", () => {
  it("needs no handle", async () => {
    const { identity, requests } = await attempt({ identifier: did });
    expect(identity).toHaveProperty("account.handle", handle);
    expect(requests).toHaveLength(2);
  });
});

describe("with a server", () => {
  it("signs in there, and keeps the server that the account names", async () => {
    const { identity, requests } = await attempt(
      { identifier: "me@mail.example", service: "gate.example/login" },
      world({ [signIn]: () => Response.json({ ...opened, didDoc: documentOf() }) }),
    );
    expect(requests).toEqual(["POST https://gate.example/xrpc/com.atproto.server.createSession"]);
    expect(identity).toHaveProperty("account.details.pds", "https://home.example");
  });

  it("stays with it where the account names none", async () => {
    const { identity } = await attempt({ identifier: handle, service: "http://127.0.0.1:2583" });
    expect(identity).toHaveProperty("account.details.pds", "http://127.0.0.1:2583");
  });

  it("needs one for an e-mail address", async () => {
    expect(await problemOf({ identifier: "me@mail.example" })).toEqual({
      field: "identifier",
      message: expect.stringContaining("server"),
    });
    expect(await problemOf({ identifier: handle, service: "ftp://gate" })).toHaveProperty(
      "field",
      "service",
    );
  });
});

describe("when signing in fails", () => {
  const fails = (answer: Answerer, password = appPassword) =>
    problemOf({ identifier: handle, appPassword: password }, { [signIn]: answer });

  it.each([
    ["AuthenticationRequired", "appPassword", "deleted"],
    ["AuthFactorTokenRequired", "appPassword", "app password"],
    ["AccountTakedown", "identifier", "taken this account down"],
  ])("%s is explained at its field", async (error, field, words) => {
    const message = expect.stringContaining(words);
    expect(await fails(() => refused(401, error))).toEqual({ field, message });
  });

  it("a password of another form brings a hint", async () => {
    const problem = await fails(() => refused(401, "AuthenticationRequired"), "hunter2");
    expect(problem?.message).toContain("xxxx-xxxx-xxxx-xxxx");
    expect(problem?.message).not.toContain("hunter2");
  });

  it("a deactivated account is refused", async () => {
    const answer = () => Response.json({ ...opened, active: false, status: "deactivated" });
    expect(await fails(answer)).toHaveProperty("field", "identifier");
  });

  it("a rate limit says how long", async () => {
    const headers = { "ratelimit-reset": String(now.getTime() / 1000 + 90) };
    const problem = await fails(() => Response.json({}, { status: 429, headers }));
    expect(problem?.message).toContain("2 min");
  });

  it("a server in trouble, an unreachable one and another kind of server are told apart", async () => {
    const messages = await Promise.all(
      [
        () => new Response("<h1>Oops</h1>", { status: 503 }),
        unreachable,
        () => new Response("<h1>Not found</h1>", { status: 404 }),
        () => new Response("<h1>Hello</h1>"),
      ].map(async (answer) => (await fails(answer))?.message),
    );
    expect(messages).toEqual([
      expect.stringContaining("503"),
      expect.stringContaining("could not be reached"),
      expect.stringContaining("does not answer as a Bluesky server"),
      expect.stringContaining("does not answer as a Bluesky server"),
    ]);
  });

  it("a bug of ours stays a bug", async () => {
    const bug = () => {
      throw new TypeError("undefined is not a function");
    };
    await expect(fails(bug)).rejects.toThrow(TypeError);
  });
});

describe("the fake", () => {
  it("is connected with its entries, with or without the server", async () => {
    const fake = newFake();
    const { service: _, ...withoutServer } = fake.entries;
    for (const entries of [fake.entries, withoutServer]) {
      const { identity } = await attempt(entries, fake.handle);
      expect(identity).toMatchObject({
        account: { handle: "you.sandbox.test", details: { pds } },
      });
    }
  });
});
