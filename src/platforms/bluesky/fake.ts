// An in-process twin of a server that holds accounts, and of the directory that names it: the calls
// that the connector makes, with the reference server's answers.

import { z } from "zod";

import type { Fake, FakeOptions } from "#connector/fake.ts";

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
}

type Handler = (request: Request, world: World) => Promise<object> | object;

const createRecordPath = "/xrpc/com.atproto.repo.createRecord";
/** The reference server's default. */
const maxUploadBytes = 5 * 1024 * 1024;

const handlers: Readonly<Record<string, Handler>> = {
  "GET /xrpc/com.atproto.identity.resolveHandle": resolveHandle,
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
  const world: World = { ...options, state: { handles: {}, tokens: {}, blobs: [], posts: [] } };
  return {
    handle: (request) => answer(request, world),
    isPost: ({ method, url }) => method === "POST" && new URL(url).pathname === createRecordPath,
    refusals: {
      unauthorized: () => expiredToken().toResponse(),
      rateLimited: (until) => rateLimited(until, options.now()),
    },
    posts: () => world.state.posts.map((post) => fakePost(post, world.state, options.web)),
    save: () => structuredClone(world.state),
    load(state) {
      world.state = fakeState.parse(structuredClone(state));
    },
    entries: { identifier: "you.sandbox.test", appPassword, service: options.origin },
  };
}

async function answer(request: Request, world: World): Promise<Response> {
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
  const { did } = authenticate(request.headers.get("authorization"), "access", world);
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
  const { did } = authenticate(request.headers.get("authorization"), "access", world);
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
  return new XrpcRefusal(429, "RateLimitExceeded", "Rate Limit Exceeded").toResponse({
    "ratelimit-limit": "3000",
    "ratelimit-policy": "3000;w=300",
    "ratelimit-remaining": "0",
    "ratelimit-reset": String(Math.floor(until.getTime() / 1000)),
    "retry-after": String(Math.ceil(pauseMs / 1000)),
  });
}
