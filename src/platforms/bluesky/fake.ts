// An in-process twin of a server that holds accounts, and of the directory that names it: the calls
// that the connector makes, with the reference server's answers.

import { z } from "zod";

import { createFakeDpop } from "#connector/fake-dpop.ts";
import type { FakeDpop } from "#connector/fake-dpop.ts";
import { createFakeOAuth } from "#connector/fake-oauth.ts";
import type { FakeOAuth } from "#connector/fake-oauth.ts";
import type { Fake, FakeOptions } from "#connector/fake.ts";
import { minutes } from "#kernel/clock.ts";

import { scopes } from "./about.ts";
import { checkPost } from "./fake-records.ts";
import {
  appPassword,
  authenticate,
  createSession,
  deleteSession,
  didDocument,
  expiredToken,
  refreshSession,
} from "./fake-sessions.ts";
import {
  blobCid,
  didFor,
  fakeState,
  invalidRequest,
  recordCid,
  XrpcRefusal,
} from "./fake-state.ts";
import type { FakeState } from "./fake-state.ts";
import { fakePost } from "./fake-view.ts";

interface World extends FakeOptions {
  state: FakeState;
  oauth: FakeOAuth;
  dpop: FakeDpop;
}

type Handler = (request: Request, world: World) => Promise<object> | object;

/** Who can sign in on its page. */
const handles = ["you.sandbox.test", "studio.sandbox.test"];
/** https://atproto.com/specs/oauth#tokens-and-session-lifetime (2026-11-25) */
const accessLastsMs = minutes(30);

const paths = { authorize: "/oauth/authorize", token: "/oauth/token", revoke: "/oauth/revoke" };
const par = "/oauth/par";

const createRecordPath = "/xrpc/com.atproto.repo.createRecord";
/** The reference server's default. */
const maxUploadBytes = 5 * 1024 * 1024;

const handlers: Readonly<Record<string, Handler>> = {
  "GET /.well-known/oauth-protected-resource": (_, { origin }) => ({
    ...{ resource: origin, authorization_servers: [origin], bearer_methods_supported: ["header"] },
  }),
  "GET /.well-known/oauth-authorization-server": (_, world) => signInMetadata(world),
  "GET /xrpc/com.atproto.identity.resolveHandle": resolveHandle,
  "GET /xrpc/com.atproto.server.getSession": (request, world) => {
    const { did } = callerOf(request, world, scopes.account);
    return { did, handle: world.state.handles[did], active: true };
  },
  "POST /xrpc/com.atproto.server.createSession": async (request, world) =>
    createSession(await jsonOf(request), world),
  "POST /xrpc/com.atproto.server.refreshSession": (request, world) =>
    refreshSession(request.headers.get("authorization"), world),
  "POST /xrpc/com.atproto.server.deleteSession": (request, world) =>
    deleteSession(request.headers.get("authorization"), world),
  "POST /xrpc/com.atproto.repo.uploadBlob": uploadBlob,
  [`POST ${createRecordPath}`]: createRecord,
  "GET /xrpc/com.atproto.repo.getRecord": getRecord,
};

export function createFake(options: FakeOptions): Fake {
  const { now } = options;
  const state: FakeState = { handles: {}, tokens: {}, blobs: [], posts: [] };
  const people = handles.map((name) => ({ id: didFor(name, state) ?? "", name }));
  const dpop = createFakeDpop({ now });
  const oauth = createFakeOAuth({
    ...{ now, people, dpop, accessLastsMs, paths: { ...paths, par } },
    ...{ scopes: Object.values(scopes), refresh: "rotating", pkce: "required", clientAuth: "none" },
    issuer: options.origin,
    // Apps are known by the address of a document, or by its stand-in.
    knowsApp: ({ id }) => /^(?:http:\/\/localhost(?=[/?]|$)|https:\/\/[^/]+\/.)/.test(id),
    more: ({ personId }) => ({ sub: personId }),
  });
  const world: World = { ...options, state, oauth, dpop };
  return {
    handle: (request) => answer(request, world),
    isPost: ({ method, url }) => method === "POST" && new URL(url).pathname === createRecordPath,
    refusals: {
      unauthorized: () => expiredToken().toResponse(),
      rateLimited: (until) => rateLimited(until, options.now()),
    },
    posts: () => world.state.posts.map((post) => fakePost(post, world.state, options.web)),
    save: () => ({ ...structuredClone(world.state), oauth: oauth.save() }),
    load(kept) {
      const { oauth: keptOAuth, ...rest } = fakeState.parse(structuredClone(kept));
      world.state = rest;
      for (const name of handles) didFor(name, world.state);
      if (keptOAuth) oauth.load(keptOAuth);
    },
    entries: {
      ...{ identifier: "you.sandbox.test", appPassword, service: options.origin },
      account: "you.sandbox.test",
    },
  };
}

async function answer(request: Request, world: World): Promise<Response> {
  const ofOAuth = await world.oauth.handle(request);
  if (ofOAuth) return ofOAuth;
  const { pathname } = new URL(request.url);
  if (pathname.startsWith("/did:")) return directoryAnswer(pathname.slice(1), world);
  const handler = handlers[`${request.method} ${pathname}`];
  try {
    if (!handler) throw new XrpcRefusal(501, "MethodNotImplemented", "Method Not Implemented");
    return Response.json(await handler(request, world));
  } catch (error) {
    if (error instanceof XrpcRefusal) return error.toResponse();
    throw error;
  }
}

