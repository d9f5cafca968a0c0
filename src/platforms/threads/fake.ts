// An in-process twin of what the connector uses of Threads: tokens that prolong themselves, containers
// and their publication, the account's own posts.

import type { Fake, FakeOptions } from "#connector/fake.ts";
import { createFakeOAuth } from "#connector/fake-oauth.ts";
import type { FakeOAuth } from "#connector/fake-oauth.ts";
import { days, hours, plus, seconds } from "#kernel/clock.ts";

import { auth } from "./about.ts";
import { imagesFor, newContainer, objectionTo, statusOf } from "./fake-containers.ts";
import { fakeState, people, permalinkOf, toFakePost, usernameOf } from "./fake-state.ts";
import type { Container, LongToken, StoredPost } from "./fake-state.ts";

interface World {
  options: FakeOptions;
  oauth: FakeOAuth;
  count: number;
  containers: Record<string, Container>;
  posts: StoredPost[];
  tokens: Record<string, LongToken>;
}

interface Refusal {
  code: number;
  message: string;
  subcode?: number;
}

const tokenLastsMs = days(60);
const publishPath = /^\/v1\.0\/(\d+)\/threads_publish$/;
const makePath = /^\/v1\.0\/(\d+)\/threads$/;
const nodePath = /^\/v1\.0\/(\d+)$/;
const postFields = ["id", "text", "timestamp", "permalink", "media_type", "replied_to"];

export function createFake(options: FakeOptions): Fake {
  const scopes = auth.flatMap((way) => (way.kind === "oauth2" ? way.scopes : []));
  const oauth = createFakeOAuth({
    ...{ now: options.now, people, scopes: scopes.map(({ name }) => name), scopeSeparator: "," },
    paths: { authorize: "/oauth/authorize", token: "/oauth/access_token" },
    ...{ accessLastsMs: hours(1), refresh: "none", pkce: "none", clientAuth: "post" },
  });
  const world: World = { options, oauth, count: 0, containers: {}, posts: [], tokens: {} };
  return {
    handle: (request) => handle(world, request),
    isPost: ({ method, url }) => method === "POST" && publishPath.test(new URL(url).pathname),
    refusals: {
      unauthorized: () => refuse(badToken),
      // No header says until when.
      rateLimited: () => refuse({ code: 4, message: "Application request limit reached" }),
    },
    posts: () => world.posts.map((post) => toFakePost(post, options.web)),
    save: () => ({
      ...{ count: world.count, containers: structuredClone(world.containers) },
      ...{ posts: structuredClone(world.posts), tokens: structuredClone(world.tokens) },
      oauth: oauth.save(),
    }),
    load(state) {
      const { oauth: kept, ...rest } = fakeState.parse(state);
      Object.assign(world, rest);
      oauth.load(kept);
    },
    entries: {},
  };
}

const notPermitted: Refusal = {
  code: 10,
  message: "(#10) Application does not have permission for this action",
};
const badToken: Refusal = { code: 190, subcode: 463, message: "Error validating access token" };

async function handle(world: World, request: Request): Promise<Response> {
  const ofOAuth = await world.oauth.handle(request);
  if (ofOAuth) return ofOAuth;
  const { pathname, searchParams } = new URL(request.url);
  const token = searchParams.get("access_token") ?? "";
  if (pathname === "/access_token") return exchange(world, searchParams);
  if (pathname === "/refresh_access_token") return prolong(world, token);
  const holder = holderOf(world, request);
  if (holder === undefined) return refuse(badToken);
  if (!isPermitted(request, pathname, holder)) return refuse(notPermitted);
  return request.method === "POST"
    ? handlePost(world, request, holder)
    : handleGet(world, new URL(request.url), holder.personId);
}

/** https://developers.facebook.com/docs/threads/get-started (2026-11-25) */
function isPermitted({ method }: Request, pathname: string, { scopes }: LongToken): boolean {
  const needed =
    method === "POST"
      ? "threads_content_publish"
      : pathname.endsWith("/replies")
        ? "threads_read_replies"
        : "threads_basic";
  return scopes.includes("threads_basic") && scopes.includes(needed);
}

async function handlePost(
  world: World,
  request: Request,
  { personId, scopes }: LongToken,
): Promise<Response> {
  const { pathname } = new URL(request.url);
  const form = new URLSearchParams(await request.text());
  const owner = (makePath.exec(pathname) ?? publishPath.exec(pathname))?.[1];
  const isReply = form.has("reply_to_id") && !scopes.includes("threads_manage_replies");
  const type = request.headers.get("content-type") ?? "";
  if (!type.startsWith("application/x-www-form-urlencoded")) {
    return refuse({ code: 100, message: "The body is no form" });
  }
  if (owner !== personId || isReply) return refuse(notPermitted);
  return makePath.test(pathname)
    ? make(world, personId, Object.fromEntries(form))
    : publish(world, personId, form.get("creation_id") ?? "");
}

