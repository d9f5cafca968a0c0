// For the tests of this folder: a session with the fake behind it, and a token of its first person.

import type { Call, Composition, Draft, Image, Session } from "#connector/contract.ts";
import type { Fake } from "#connector/fake.ts";
import type { JsonObject } from "#kernel/json.ts";

import { createFake } from "./fake.ts";
import { connector } from "./index.ts";

export const clock = { at: new Date("2026-11-20T09:30:00.000Z") };
export const instance = "https://masto.test";
const scopes = "profile write:statuses write:media read:statuses";

export function newFake(): Fake {
  return createFake({ now: () => clock.at, origin: instance, web: instance });
}

export function sessionOf(
  answer: (request: Request) => Response | Promise<Response>,
  credential: Readonly<Record<string, string>> = {},
): Session {
  return {
    ...{ credential, origins: { main: instance, web: instance }, settings: {} },
    now: () => clock.at,
    async fetch({ method, url, headers = {}, body = null }) {
      const response = await answer(new Request(url, { method, headers, body }));
      const bytes = new Uint8Array(await response.arrayBuffer());
      const text = () => new TextDecoder().decode(bytes);
      const json = () => JSON.parse(text()) as unknown;
      return { status: response.status, headers: response.headers, url, bytes, text, json };
    },
  };
}

/** As the first person's consent gives it. */
export async function credentialOf(fake: Fake): Promise<Record<string, string>> {
  const app = new Request(`${instance}/api/v1/apps`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      ...{ client_name: "tests", redirect_uris: "https://notes.test/back", scopes },
    }),
  });
  const registered = (await (await fake.handle(app)).json()) as Record<string, string>;
  const { client_id = "", client_secret = "" } = registered;
  const redirect_uri = "https://notes.test/back";
  const query = new URLSearchParams({
    ...{ response_type: "code", client_id, redirect_uri },
    scope: scopes,
  });
  const agreeing = new Request(`${instance}/oauth/authorize?${query.toString()}`, {
    ...{ method: "POST", body: new URLSearchParams({ person: "1" }) },
  });
  const back = new URL((await fake.handle(agreeing)).headers.get("location") ?? "");
  const code = back.searchParams.get("code") ?? "";
  const exchange = new Request(`${instance}/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({
      ...{ grant_type: "authorization_code", redirect_uri, code, client_id, client_secret },
    }),
  });
  const { access_token } = (await (await fake.handle(exchange)).json()) as { access_token: string };
  return { accessToken: access_token, instance };
}

export const account = {
  ...{ remoteId: "1@masto.test", kind: "person", name: "Ada", handle: "@ada@masto.test" },
  ...{ url: null, avatarUrl: null, details: { instance, accountId: "1" } },
};

export function draftOf(parts: Partial<Draft>): Draft {
  const nothing = { text: "", link: null, images: [], isReachable: true, language: null };
  return { ...nothing, overflow: "thread", options: {}, ...parts };
}

export function imageOf(parts: Partial<Image> = {}): Image {
  const size = { sizeBytes: 16, widthPx: 640, heightPx: 480 };
  return { mediaId: "media-1", mediaType: "image/png", ...size, alt: "", ...parts };
}

export interface Given {
  results?: Readonly<Record<string, JsonObject>>;
  intent?: JsonObject;
}

export function callOf(composition: Composition, name: string, given: Given = {}): Call {
  const step = connector.steps(composition).find((each) => each.name === name);
  if (!step) throw new Error(`There is no step ${name}`);
  const readMedia = (mediaId: string) =>
    Promise.resolve(new TextEncoder().encode(`bytes of ${mediaId}`));
  const mediaUrl = (mediaId: string) => `https://notes.test/${mediaId}`;
  const { results = {}, intent = { key: "the key of the tests" } } = given;
  return { step, composition, account, intent, results, readMedia, mediaUrl };
}