function signInMetadata({ origin }: World): object {
  return {
    issuer: origin,
    authorization_endpoint: origin + paths.authorize,
    token_endpoint: origin + paths.token,
    revocation_endpoint: origin + paths.revoke,
    pushed_authorization_request_endpoint: origin + par,
    ...{ require_pushed_authorization_requests: true, client_id_metadata_document_supported: true },
    authorization_response_iss_parameter_supported: true,
    dpop_signing_alg_values_supported: ["ES256"],
    // As the reference server: it lists none of those that name records.
    scopes_supported: ["atproto", "transition:generic"],
  };
}

/** By a session, or by tokens that only permit some things. @throws XrpcRefusal */
function callerOf(request: Request, world: World, scope: string): { did: string } {
  const authorization = request.headers.get("authorization");
  const [, token] = /^DPoP (.+)$/.exec(authorization ?? "") ?? [];
  if (token === undefined) return authenticate(authorization, "access", world);
  const { oauth, dpop } = world;
  const proof = dpop.check(request, token);
  const holder = oauth.holderOf(token);
  if ("problem" in proof) throw challenge(proof.problem, dpop);
  if (typeof holder !== "object" || holder.thumbprint !== proof.thumbprint) {
    throw challenge("invalid_token", dpop);
  }
  if (!holder.scopes.includes(scope)) {
    throw new XrpcRefusal(403, "ScopeMissingError", `Missing required scope "${scope}"`);
  }
  return { did: holder.personId };
}

function challenge(error: string, dpop: FakeDpop): XrpcRefusal {
  return new XrpcRefusal(401, error, "The sandbox does not accept it", {
    "www-authenticate": `DPoP algs="ES256", error="${error}"`,
    "dpop-nonce": dpop.nonce(),
  });
}

function directoryAnswer(did: string, world: World): Response {
  const document = didDocument(did, world);
  if (document) return Response.json(document);
  return Response.json({ message: `DID not registered: ${did}` }, { status: 404 });
}

function resolveHandle(request: Request, { state }: World): object {
  const handle = new URL(request.url).searchParams.get("handle") ?? "";
  const did = didFor(handle.toLowerCase(), state);
  if (did === undefined) throw invalidRequest("Unable to resolve handle");
  return { did };
}

async function uploadBlob(request: Request, world: World): Promise<object> {
  const { did } = callerOf(request, world, scopes.images);
  const bytes = Buffer.from(await request.arrayBuffer());
  if (bytes.length > maxUploadBytes) {
    throw new XrpcRefusal(413, "PayloadTooLarge", "request entity too large");
  }
  const mimeType = request.headers.get("content-type") ?? "application/octet-stream";
  const cid = blobCid(bytes);
  const { blobs } = world.state;
  if (!blobs.some((stored) => stored.did === did && stored.cid === cid)) {
    blobs.push({ did, cid, mimeType, base64: bytes.toString("base64") });
  }
  return { blob: { $type: "blob", ref: { $link: cid }, mimeType, size: bytes.length } };
}

const creation = z.object({
  repo: z.string(),
  collection: z.literal("app.bsky.feed.post"),
  rkey: z.string(),
  record: z.record(z.string(), z.json()),
});

async function createRecord(request: Request, world: World): Promise<object> {
  const { did } = callerOf(request, world, scopes.post);
  const call = creation.safeParse(await jsonOf(request));
  if (!call.success) throw invalidRequest(z.prettifyError(call.error));
  const { repo, collection, rkey, record } = call.data;
  if (repo !== did) throw new XrpcRefusal(403, "AccountNotFound", "Account not found");
  if (!/^[2-7a-j][2-7a-z]{12}$/.test(rkey)) {
    const words = `Invalid TID string (got ${JSON.stringify(rkey)}) at $`;
    throw invalidRequest(`Invalid record key for ${collection}: ${words}`);
  }
  checkPost(record, did, world.state);
  const uri = `at://${did}/${collection}/${rkey}`;
  const { posts } = world.state;
  if (posts.some((post) => post.uri === uri)) {
    throw new XrpcRefusal(500, "InternalServerError", "Internal Server Error");
  }
  const cid = recordCid(record);
  posts.push({ did, rkey, uri, cid, value: record });
  return {
    uri,
    cid,
    commit: { cid: recordCid({ uri, cid }), rev: rkey },
    validationStatus: "valid",
  };
}

function getRecord(request: Request, { state }: World): object {
  const query = new URL(request.url).searchParams;
  const [repo, collection, rkey] = ["repo", "collection", "rkey"].map(
    (name) => query.get(name) ?? "",
  );
  const address = `at://${repo}/${collection}/${rkey}`;
  const post = state.posts.find(({ uri }) => uri === address);
  if (!post) {
    throw new XrpcRefusal(400, "RecordNotFound", `Could not locate record: ${address}`);
  }
  return { uri: post.uri, cid: post.cid, value: post.value };
}

async function jsonOf(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    throw new XrpcRefusal(400, "SyntaxError", "Unexpected end of JSON input");
  }
}

function rateLimited(until: Date, now: Date): Response {
  const pauseMs = Math.max(0, until.getTime() - now.getTime());
  return new XrpcRefusal(429, "RateLimitExceeded", "Rate Limit Exceeded", {
    "ratelimit-limit": "3000",
    "ratelimit-policy": "3000;w=300",
    "ratelimit-remaining": "0",
    "ratelimit-reset": String(Math.floor(until.getTime() / 1000)),
    "retry-after": String(Math.ceil(pauseMs / 1000)),
  }).toResponse();
}
