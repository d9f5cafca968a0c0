// What a running product says of itself: health, numbers, its API's description; and its sandbox.

import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { platformSchema } from "#api/contract/connections.ts";
import { deliverySchema } from "#api/contract/deliveries.ts";
import { welcomeSchema } from "#api/contract/accounts.ts";
import { sandboxPostSchema } from "#api/contract/sandbox.ts";
import { newId } from "#kernel/ids.ts";
import { createApiKey } from "#people/api-keys.ts";
import { createSite } from "#people/sites.ts";
import { clientFor, openClient } from "#test/client.ts";
import type { Client } from "#test/client.ts";
import { startProduct } from "#test/product.ts";
import type { Product } from "#test/product.ts";
import { lookInto } from "./database.ts";
import { listenTo } from "./events.ts";
import { signIn } from "./session.ts";
import { runOf } from "./world.ts";

let product: Product;
let client: Client;

beforeAll(async () => {
  product = await startProduct({ env: { DATABASE_URL: "", SANDBOX: "1" } });
});

afterAll(() => product[Symbol.asyncDispose]());

test("the first visit finds an empty house, and the operator moves in", async () => {
  const welcome = async (headers = {}) =>
    welcomeSchema.parse(await (await get("/api/v1/welcome", headers)).json());
  const house = { signUp: "invite", signInWith: [], hasMail: false, isSandbox: true };
  expect(await welcome()).toEqual({ hasUsers: false, user: null, ...house });
  client = await openClient(product.url);
  expect(await welcome()).toEqual({ hasUsers: true, user: null, ...house });
  const { cookie } = await signIn(product.url);
  expect((await welcome({ cookie })).user).toMatchObject({ name: "Ada", isOperator: true });
});

test("in the sandbox everything is published without any account elsewhere", async () => {
  const { body } = await client.call("GET", "/platforms");
  const platforms = z.object({ data: z.array(platformSchema) }).parse(body).data;
  const ids = platforms.map(({ id }) => id);
  expect(ids).toEqual(["bluesky", "discord", "linkedin", "mastodon", "threads", "x"]);
  // The others are connected by people, in a browser.
  const entered = platforms.filter(({ auth }) => auth.some(({ kind }) => kind === "fields"));
  for (const { id, sandboxEntries } of entered) await client.connect(id, sandboxEntries ?? {});
  const run = await client.finished(runOf(await client.post({ title: "Played" })).id);
  expect(run.deliveries.map(({ state }) => state)).toEqual(["published", "published"]);

  const session = await signIn(product.url);
  const answer = await session.call({ method: "GET", path: "/sandbox/posts" });
  const { data } = z.object({ data: z.array(sandboxPostSchema) }).parse(await answer.json());
  const seen = data.map(({ platform, text, permalink }) => ({ platform, text, permalink }));
  const links = run.deliveries.map(({ platform, permalink }) => ({
    ...{ platform, permalink, text: "Played" },
  }));
  expect(seen).toEqual(expect.arrayContaining(links));
  expect(seen).toHaveLength(2);
  for (const { permalink } of seen)
    expect(permalink.startsWith(`${product.url}/sandbox/`)).toBe(true);
});

test("deliveries are told as they change, to their own users alone", async () => {
  const stranger = await moveIn();
  await using own = await listenTo(product.url, client.key);
  await using foreign = await listenTo(product.url, stranger.key);
  const run = runOf(await client.post({ title: "Watched" }));
  await client.finished(run.id);
  await expect.poll(() => own.named("delivery").length, { timeout: 10_000 }).toBeGreaterThan(1);
  const told = own.named("delivery").map((data) => deliverySchema.parse(JSON.parse(data)));
  for (const { id } of run.deliveries) {
    expect(told.findLast((delivery) => delivery.id === id)).toMatchObject({
      ...{ state: "published", permalink: expect.stringContaining("/sandbox/") },
    });
  }
  expect(foreign.named("alive")).not.toEqual([]);
  expect(foreign.named("delivery")).toEqual([]);

  const [delivery] = run.deliveries;
  const hidden = [
    ...[`/runs/${run.id}`, `/deliveries/${delivery?.id}`, `/posts/${run.postId}`],
  ].map(async (path) => (await stranger.call("GET", path)).status);
  expect(await Promise.all(hidden)).toEqual([404, 404, 404]);
  const targets = [{ connectionId: delivery?.connectionId }];
  const theirs = { siteId: stranger.siteId, message: "Mine now", targets };
  expect((await stranger.call("POST", "/runs", theirs)).status).toBe(422);
  for (const list of ["/posts", "/runs", "/connections", "/notices"]) {
    expect((await stranger.call("GET", list)).body).toMatchObject({ data: [] });
  }
});

