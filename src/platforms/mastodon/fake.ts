// An in-process twin of a Mastodon instance, as far as the connector uses one: apps, OAuth, posts with
// their keys, media that take a moment.

import type { Fake, FakeOptions } from "#connector/fake.ts";
import { createFakeOAuth } from "#connector/fake-oauth.ts";
import type { FakeOAuth } from "#connector/fake-oauth.ts";
import { hours, plus } from "#kernel/clock.ts";

import { rateLimited, refuse } from "./fake-answers.ts";
import {
  objectionToAsking,
  objectionToRevoking,
  registerApp,
  supportedScopes,
} from "./fake-apps.ts";
import type { KnownApps } from "./fake-apps.ts";
import { lookAt, upload } from "./fake-media.ts";
import { fakeState, people, permalinkOf, toFakePost, usernameOf } from "./fake-state.ts";
import type { Media, StoredStatus } from "./fake-state.ts";
import { htmlOf, instanceSizes, newStatus, objectionTo } from "./fake-statuses.ts";

interface World {
  options: FakeOptions;
  oauth: FakeOAuth;
  count: number;
  apps: KnownApps;
  media: Record<string, Media>;
  statuses: StoredStatus[];
}

interface Caller {
  personId: string;
  scopes: readonly string[];
}

const paths = { authorize: "/oauth/authorize", token: "/oauth/token", revoke: "/oauth/revoke" };
const keyLastsMs = hours(1);
const maxListed = 40;
const mediaPath = /^\/api\/v1\/media\/(\d+)$/;
const statusesPath = /^\/api\/v1\/accounts\/(\d+)\/statuses$/;

export function createFake(options: FakeOptions): Fake {
  const oauth = createFakeOAuth({
    ...{ now: options.now, people, scopes: supportedScopes },
    paths,
    ...{ accessLastsMs: null, refresh: "none", pkce: "optional", clientAuth: "post" },
    knowsApp: ({ id, secret }) => secret !== null && world.apps[id]?.secret === secret,
  });
  const world: World = { options, oauth, count: 0, apps: {}, media: {}, statuses: [] };
  return {
    handle: (request) => handle(world, request),
    isPost: ({ method, url }) => method === "POST" && new URL(url).pathname === "/api/v1/statuses",
    refusals: {
      unauthorized: () => refuse(401, "The access token is invalid"),
      rateLimited,
    },
    posts: () => world.statuses.map((each) => toFakePost(each, { ...world, web: options.web })),
    save() {
      const { count, apps, media, statuses } = structuredClone({
        ...world,
        options: null,
        oauth: null,
      });
      return { count, apps, media, statuses, oauth: oauth.save() };
    },
    load(state) {
      const { oauth: kept, ...rest } = fakeState.parse(state);
      Object.assign(world, rest);
      oauth.load(kept);
    },
    entries: { instance: options.origin },
  };
}

async function handle(world: World, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const ofOAuth = (await objectionOfOAuth(world, request)) ?? (await world.oauth.handle(request));
  if (ofOAuth) return ofOAuth;
  switch (`${request.method} ${url.pathname}`) {
    case "GET /.well-known/oauth-authorization-server":
      return Response.json(metadata(world.options.origin));
    case "GET /api/v2/instance":
      return Response.json({ domain: url.host, title: "Sandbox", configuration: instanceSizes });
    case "POST /api/v1/apps":
      return registerApp(world.apps, (world.count += 1), await jsonOf(request));
  }
  const holder = world.oauth.holder(request);
  if (typeof holder !== "object") return refuse(401, "The access token is invalid");
  return handleCaller(world, request, holder);
}

async function objectionOfOAuth({ apps }: World, request: Request): Promise<Response | undefined> {
  const url = new URL(request.url);
  if (url.pathname === paths.authorize) return objectionToAsking(apps, url);
  if (url.pathname === paths.revoke) return objectionToRevoking(apps, request.clone());
  return undefined;
}