function handleGet(world: World, { pathname, searchParams }: URL, personId: string): Response {
  const [, id] = nodePath.exec(pathname) ?? [];
  const fields = (searchParams.get("fields") ?? "id").split(",");
  if (id !== undefined) return node(world, personId, { id, fields });
  const since = Number(searchParams.get("since") ?? 0);
  const own = world.posts
    .filter(({ ownerId, createdAt }) => {
      return ownerId === personId && Date.parse(createdAt) / seconds(1) >= since;
    })
    .reverse();
  switch (pathname) {
    case "/v1.0/me": {
      const name = people.find((person) => person.id === personId)?.name;
      return Response.json({ id: personId, username: usernameOf(personId), name });
    }
    case "/v1.0/me/threads":
      return list(
        world,
        own.filter(({ replyTo }) => replyTo === null),
      );
    case "/v1.0/me/replies":
      return list(
        world,
        own.filter(({ replyTo }) => replyTo !== null),
      );
    default:
      return refuse({ code: 100, message: "Unsupported get request" });
  }
}

async function make(world: World, ownerId: string, form: unknown): Promise<Response> {
  const asked = newContainer.safeParse(form).data;
  if (!asked) return refuse({ code: 100, message: "Invalid parameter" });
  const objection = objectionTo(asked);
  if (objection !== undefined) return refuse({ code: 100, message: objection });
  const replyTo = asked.reply_to_id ?? null;
  if (replyTo !== null && !world.posts.some(({ id }) => id === replyTo)) {
    return refuse({ code: 100, message: "The requested resource does not exist" });
  }
  const images = await imagesFor(asked, world.containers);
  if ("code" in images) return refuse(images);
  const id = nextId(world);
  const createdAt = world.options.now().toISOString();
  const isItem = asked.is_carousel_item === "true";
  world.containers[id] = {
    ...{ id, ownerId, text: asked.text ?? "", createdAt, images, isItem, replyTo },
    ...{ looks: 0, postId: null },
  };
  return Response.json({ id });
}

function publish(world: World, ownerId: string, id: string): Response {
  const container = world.containers[id];
  if (container?.ownerId !== ownerId || statusOf(container, world.options.now()) !== "FINISHED") {
    return refuse({ code: 24, subcode: 4_279_009, message: "Media Not Found" });
  }
  const postId = nextId(world);
  container.postId = postId;
  const { text, images, replyTo } = container;
  const createdAt = world.options.now().toISOString();
  world.posts.push({ id: postId, ownerId, text, images, replyTo, createdAt });
  return Response.json({ id: postId });
}

function node(
  world: World,
  personId: string,
  { id, fields }: { id: string; fields: readonly string[] },
): Response {
  const container = world.containers[id];
  const known = container ? ["id", "status", "error_message"] : postFields;
  const unknown = fields.find((field) => !known.includes(field));
  if (unknown !== undefined) {
    return refuse({ code: 100, message: `Tried accessing nonexisting field (${unknown})` });
  }
  if (container?.ownerId === personId) {
    container.looks += 1;
    return Response.json({ id, status: statusOf(container, world.options.now()) });
  }
  const post = world.posts.find((each) => each.id === id && each.ownerId === personId);
  if (!post) return refuse({ code: 100, message: "The requested resource does not exist" });
  return Response.json(body(world, post));
}

function list(world: World, posts: readonly StoredPost[]): Response {
  return Response.json({ data: posts.slice(0, 50).map((post) => body(world, post)) });
}

function body({ options }: World, post: StoredPost) {
  const { id, text, createdAt, images, replyTo } = post;
  return {
    ...{ id, text, permalink: permalinkOf(post, options.web) },
    // As "2024-09-12T23:17:39+0000".
    timestamp: createdAt.replace(/\.\d+Z$/, "+0000"),
    media_type: images.length > 1 ? "CAROUSEL_ALBUM" : images.length > 0 ? "IMAGE" : "TEXT_POST",
    ...(replyTo !== null && { replied_to: { id: replyTo } }),
  };
}

/** A short-lived token for one of 60 days. */
function exchange(world: World, query: URLSearchParams): Response {
  const holder = world.oauth.holderOf(query.get("access_token") ?? "");
  const isRight = query.get("grant_type") === "th_exchange_token" && query.get("client_secret");
  if (typeof holder !== "object" || !isRight) return refuse(badToken);
  return give(world, holder);
}

/** One that is a day old at least, and has not ended. */
function prolong(world: World, token: string): Response {
  const known = world.tokens[token];
  const now = world.options.now();
  if (!known || new Date(known.endsAt) <= now) return refuse(badToken);
  if (plus(new Date(known.issuedAt), days(1)) > now) {
    return refuse({ code: 100, message: "The token is not old enough" });
  }
  return give(world, known);
}

function give(
  world: World,
  { personId, scopes }: { personId: string; scopes: readonly string[] },
): Response {
  const now = world.options.now();
  const token = `sandbox-long-token-${String((world.count += 1)).padStart(6, "0")}`;
  const endsAt = plus(now, tokenLastsMs).toISOString();
  world.tokens[token] = { personId, scopes: [...scopes], issuedAt: now.toISOString(), endsAt };
  const expires_in = tokenLastsMs / seconds(1);
  return Response.json({ access_token: token, token_type: "bearer", expires_in });
}

function holderOf({ tokens, options }: World, request: Request): LongToken | undefined {
  const [, token = ""] = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "") ?? [];
  const known = tokens[token];
  return known && new Date(known.endsAt) > options.now() ? known : undefined;
}

function nextId(world: World): string {
  return String(18_000_000_000_000_000n + BigInt((world.count += 1)));
}

function refuse({ code, message, subcode }: Refusal): Response {
  const more = subcode !== undefined && { error_subcode: subcode };
  const error = { message, type: "OAuthException", code, ...more, fbtrace_id: "sandbox" };
  return Response.json({ error }, { status: 400 });
}
