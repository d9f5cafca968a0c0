// An in-process twin of Discord's incoming webhooks, and of its OAuth. Any webhook id exists whose token
// begins with "sandbox", and each posts to a channel of its own.

import type { Fake, FakeOptions } from "#connector/fake.ts";
import { plus } from "#kernel/clock.ts";

import { errorCodes } from "./errors.ts";
import { createOAuth } from "./fake-oauth.ts";
import type { OAuth } from "./fake-oauth.ts";
import { formRefusal, isRefusal, readMessage } from "./fake-rules.ts";
import { fakePost, messageBody, savedState, store, webhookBody } from "./fake-store.ts";
import type { Place, StoredMessage } from "./fake-store.ts";

interface DiscordFakeOptions extends FakeOptions {
  /** For each webhook; none by default. */
  rateLimit?: { messages: number; perMs: number };
}

interface World {
  options: DiscordFakeOptions;
  oauth: OAuth;
  webhookIds: Set<string>;
  messages: StoredMessage[];
  /** When each webhook was executed lately. */
  executedAtMs: Map<string, number[]>;
}

interface Answer {
  status: number;
  body: object;
}

const route = /^\/api\/v10\/webhooks\/(\d{1,20})\/([\w-]+)(?:\/messages\/(\d{1,20}))?$/;
/** The beginning of 2015: https://discord.com/developers/docs/reference#snowflakes (2026-11-01) */
const snowflakeEpochMs = 1_420_070_400_000n;

const unknownWebhook = refusal(404, errorCodes.unknownWebhook, "Unknown Webhook");
const unknownMessage = refusal(404, errorCodes.unknownMessage, "Unknown Message");
const wrongToken = refusal(401, errorCodes.invalidWebhookToken, "Invalid Webhook Token");
const notFound = refusal(404, 0, "404: Not Found");
const wrongMethod = refusal(405, 0, "405: Method Not Allowed");

export function createFake(options: DiscordFakeOptions): Fake {
  const world: World = {
    ...{ options, oauth: createOAuth(options.now) },
    ...{ webhookIds: new Set(), messages: [], executedAtMs: new Map() },
  };
  return {
    handle: (request) => handle(world, request),
    isPost: ({ method, url }) => method === "POST" && route.test(new URL(url).pathname),
    refusals: {
      unauthorized: () => respond(wrongToken),
      rateLimited: (until) => rateLimited(until, options.now()),
    },
    posts: () => world.messages.map((message) => fakePost(message, options.web)),
    save: () => ({
      ...{ webhookIds: [...world.webhookIds], messages: [...world.messages] },
      oauth: world.oauth.save(),
    }),
    load(state) {
      const { webhookIds, messages, oauth } = savedState.parse(state);
      Object.assign(world, { webhookIds: new Set(webhookIds), messages });
      world.oauth.load(oauth);
    },
    entries: {
      webhookUrl: "https://discord.com/api/webhooks/100000000000000001/sandbox-token",
    },
  };
}

async function handle(world: World, request: Request): Promise<Response> {
  const signingIn = await world.oauth.handle(request);
  if (signingIn !== undefined) return signingIn;
  const { pathname, searchParams } = new URL(request.url);
  const [, webhookId, token, messageId] = route.exec(pathname) ?? [];
  if (webhookId === undefined || token === undefined) return respond(notFound);
  if (!token.startsWith("sandbox")) {
    return respond(world.webhookIds.has(webhookId) ? wrongToken : unknownWebhook);
  }
  world.webhookIds.add(webhookId);

  const threadId = searchParams.get("thread_id");
  if (threadId !== null && !/^\d+$/.test(threadId)) return respond(notSnowflake(threadId));
  const place = { webhookId, threadId };
  switch (`${request.method} ${messageId === undefined ? "webhook" : "message"}`) {
    case "GET webhook":
      return respond({ status: 200, body: webhookBody(webhookId, token) });
    case "GET message":
      return respond(find(world, place, messageId));
    case "POST webhook":
      return execute(world, place, request);
    default:
      return respond(wrongMethod);
  }
}

function find({ messages }: World, place: Place, messageId: string | undefined): Answer {
  const found = messages.find(({ id }) => id === messageId);
  const here = found?.webhookId === place.webhookId && found.threadId === place.threadId;
  return here ? { status: 200, body: messageBody(found) } : unknownMessage;
}

async function execute(world: World, place: Place, request: Request): Promise<Response> {
  const now = world.options.now();
  const until = limitedUntil(world, place.webhookId);
  if (until) return rateLimited(until, now);

  const message = await readMessage(request);
  if (isRefusal(message)) return respond(message);
  const identity = { ...place, id: nextId(world), createdAt: now.toISOString() };
  const stored = store(message, identity);
  world.messages.push(stored);
  const wait = /^(?:true|1)$/i.test(new URL(request.url).searchParams.get("wait") ?? "");
  return wait
    ? respond({ status: 200, body: messageBody(stored) })
    : new Response(null, { status: 204 });
}

function limitedUntil({ options, executedAtMs }: World, webhookId: string): Date | undefined {
  const { rateLimit, now } = options;
  if (!rateLimit) return undefined;
  const nowMs = now().getTime();
  const recent = (executedAtMs.get(webhookId) ?? []).filter((at) => at > nowMs - rateLimit.perMs);
  const [oldest] = recent;
  const full = oldest !== undefined && recent.length >= rateLimit.messages;
  executedAtMs.set(webhookId, full ? recent : [...recent, nowMs]);
  return full ? plus(new Date(oldest), rateLimit.perMs) : undefined;
}

/** Ids grow, also within one millisecond and when the clock is set back. */
function nextId({ options, messages }: World): string {
  const fromClock = (BigInt(options.now().getTime()) - snowflakeEpochMs) << 22n;
  const next = BigInt(messages.at(-1)?.id ?? 0) + 1n;
  return String(fromClock > next ? fromClock : next);
}

function rateLimited(until: Date, now: Date): Response {
  const seconds = Math.max(0, until.getTime() - now.getTime()) / 1000;
  const body = { message: "You are being rate limited.", retry_after: seconds, global: false };
  const headers = {
    "retry-after": String(Math.ceil(seconds)),
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset-after": String(seconds),
    "x-ratelimit-scope": "user",
  };
  return Response.json(body, { status: 429, headers });
}

function notSnowflake(value: string): Answer {
  const message = `Value "${value}" is not snowflake.`;
  return formRefusal([{ path: "thread_id", code: "NUMBER_TYPE_COERCE", message }]);
}

function refusal(status: number, code: number, message: string): Answer {
  return { status, body: { message, code } };
}

function respond({ status, body }: Answer): Response {
  return Response.json(body, { status });
}
