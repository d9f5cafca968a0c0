// An in-process twin of what the connector uses of LinkedIn: OAuth, posts as a person and as a page,
// files that are sent to an address of their own.

import { z } from "zod";

import type { Fake, FakeOptions } from "#connector/fake.ts";
import { createFakeOAuth } from "#connector/fake-oauth.ts";
import type { FakeOAuth } from "#connector/fake-oauth.ts";
import { days, seconds } from "#kernel/clock.ts";

import { auth, limits } from "./about.ts";
import { asGivenBack, newPost, readPost, refuse, statusOf } from "./fake-posts.ts";
import { administers, fakeState, pages, people, toFakePost } from "./fake-state.ts";
import type { StoredImage, StoredPost } from "./fake-state.ts";

interface World {
  options: FakeOptions;
  oauth: FakeOAuth;
  count: number;
  images: Record<string, StoredImage>;
  posts: StoredPost[];
}

interface Caller {
  personId: string;
  scopes: readonly string[];
}

/** Those before are no longer served. */
const oldestVersion = "202509";
const beginning = z.strictObject({
  initializeUploadRequest: z.strictObject({ owner: z.string() }),
});

const address = "email";
const imagePath = /^\/rest\/images\/(.+)$/;
const uploadPath = /^\/dms-uploads\/(.+)$/;

export function createFake(options: FakeOptions): Fake {
  const scopes = auth.flatMap((way) => (way.kind === "oauth2" ? way.scopes : []));
  const oauth = createFakeOAuth({
    ...{ now: options.now, people, scopes: [...scopes.map(({ name }) => name), address] },
    paths: { authorize: "/oauth/v2/authorization", token: "/oauth/v2/accessToken" },
    ...{ accessLastsMs: days(60), refresh: "reusable", pkce: "none", clientAuth: "post" },
    // Only who signs in is asked for it, and is the first of them.
    givesAtOnce: (asked) => asked.includes(address),
    more: () => ({ refresh_token_expires_in: days(365) / seconds(1) }),
  });
  const world: World = { options, oauth, count: 0, images: {}, posts: [] };
  return {
    handle: (request) => handle(world, request),
    isPost: ({ method, url }) => method === "POST" && new URL(url).pathname === "/rest/posts",
    refusals: {
      unauthorized: () => unauthorized(),
      // No header says until when.
      rateLimited: () => refuse(429, "TOO_MANY_REQUESTS"),
    },
    posts: () => world.posts.map((post) => toFakePost(post, { ...world, web: options.web })),
    save: () => ({
      ...{ count: world.count, images: structuredClone(world.images) },
      ...{ posts: structuredClone(world.posts), oauth: oauth.save() },
    }),
    load(state) {
      const { oauth: kept, ...rest } = fakeState.parse(state);
      Object.assign(world, rest);
      oauth.load(kept);
    },
    entries: {},
  };
}

async function handle(world: World, request: Request): Promise<Response> {
  const ofOAuth = await world.oauth.handle(request);
  if (ofOAuth) return ofOAuth;
  const holder = world.oauth.holder(request);
  if (typeof holder !== "object") return unauthorized();
  const url = new URL(request.url);
  const [, upload] = uploadPath.exec(url.pathname) ?? [];
  if (request.method === "PUT" && upload !== undefined) {
    return receive(world, holder, { urn: decodeURIComponent(upload), request });
  }
  if (request.method === "GET" && url.pathname === "/v2/userinfo") return userInfo(holder);
  const version = request.headers.get("linkedin-version") ?? "";
  if (!/^\d{6}$/.test(version)) return refuse(400, "VERSION_MISSING");
  if (version < oldestVersion) {
    return refuse(426, "NONEXISTENT_VERSION", `Requested version ${version} is not active`);
  }
  if (request.headers.get("x-restli-protocol-version") !== "2.0.0") {
    return refuse(400, "MISSING_FIELD");
  }
  return handleRest(world, request, holder);
}

async function handleRest(world: World, request: Request, caller: Caller): Promise<Response> {
  const url = new URL(request.url);
  const [, image] = imagePath.exec(url.pathname) ?? [];
  if (request.method === "GET" && image !== undefined) {
    return lookAtImage(world, caller, decodeURIComponent(image));
  }
  switch (`${request.method} ${url.pathname}${finderOf(url)}`) {
    case "GET /rest/organizationAcls?q=roleAssignee":
      return rolesOf(caller, url.searchParams);
    case "GET /rest/organizationsLookup":
      return namesOf(caller, url.search);
    case "POST /rest/images?action=initializeUpload":
      return beginUpload(world, caller, await bodyOf(request));
    case "POST /rest/posts":
      return post(world, caller, await bodyOf(request));
    case "GET /rest/posts?q=author":
      return list(world, caller, url.searchParams);
    default:
      return refuse(404, "NOT_FOUND");
  }
}

/** Which of a resource's methods is asked for. */
function finderOf({ searchParams }: URL): string {
  const [name] = ["action", "q"].filter((each) => searchParams.has(each));
  return name === undefined ? "" : `?${name}=${searchParams.get(name) ?? ""}`;
}

function post(world: World, caller: Caller, body: unknown): Response {
  const asked = newPost.safeParse(body).data;
  if (!asked) return refuse(422, "INVALID_VALUE_FOR_FIELD", "ERROR :: / :: not as it should be");
  if (!mayPostAs(caller, asked.author)) return denied();
  const made = readPost(asked, { now: world.options.now(), ...world });
  if (made instanceof Response) return made;
  const urn = `urn:li:share:${7_000_000_000_000_000 + (world.count += 1)}`;
  world.posts.push({ urn, ...made });
  return new Response(null, { status: 201, headers: { "x-restli-id": urn } });
}

