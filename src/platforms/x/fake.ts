// An in-process twin of what the connector uses of X: OAuth with rotating refresh tokens, posts, the
// user's own timeline, uploads.

import type { Fake, FakeOptions } from "#connector/fake.ts";
import { createFakeOAuth } from "#connector/fake-oauth.ts";
import type { FakeOAuth } from "#connector/fake-oauth.ts";
import { hours } from "#kernel/clock.ts";

import { auth } from "./about.ts";
import { handleMedia } from "./fake-media.ts";
import type { Library } from "./fake-media.ts";
import { newPost, objectionTo, shown } from "./fake-posts.ts";
import * as refusals from "./fake-refusal.ts";
import { jsonOf, meQuery, noQuery, queryOf, timelineQuery } from "./fake-request.ts";
import type { TimelineQuery } from "./fake-request.ts";
import { fakeState, people, personBy, toFakePost } from "./fake-state.ts";
import type { Media, Post } from "./fake-state.ts";

const { invalid, notFound, notPermitted, rateLimited, refuse, unauthorized } = refusals;

interface World {
  options: FakeOptions;
  oauth: FakeOAuth;
  lastId: bigint;
  media: Record<string, Media>;
  posts: Post[];
}

/** https://docs.x.com/fundamentals/x-ids (2026-11-25): the first 41 bits are milliseconds since then. */
const epochMs = 1_288_834_974_657n;
const timelinePath = /^\/2\/users\/(\d+)\/tweets$/;

export function createFake(options: FakeOptions): Fake {
  const scopes = auth.flatMap((way) => (way.kind === "oauth2" ? way.scopes : []));
  const oauth = createFakeOAuth({
    ...{ now: options.now, people, scopes: scopes.map(({ name }) => name) },
    paths: {
      ...{ authorize: "/i/oauth2/authorize", token: "/2/oauth2/token" },
      revoke: "/2/oauth2/revoke",
    },
    ...{ accessLastsMs: hours(2), refresh: "rotating", pkce: "required", clientAuth: "basic" },
  });
  const world: World = { options, oauth, lastId: 0n, media: {}, posts: [] };
  return {
    handle: (request) => handle(world, request),
    isPost: ({ method, url }) => method === "POST" && new URL(url).pathname === "/2/tweets",
    refusals: { unauthorized: () => refuse(unauthorized), rateLimited },
    posts: () => world.posts.map((post) => toFakePost(post, { ...world, web: options.web })),
    save: () => ({
      ...{ lastId: String(world.lastId), media: structuredClone(world.media) },
      ...{ posts: structuredClone(world.posts), oauth: oauth.save() },
    }),
    load(state) {
      const { lastId, media, posts, oauth: kept } = fakeState.parse(state);
      Object.assign(world, { lastId: BigInt(lastId), media, posts });
      oauth.load(kept);
    },
    entries: {},
  };
}

async function handle(world: World, request: Request): Promise<Response> {
  const ofOAuth = await world.oauth.handle(request);
  if (ofOAuth) return ofOAuth;
  const holder = world.oauth.holder(request);
  if (typeof holder !== "object") return refuse(unauthorized);
  const { personId, scopes } = holder;
  const needs = (needed: readonly string[], answer: () => Promise<Response> | Response) =>
    needed.every((scope) => scopes.includes(scope)) ? answer() : refuse(notPermitted);
  const { pathname } = new URL(request.url);
  const { media, options } = world;
  const library = { media, ownerId: personId, now: options.now(), nextId: () => nextId(world) };
  if (pathname.startsWith("/2/media/")) {
    const answer = () => handleMedia(library, request);
    return needs(["media.write"], async () => (await answer()) ?? refuse(notFound));
  }
  const [, owner] = timelinePath.exec(pathname) ?? [];
  if (request.method === "GET" && owner !== undefined) {
    if (owner !== personId) return refuse(notPermitted);
    const query = queryOf(request, timelineQuery);
    if (query === undefined) return refuse(invalid("The query is not valid."));
    return needs(["tweet.read", "users.read"], () => timeline(world, owner, query));
  }
  switch (`${request.method} ${pathname}`) {
    case "GET /2/users/me":
      return needs(["tweet.read", "users.read"], () => me(personId, request));
    case "POST /2/tweets":
      return needs(["tweet.write", "tweet.read", "users.read"], () =>
        post(world, library, request),
      );
    default:
      return refuse(notFound);
  }
}

function me(personId: string, request: Request): Response {
  if (queryOf(request, meQuery) === undefined) return refuse(invalid("The query is not valid."));
  return Response.json({ data: personBy(personId) });
}

async function post(world: World, library: Library, request: Request): Promise<Response> {
  const asked = newPost.safeParse(await jsonOf(request)).data;
  if (!asked || queryOf(request, noQuery) === undefined) {
    return refuse(invalid("Unknown or wrong members."));
  }
  const { posts, options } = world;
  const objection = objectionTo(asked, { posts, library });
  if (objection) return refuse(objection);
  const made: Post = {
    ...{ id: nextId(world), authorId: library.ownerId, text: asked.text },
    mediaIds: asked.media?.media_ids ?? [],
    replyTo: asked.reply?.in_reply_to_tweet_id ?? null,
    createdAt: options.now().toISOString(),
  };
  posts.push(made);
  return Response.json({ data: shown(made, { web: options.web, fields: [] }) }, { status: 201 });
}

/** The newest first. */
function timeline({ posts, options: { web } }: World, owner: string, query: TimelineQuery) {
  const { start_time: startTime, since_id: sinceId, "tweet.fields": fields } = query;
  const isAsked = ({ id, createdAt }: Post) =>
    sinceId === undefined
      ? startTime === undefined || new Date(createdAt) >= new Date(startTime)
      : BigInt(id) > BigInt(sinceId);
  const all = posts.filter((each) => each.authorId === owner && isAsked(each)).reverse();
  const data = all.slice(0, query.max_results).map((each) => shown(each, { web, fields }));
  const more = all.length > data.length && { next_token: "more" };
  const meta = { result_count: data.length, ...more };
  return Response.json({ ...(data.length > 0 && { data }), meta });
}

/** They grow, also within one millisecond and when the clock is set back. */
function nextId(world: World): string {
  const fromClock = (BigInt(world.options.now().getTime()) - epochMs) << 22n;
  world.lastId = fromClock > world.lastId ? fromClock : world.lastId + 1n;
  return String(world.lastId);
}