async function handleCaller(world: World, request: Request, caller: Caller): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const needs = (scope: string, answer: () => Promise<Response> | Response) =>
    wider(scope).some((each) => caller.scopes.includes(each))
      ? answer()
      : refuse(403, "This action is outside the authorized scopes");
  const [, mediaId] = mediaPath.exec(pathname) ?? [];
  if (request.method === "GET" && mediaId !== undefined) {
    const asking = { ownerId: caller.personId, web: world.options.web };
    return needs("write:media", () => lookAt(world.media[mediaId], asking));
  }
  const [, ownerId] = statusesPath.exec(pathname) ?? [];
  if (request.method === "GET" && ownerId !== undefined) {
    return needs("read:statuses", () => list(world, ownerId, Number(searchParams.get("limit"))));
  }
  switch (`${request.method} ${pathname}`) {
    case "GET /api/v1/accounts/verify_credentials":
      return needs("profile", () => Response.json(accountBody(world, caller.personId)));
    case "POST /api/v2/media":
      return needs("write:media", () => {
        const id = String(200_000 + (world.count += 1));
        return upload(world.media, { id, ownerId: caller.personId }, request);
      });
    case "POST /api/v1/statuses":
      return needs("write:statuses", () => post(world, caller, request));
    default:
      return refuse(404, "Record not found");
  }
}

async function post(world: World, { personId }: Caller, request: Request): Promise<Response> {
  const asked = newStatus.safeParse(await jsonOf(request)).data;
  if (!asked) return refuse(422, "Validation failed");
  const { options, media, statuses } = world;
  const now = options.now();
  const key = request.headers.get("idempotency-key");
  const own = key === null ? [] : statuses.filter(({ authorId }) => authorId === personId);
  const known = own.find(
    (each) => each.key === key && plus(new Date(each.createdAt), keyLastsMs) > now,
  );
  if (known) return Response.json(statusBody(world, known));
  const objection = objectionTo(asked, { authorId: personId, media, statuses });
  if (objection) return refuse(objection.status, objection.error);
  const { status, spoiler_text: warning } = asked;
  // Where there is no text, the warning is the text.
  const words = status.trim() === "" ? { text: warning, warning: "" } : { text: status, warning };
  const stored: StoredStatus = {
    ...{ id: String(100_000 + (world.count += 1)), authorId: personId, ...words, key },
    ...{ createdAt: now.toISOString(), visibility: asked.visibility },
    ...{ replyTo: asked.in_reply_to_id ?? null, mediaIds: asked.media_ids },
  };
  statuses.push(stored);
  return Response.json(statusBody(world, stored));
}

/** The newest first. */
function list(world: World, ownerId: string, limit: number): Response {
  const own = world.statuses.filter(({ authorId }) => authorId === ownerId).reverse();
  return Response.json(
    own.slice(0, Math.min(limit || 20, maxListed)).map((each) => statusBody(world, each)),
  );
}

function statusBody({ options }: World, stored: StoredStatus) {
  const { id, text, createdAt, visibility, warning, replyTo, mediaIds } = stored;
  const url = permalinkOf(stored, options.web);
  return {
    ...{ id, uri: url, url, content: htmlOf(text), created_at: createdAt, visibility },
    ...{ spoiler_text: warning, in_reply_to_id: replyTo },
    media_attachments: mediaIds.map((mediaId) => ({ id: mediaId, type: "image" })),
  };
}

function accountBody({ options }: World, personId: string) {
  const username = usernameOf(personId);
  const name = people.find(({ id }) => id === personId)?.name ?? "";
  const url = `${options.web}/@${username}`;
  return { id: personId, username, acct: username, display_name: name, url, avatar: null };
}

function metadata(origin: string) {
  return {
    issuer: `${origin}/`,
    authorization_endpoint: `${origin}/oauth/authorize`,
    token_endpoint: `${origin}/oauth/token`,
    revocation_endpoint: `${origin}/oauth/revoke`,
    app_registration_endpoint: `${origin}/api/v1/apps`,
    scopes_supported: supportedScopes,
    code_challenge_methods_supported: ["S256"],
  };
}

/** `write` covers `write:media`, and whoever may read accounts may read the own one. */
function wider(scope: string): readonly string[] {
  const [group = scope] = scope.split(":");
  return scope === "profile" ? [scope, "read:accounts", "read"] : [scope, group];
}

async function jsonOf(request: Request): Promise<unknown> {
  if (request.headers.get("content-type") !== "application/json") return undefined;
  try {
    return await request.json();
  } catch {
    return undefined;
  }
}
