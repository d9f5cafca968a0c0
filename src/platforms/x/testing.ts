// For the tests of this folder: a session with the fake behind it, and posts on their way to it.

import type { Call, Composition, Draft, Image, Session } from "#connector/contract.ts";
import type { Fake, FakeOptions } from "#connector/fake.ts";
import type { JsonObject } from "#kernel/json.ts";

import { createFake } from "./fake.ts";
import { connector } from "./index.ts";

export const clock = { at: new Date("2026-11-20T09:30:00.000Z") };
export const origin = "https://x.test";
const origins = { main: origin, authorize: origin, web: "https://x.com" };

export function fakeOptions(at: Date): FakeOptions {
  return { now: () => at, origin, web: origins.web };
}

export function newFake(at: Date = clock.at): Fake {
  return createFake(fakeOptions(at));
}

export function sessionOf(
  answer: (request: Request) => Response | Promise<Response>,
  accessToken = "a token",
): Session {
  return {
    ...{ credential: { accessToken }, origins, settings: {}, now: () => clock.at },
    async fetch({ method, url, headers = {}, body = null }) {
      const response = await answer(new Request(url, { method, headers, body }));
      const bytes = new Uint8Array(await response.arrayBuffer());
      const text = () => new TextDecoder().decode(bytes);
      const json = () => JSON.parse(text()) as unknown;
      return { status: response.status, headers: response.headers, url, bytes, text, json };
    },
  };
}

const scopes = connector.auth
  .flatMap((way) => (way.kind === "oauth2" ? way.scopes : []))
  .map(({ name }) => name);

/** A token as a person's consent gives it; the first one's, to all that is asked for, by default. */
export async function tokenOf(
  fake: Fake,
  { person = "1001", asked = scopes }: { person?: string; asked?: readonly string[] } = {},
): Promise<string> {
  const query = new URLSearchParams({
    ...{ response_type: "code", client_id: "app", redirect_uri: "https://notes.test/back" },
    scope: asked.join(" "),
    // Of an empty verifier.
    ...{ code_challenge: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU" },
    code_challenge_method: "S256",
  });
  const agreeing = new Request(`${origin}/i/oauth2/authorize?${query.toString()}`, {
    ...{ method: "POST", body: new URLSearchParams({ person }) },
  });
  const back = new URL((await fake.handle(agreeing)).headers.get("location") ?? "");
  const form = { grant_type: "authorization_code", redirect_uri: "https://notes.test/back" };
  const code = back.searchParams.get("code") ?? "";
  const exchange = new Request(`${origin}/2/oauth2/token`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from("app:secret").toString("base64")}` },
    body: new URLSearchParams({ ...form, code, code_verifier: "" }),
  });
  return ((await (await fake.handle(exchange)).json()) as { access_token: string }).access_token;
}

export const account = {
  ...{ remoteId: "1001", kind: "person", name: "Ada", handle: "@ada_sandbox" },
  ...{ url: null, avatarUrl: null, details: {} },
};

export function draftOf(parts: Partial<Draft>): Draft {
  const nothing = { text: "", link: null, images: [], isReachable: true, language: null };
  return { ...nothing, overflow: "thread", options: {}, ...parts };
}

export function imageOf(parts: Partial<Image> = {}): Image {
  const size = { sizeBytes: 16, widthPx: 640, heightPx: 480 };
  return { mediaId: "media-1", mediaType: "image/png", ...size, alt: "", ...parts };
}

export interface CallParts {
  composition: Composition;
  /** Of the step; the last one by default. */
  name?: string;
  results?: Readonly<Record<string, JsonObject>>;
  /** When the intent was chosen. */
  since?: Date;
}

export function callOf({ composition, name, results = {}, since = clock.at }: CallParts): Call {
  const steps = connector.steps(composition);
  const step = name === undefined ? steps.at(-1) : steps.find((each) => each.name === name);
  if (!step) throw new Error(`There is no step ${name ?? "at all"}`);
  const sizes = composition.segments.flatMap(({ images }) =>
    images.map(({ mediaId, sizeBytes }) => [mediaId, sizeBytes] as const),
  );
  const readMedia = (mediaId: string) =>
    Promise.resolve(new Uint8Array(new Map(sizes).get(mediaId) ?? 0));
  const mediaUrl = (mediaId: string) => `https://notes.test/${mediaId}`;
  const intent = connector.intend(step, { now: since, random: () => 0.5 });
  return { step, composition, account, intent, results, readMedia, mediaUrl };
}

export type Results = Record<string, JsonObject>;

/** All steps, or those before one; returns what they left, and how often one had to wait. */
export async function deliver(
  composition: Composition,
  { session, until, results = {} }: { session: Session; until?: string; results?: Results },
): Promise<{ results: Results; waits: number }> {
  const left = { ...results };
  let waits = 0;
  for (const { name } of connector.steps(composition)) {
    if (name === until) break;
    if (left[name] !== undefined) continue;
    const step = () => connector.run(callOf({ composition, name, results: left }), session);
    let outcome = await step();
    for (; "waitUntil" in outcome; waits += 1) outcome = await step();
    left[name] = outcome.result;
  }
  return { results: left, waits };
}
