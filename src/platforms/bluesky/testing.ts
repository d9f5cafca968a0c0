// For the tests of this folder: sessions answered without a network, drafts, and a small engine that
// carries a composition through its steps.

import type {
  Account,
  Call,
  Composition,
  Credential,
  Draft,
  Image,
  Receipt,
  Session,
} from "#connector/contract.ts";
import type { Fake } from "#connector/fake.ts";
import { HttpFailure } from "#kernel/http/fetch.ts";
import type { JsonObject } from "#kernel/json.ts";

import { createFake } from "./fake.ts";
import { connector } from "./index.ts";

export const now = new Date("2026-11-20T09:30:00.000Z");
export const pds = "https://pds.test";
export const origins = { main: pds, plc: pds, web: "https://bsky.app" };

export type Answerer = (request: Request) => Response | Promise<Response>;

/** A session that asks `answer`, and what was asked as `METHOD url`. */
export function sessionOf(answer: Answerer, credential: Credential = {}) {
  const requests: string[] = [];
  const session: Session = {
    credential,
    origins,
    settings: {},
    now: () => now,
    async fetch({ method, url, headers = {}, body = null }) {
      requests.push(`${method} ${url}`);
      const response = await answer(new Request(url, { method, headers, body }));
      const bytes = new Uint8Array(await response.arrayBuffer());
      const text = () => new TextDecoder().decode(bytes);
      const json = () => JSON.parse(text()) as unknown;
      return { status: response.status, headers: response.headers, url, bytes, text, json };
    },
  };
  return { session, requests };
}

export function newFake(clock: () => Date = () => now): Fake {
  return createFake({ now: clock, origin: pds, web: origins.web });
}

/** Connects as the fake's entries say, or otherwise. */
export async function connect(fake: Fake, entries: Credential = fake.entries) {
  const { session } = sessionOf(fake.handle, entries);
  const identity = await connector.identify(session, "app-password");
  if ("problem" in identity) throw new Error(identity.problem.message);
  return identity;
}

/** The way there is broken. */
export function unreachable(request: Request): never {
  const ending = { kind: "unreachable", sent: "no" } as const;
  throw new HttpFailure(ending, { method: request.method, url: new URL(request.url), secrets: [] });
}

export function refused(status: number, error: string, message = ""): Response {
  return Response.json({ error, message }, { status });
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
    sizeBytes: 16,
    widthPx: 640,
    heightPx: 480,
    alt: "A window",
    ...parts,
  };
}

export const link = {
  url: "https://example.org/spring",
  title: "Spring is here",
  description: "What grows now.",
  thumbnail: null,
};

export interface Delivery {
  account: Account;
  composition: Composition;
  session: Session;
  intents: Record<string, JsonObject>;
  results: Record<string, JsonObject>;
  receipts: Receipt[];
}

export function deliveryOf(composition: Composition, account: Account, session: Session): Delivery {
  return { account, composition, session, intents: {}, results: {}, receipts: [] };
}

/** The call of a step, with an intent that is chosen once. */
export function callOf(delivery: Delivery, name: string): Call {
  const { account, composition, intents, results } = delivery;
  const step = connector.steps(composition).find((candidate) => candidate.name === name);
  if (!step) throw new Error(`There is no step ${name}`);
  intents[name] ??= connector.intend(step, { now, random: () => 0.5 });
  const readMedia = (mediaId: string) =>
    Promise.resolve(new TextEncoder().encode(`bytes of ${mediaId}`));
  const mediaUrl = (mediaId: string) => `https://notes.test/${mediaId}`;
  return { step, composition, account, intent: intents[name], results, readMedia, mediaUrl };
}

export async function runStep(delivery: Delivery, name: string): Promise<void> {
  const done = await connector.run(callOf(delivery, name), delivery.session);
  if ("waitUntil" in done) throw new Error("No step of this platform waits");
  delivery.results[name] = JSON.parse(JSON.stringify(done.result)) as JsonObject;
  if (done.receipt) delivery.receipts.push(done.receipt);
}

export async function deliver(delivery: Delivery): Promise<Delivery> {
  for (const { name } of connector.steps(delivery.composition)) await runStep(delivery, name);
  return delivery;
}
