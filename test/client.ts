// A client of the product's API, as a program of its user would be.

import { z } from "zod";
import { setTimeout as pause } from "node:timers/promises";
import { createdApiKeySchema } from "#api/contract/people.ts";
import { siteSchema } from "#api/contract/sites.ts";
import { authorizationSchema, connectionSchema, leavingSchema } from "#api/contract/connections.ts";
import type { Connection } from "#api/contract/connections.ts";
import { createdPostSchema } from "#api/contract/posts.ts";
import type { CreatedPost, newPostSchema } from "#api/contract/posts.ts";
import { deliveryDetailsSchema } from "#api/contract/deliveries.ts";
import type { DeliveryDetails } from "#api/contract/deliveries.ts";
import { runSchema } from "#api/contract/runs.ts";
import { agree } from "#test/consent.ts";
import type { Run } from "#api/contract/runs.ts";

export const operator = {
  name: "Ada",
  email: "ada@example.test",
  password: "correct horse battery",
};

const allScopes = [
  ...["posts:read", "posts:write", "runs:read", "runs:write"],
  ...["connections:read", "connections:write"],
];

export interface Answer {
  status: number;
  body: unknown;
  headers: Headers;
}

export interface Client {
  key: string;
  siteId: string;
  /** Any request to a path below /api/v1; a body that is no text is sent as JSON. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  connect(platform: string, entries: Readonly<Record<string, string>>): Promise<Connection>;
  post(post: z.input<typeof newPostSchema>, headers?: Record<string, string>): Promise<CreatedPost>;
  run(id: string): Promise<Run>;
  delivery(id: string): Promise<DeliveryDetails>;
  /** Waits until no delivery of the run is on its way any more. */
  finished(runId: string, withinMs?: number): Promise<Run>;
}

/** With the browser's sign-in, which some things take. */
export interface SignedIn extends Client {
  /** By way of the platform, where a person agrees; switches auto-posting on. Returns the connection's id. */
  authorize(
    platform: string,
    how: { entries: Readonly<Record<string, string>>; person?: string },
  ): Promise<string>;
}

const final = new Set(["published", "rejected", "held", "uncertain", "cancelled"]);

/** Signs the operator up on a fresh server, or in on a known one, and takes an API key. */
export async function openClient(url: string): Promise<SignedIn> {
  const cookie = await signIn(url);
  const asUser = { cookie, origin: url };
  const siteId = await firstSite(url, asUser);
  const body = { name: "tests", scopes: allScopes };
  const created = await send(url, { method: "POST", path: "/api-keys", body, headers: asUser });
  const { key } = createdApiKeySchema.parse(created.body);
  const client = clientFor(url, key, siteId);
  return {
    ...client,
    async authorize(platform, { entries, person }) {
      const path = `/connections/${platform}/authorize`;
      const asking = { method: "POST", path, body: { entries }, headers: asUser };
      const left = await expectStatus(200, send(url, asking));
      const { pathname, search } = await agree(leavingSchema.parse(left.body).url, person);
      const back = await fetch(url + pathname + search, {
        headers: { cookie },
        redirect: "manual",
      });
      const id = back.headers.get("location")?.split("/").at(-1) ?? "";
      const looking = { method: "GET", path: `/authorizations/${id}`, headers: asUser };
      const told = await expectStatus(200, send(url, looking));
      const { message, connectionIds } = authorizationSchema.parse(told.body);
      const [connectionId] = connectionIds;
      if (connectionId === undefined) throw new Error(message ?? "Nothing was connected");
      await client.call("PATCH", `/connections/${connectionId}`, { autopost: true });
      return connectionId;
    },
  };
}

export function clientFor(url: string, key: string, siteId: string): Client {
  const call: Client["call"] = (method, path, body, headers) =>
    send(url, { method, path, body, headers: { authorization: `Bearer ${key}`, ...headers } });
  const run: Client["run"] = async (id) => runSchema.parse((await call("GET", `/runs/${id}`)).body);
  return {
    ...{ key, siteId, call, run },
    async connect(platform, entries) {
      const linked = await expectStatus(201, call("POST", `/connections/${platform}`, entries));
      const { id } = connectionSchema.parse(linked.body);
      const switched = await call("PATCH", `/connections/${id}`, { autopost: true });
      return connectionSchema.parse(switched.body);
    },
    async post(post, headers) {
      const answer = await expectStatus(201, call("POST", "/posts", post, headers));
      return createdPostSchema.parse(answer.body);
    },
    async delivery(id) {
      return deliveryDetailsSchema.parse((await call("GET", `/deliveries/${id}`)).body);
    },
    async finished(runId, withinMs = 30_000) {
      const deadline = performance.now() + withinMs;
      for (;;) {
        const current = await run(runId);
        if (current.deliveries.every(({ state }) => final.has(state))) return current;
        if (performance.now() > deadline) {
          throw new Error(`The run is not finished in time: ${JSON.stringify(current.deliveries)}`);
        }
        await pause(25);
      }
    },
  };
}

interface Outgoing {
  method: string;
  path: string;
  body?: unknown;
  headers: Record<string, string>;
}

async function send(url: string, { method, path, body, headers }: Outgoing): Promise<Answer> {
  const isRaw = typeof body === "string" || body instanceof Uint8Array;
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
    ...(body !== undefined && { body: (isRaw ? body : JSON.stringify(body)) as string }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get("content-type")?.includes("json") === true;
  return { status: answer.status, body: isJson ? JSON.parse(text) : text, headers: answer.headers };
}

async function signIn(url: string): Promise<string> {
  for (const door of ["sign-up", "sign-in"]) {
    const answer = await fetch(`${url}/api/auth/${door}/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: url },
      body: JSON.stringify(operator),
    });
    const cookies = answer.headers.getSetCookie().map((each) => each.split(";")[0]);
    if (answer.ok) return cookies.join("; ");
  }
  throw new Error("The operator could neither sign up nor sign in");
}

async function firstSite(url: string, asUser: Record<string, string>): Promise<string> {
  const known = await send(url, { method: "GET", path: "/sites", headers: asUser });
  const [site] = z.object({ data: z.array(siteSchema) }).parse(known.body).data;
  if (site !== undefined) return site.id;
  const body = { name: "Notes" };
  const created = await send(url, { method: "POST", path: "/sites", body, headers: asUser });
  return siteSchema.parse(created.body).id;
}

async function expectStatus(status: number, answering: Promise<Answer>): Promise<Answer> {
  const answer = await answering;
  if (answer.status === status) return answer;
  throw new Error(`Expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`);
}
