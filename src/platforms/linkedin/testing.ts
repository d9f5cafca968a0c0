// For the tests of this folder: a session with the fake behind it, and drafts on their way to it.

import type { Account, Call, Composition, Draft, Image, Session } from "#connector/contract.ts";
import type { Fake } from "#connector/fake.ts";
import type { JsonObject } from "#kernel/json.ts";

import { createFake } from "./fake.ts";
import { connector } from "./index.ts";

export const clock = { at: new Date("2026-11-20T09:30:00.000Z") };
export const origin = "https://linkedin.test";
const web = "https://www.linkedin.com";

export function newFake(): Fake {
  return createFake({ now: () => clock.at, origin, web });
}

export interface Sent {
  accessToken?: string;
  version?: string;
}

export function sessionOf(
  answer: (request: Request) => Response | Promise<Response>,
  { accessToken = "a token", version = "202609" }: Sent = {},
): Session {
  return {
    ...{ credential: { accessToken }, settings: { version }, now: () => clock.at },
    origins: { main: origin, oauth: origin, web },
    async fetch({ method, url, headers = {}, body = null }) {
      const response = await answer(new Request(url, { method, headers, body }));
      const bytes = new Uint8Array(await response.arrayBuffer());
      const text = () => new TextDecoder().decode(bytes);
      const json = () => JSON.parse(text()) as unknown;
      return { status: response.status, headers: response.headers, url, bytes, text, json };
    },
  };
}

/** A token as the first person's consent to one of the ways gives it. */
export function tokenOf(fake: Fake, auth: "profile" | "pages"): Promise<string> {
  const way = connector.auth.find(({ id }) => id === auth);
  const scopes = way?.kind === "oauth2" ? way.scopes : [];
  return tokenFor(
    fake,
    scopes.map(({ name }) => name),
  );
}

export async function tokenFor(fake: Fake, scopes: readonly string[]): Promise<string> {
  const redirect_uri = "https://notes.test/back";
  const query = new URLSearchParams({
    ...{ response_type: "code", client_id: "app", redirect_uri },
    scope: scopes.join(" "),
  });
  const agreeing = new Request(`${origin}/oauth/v2/authorization?${query.toString()}`, {
    ...{ method: "POST", body: new URLSearchParams({ person: "ada" }) },
  });
  const back = new URL((await fake.handle(agreeing)).headers.get("location") ?? "");
  const code = back.searchParams.get("code") ?? "";
  const app = { client_id: "app", client_secret: "a secret" };
  const exchange = new Request(`${origin}/oauth/v2/accessToken`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "authorization_code", redirect_uri, code, ...app }),
  });
  return ((await (await fake.handle(exchange)).json()) as { access_token: string }).access_token;
}

export const person: Account = {
  ...{ remoteId: "urn:li:person:ada", kind: "person", name: "Ada", handle: null },
  ...{ url: null, avatarUrl: null, details: {} },
};
export const page: Account = { ...person, remoteId: "urn:li:organization:5001", kind: "page" };

export function draftOf(parts: Partial<Draft>): Draft {
  const nothing = { text: "", link: null, images: [], isReachable: true, language: null };
  return { ...nothing, overflow: "thread", options: {}, ...parts };
}

export function imageOf(parts: Partial<Image> = {}): Image {
  const size = { sizeBytes: 16, widthPx: 640, heightPx: 480 };
  return { mediaId: "media-1", mediaType: "image/png", ...size, alt: "", ...parts };
}

export interface CallParts {
  account: Account;
  composition: Composition;
  /** Of the step; the last one by default. */
  name?: string;
  results?: Readonly<Record<string, JsonObject>>;
}

export function callOf({ account, composition, name, results = {} }: CallParts): Call {
  const steps = connector.steps(composition);
  const step = name === undefined ? steps.at(-1) : steps.find((each) => each.name === name);
  if (!step) throw new Error(`There is no step ${name ?? "at all"}`);
  const readMedia = (mediaId: string) =>
    Promise.resolve(new TextEncoder().encode(`bytes of ${mediaId}`));
  const mediaUrl = (mediaId: string) => `https://notes.test/${mediaId}`;
  return { step, composition, account, intent: {}, results, readMedia, mediaUrl };
}
