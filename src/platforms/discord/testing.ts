// For the tests of this folder: a session whose requests are answered without a network.

import type { Account, Call, Composition, Draft, Image, Session } from "#connector/contract.ts";
import type { JsonObject } from "#kernel/json.ts";

import { createFake } from "./fake.ts";

export const now = new Date("2026-11-20T09:30:00.000Z");
export const token = "sandbox-c4n4ry";
export const webhookId = "100000000000000001";

interface SeenRequest {
  method: string;
  url: string;
  body: unknown;
}

/** A session that asks `answer`, and what was asked. */
export function sessionOf(
  answer: (request: Request) => Response | Promise<Response>,
  credential: Readonly<Record<string, string>> = { webhookToken: token },
): { session: Session; requests: SeenRequest[] } {
  const requests: SeenRequest[] = [];
  const session: Session = {
    credential,
    origins: { main: "https://discord.test" },
    settings: {},
    now: () => now,
    async fetch({ method, url, headers = {}, body = null }) {
      requests.push({ method, url, body });
      const response = await answer(new Request(url, { method, headers, body }));
      const bytes = new Uint8Array(await response.arrayBuffer());
      const text = () => new TextDecoder().decode(bytes);
      const json = () => JSON.parse(text()) as unknown;
      return { status: response.status, headers: response.headers, url, bytes, text, json };
    },
  };
  return { session, requests };
}

export function newFake() {
  return createFake({ now: () => now, origin: "https://discord.test", web: "https://discord.com" });
}

export const account: Account = {
  remoteId: webhookId,
  kind: "channel",
  name: "Announcements",
  handle: null,
  url: null,
  avatarUrl: null,
  details: { webhookId, guildId: "200000000000000001", channelId: "300000000000000001" },
};

export function inThread(threadId: string): Account {
  return { ...account, details: { ...account.details, threadId } };
}

export function draftOf(parts: Partial<Draft>): Draft {
  return {
    text: "",
    link: null,
    images: [],
    isReachable: true,
    overflow: "thread",
    language: null,
    options: {},
    ...parts,
  };
}

export function imageOf(parts: Partial<Image> = {}): Image {
  return {
    mediaId: "media-1",
    mediaType: "image/png",
    sizeBytes: 3,
    widthPx: 640,
    heightPx: 480,
    alt: "A mill",
    ...parts,
  };
}

export const link = {
  url: "https://example.org/spring",
  title: "Spring is here",
  description: "What grows now.",
  thumbnail: null,
};

/** The JSON of a request's body, whichever way it was sent. */
export function payloadOf(body: unknown): unknown {
  const payload = body instanceof FormData ? body.get("payload_json") : body;
  if (typeof payload !== "string") throw new Error("The body has no JSON");
  return JSON.parse(payload);
}

export function callOf(
  name: string,
  composition: Composition,
  more: { account?: Account; results?: Readonly<Record<string, JsonObject>> } = {},
): Call {
  return {
    step: { name, effect: name === "read-back" ? "read" : "once" },
    composition,
    account: more.account ?? account,
    intent: {},
    results: more.results ?? {},
    readMedia: (mediaId) => Promise.resolve(new TextEncoder().encode(`bytes of ${mediaId}`)),
    mediaUrl: (mediaId) => `https://notes.test/${mediaId}`,
  };
}