test("it is alive, ready, and counts", async () => {
  const health = await get("/healthz");
  expect([health.status, await health.text()]).toEqual([200, "ok"]);
  const ready = await get("/readyz");
  expect([ready.status, await ready.json()]).toEqual([200, { status: "ready", unready: {} }]);
  const metrics = await (await get("/metrics")).text();
  expect(metrics).toMatch(
    /^broadside_delivery_attempts_total\{platform="bluesky",state="published"\} [1-9]/m,
  );
  expect(metrics).toMatch(/^process_resident_memory_bytes \d/m);
});

test("the description is OpenAPI 3.1, whole, and every route in it is served", async () => {
  const document = openApiSchema.parse(await (await get("/api/v1/openapi.json")).json());
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
  );
  expect(operations.length).toBeGreaterThan(25);
  const summaries = operations.map(({ summary }) => summary);
  expect(new Set(summaries).size).toBe(summaries.length);
  for (const { path, method, parameters, responses, security } of operations) {
    const declared = parameters.filter((parameter) => parameter.in === "path");
    const inPath = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name);
    expect(declared.map(({ name }) => name)).toEqual(inPath);
    expect(Object.keys(responses).some((status) => /^[23]\d\d$/.test(status))).toBe(true);
    expect(responses).toHaveProperty("default");

    const example = path.replace(/\{\w+\}/g, newId());
    const answer = await fetch(`${product.url}/api/v1${example}`, {
      method: method.toUpperCase(),
    });
    await answer.body?.cancel();
    // Who sends nothing to a route that anybody may call hears what is missing, if anything is.
    const statuses = security === undefined ? / (200|422)$/ : / 401$/;
    expect(`${method} ${path} ${answer.status}`).toMatch(statuses);
  }
  const text = JSON.stringify(document);
  const names = Array.from(text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g), ([, n]) => n);
  expect(names.length).toBeGreaterThan(20);
  for (const name of names) expect(document.components.schemas).toHaveProperty(name ?? "");
  expect(text.match(/"\$ref":/g)).toHaveLength(names.length);
});

test("the reference page needs nothing from elsewhere", async () => {
  const page = await get("/api/docs");
  const html = await page.text();
  const addresses = Array.from(html.matchAll(/(?:src|href)="([^"]+)"/g), ([, url]) => url ?? "");
  expect(addresses.length).toBe(3);
  for (const address of addresses) {
    expect(address).toMatch(/^\/api\/docs\//);
    const file = await get(address);
    expect([address, file.status]).toEqual([address, 200]);
    expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(50);
  }
  expect(page.headers.get("content-security-policy")).toMatch(/default-src 'self'/);
});

const openApiSchema = z.object({
  openapi: z.literal("3.1.0"),
  info: z.object({ title: z.literal("Broadside"), version: z.string().min(1) }),
  paths: z.record(
    z.string().startsWith("/"),
    z.record(
      z.string().regex(/^(get|post|put|patch|delete)$/),
      z.object({
        summary: z.string(),
        parameters: z.array(z.looseObject({ in: z.string(), name: z.string() })).default([]),
        requestBody: z.unknown().optional(),
        security: z.unknown().optional(),
        responses: z.record(z.string(), z.unknown()),
      }),
    ),
  ),
  components: z.object({
    schemas: z.record(z.string(), z.unknown()),
    securitySchemes: z.object({ apiKey: z.unknown(), session: z.unknown() }),
  }),
});

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(product.url + path, { headers });
}

/** Another user with a site, put into the database: here nobody but the operator has signed up. */
async function moveIn(): Promise<Client> {
  await using database = await lookInto(product);
  const { db } = database.store;
  const userId = newId();
  const user = { id: userId, name: "Eve", email: "eve@example.test" };
  await db.insertInto("users").values(user).execute();
  const site = await db
    .transaction()
    .execute((tx) => createSite(tx, { name: "Eve's", createdBy: userId }));
  const scopes = [
    ...(["posts:read", "posts:write", "runs:read", "runs:write", "connections:read"] as const),
  ];
  const { key } = await createApiKey(db, { userId, name: "Eve's", scopes, expiresAt: null });
  return clientFor(product.url, key, site.id);
}