function beginUpload(world: World, caller: Caller, body: unknown): Response {
  const asked = beginning.safeParse(body).data;
  if (!asked) return refuse(400, "MISSING_FIELD");
  const { owner } = asked.initializeUploadRequest;
  if (!mayPostAs(caller, owner)) return denied();
  const urn = `urn:li:image:C${(world.count += 1)}`;
  world.images[urn] = { urn, owner, dataUrl: null, looks: 0 };
  const uploadUrl = `${world.options.origin}/dms-uploads/${encodeURIComponent(urn)}`;
  return Response.json({ value: { uploadUrl, image: urn, uploadUrlExpiresAt: 0 } });
}

async function receive(
  { images }: World,
  caller: Caller,
  { urn, request }: { urn: string; request: Request },
): Promise<Response> {
  const image = images[urn];
  if (!image) return refuse(404, "NOT_FOUND");
  if (!mayPostAs(caller, image.owner)) return denied();
  const bytes = Buffer.from(await request.arrayBuffer());
  const type = request.headers.get("content-type") ?? "";
  if (!limits.images.mediaTypes.includes(type) || bytes.length === 0) {
    return refuse(400, "INVALID_VALUE_FOR_FIELD");
  }
  image.dataUrl = `data:${type};base64,${bytes.toString("base64")}`;
  return new Response(null, { status: 201 });
}

/** What a person has sent cannot be looked at. */
function lookAtImage({ images }: World, { scopes }: Caller, urn: string): Response {
  const image = images[urn];
  if (!scopes.includes("r_organization_social")) return denied();
  if (!image) return refuse(404, "NOT_FOUND");
  return Response.json({ id: urn, owner: image.owner, status: statusOf(image) });
}

/** The newest first. */
function list({ posts }: World, { personId, scopes }: Caller, query: URLSearchParams): Response {
  const author = query.get("author") ?? "";
  if (!administers(personId, author) || !scopes.includes("r_organization_social")) return denied();
  const count = Number(query.get("count") ?? 10);
  if (query.get("sortBy") !== "CREATED" || !(count >= 1 && count <= 100)) {
    return refuse(400, "INVALID_VALUE_FOR_FIELD");
  }
  const own = posts.filter((post) => post.author === author).reverse();
  const elements = own.slice(0, count).map(({ urn, commentary, createdAt, card }) => ({
    ...{ id: urn, author, commentary: asGivenBack(commentary), lifecycleState: "PUBLISHED" },
    createdAt: Date.parse(createdAt),
    ...(card && { content: { article: { source: card.source, title: card.title } } }),
  }));
  return Response.json({ elements, paging: { start: 0, count, links: [] } });
}

function userInfo({ personId, scopes }: Caller): Response {
  if (!scopes.includes("openid")) return denied();
  const name = people.find(({ id }) => id === personId)?.name ?? "";
  return Response.json({
    ...{ sub: personId, name, locale: { country: "GB", language: "en" } },
    ...(scopes.includes(address) && {
      ...{ email: `${personId}@sandbox.test`, email_verified: true },
    }),
  });
}

function rolesOf({ personId, scopes }: Caller, query: URLSearchParams): Response {
  if (!scopes.includes("r_organization_admin")) return denied();
  const start = Number(query.get("start") ?? 0);
  const count = Number(query.get("count") ?? 10);
  const own = pages.filter(({ admin }) => admin === personId).slice(start, start + count);
  const elements = own.map(({ id, role }) => ({
    ...{ role, organization: `urn:li:organization:${id}`, state: "APPROVED" },
    roleAssignee: `urn:li:person:${personId}`,
  }));
  return Response.json({ elements, paging: { start, count, links: [] } });
}

/** The list has to stand there as it is: encoded, it is none. */
function namesOf({ scopes }: Caller, query: string): Response {
  if (!scopes.includes("r_organization_admin")) return denied();
  const [, list] = /^\?ids=List\((\d+(?:,\d+)*)\)$/.exec(query) ?? [];
  if (list === undefined) return refuse(400, "INVALID_VALUE_FOR_FIELD");
  const asked = list.split(",");
  const known = pages.filter(({ id }) => asked.includes(id));
  const results = known.map(({ id, name: localizedName, vanityName }) => {
    return [id, { id: Number(id), localizedName, vanityName }] as const;
  });
  const statuses = known.map(({ id }) => [id, 200] as const);
  return Response.json({
    ...{ results: Object.fromEntries(results), statuses: Object.fromEntries(statuses), errors: {} },
  });
}

function mayPostAs({ personId, scopes }: Caller, author: string): boolean {
  if (author === `urn:li:person:${personId}`) return scopes.includes("w_member_social");
  return administers(personId, author) && scopes.includes("w_organization_social");
}

async function bodyOf(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return {};
  }
}

function unauthorized(): Response {
  const message = "The token used in the request has expired";
  return Response.json(
    { status: 401, serviceErrorCode: 65602, code: "EXPIRED_ACCESS_TOKEN", message },
    { status: 401 },
  );
}

function denied(): Response {
  return refuse(403, "ACCESS_DENIED", "Not enough permissions to access this resource");
}
