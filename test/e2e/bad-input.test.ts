// What is not right is refused with a status, a code and words that help, and changes nothing.

import { afterAll, beforeAll, expect, test } from "vitest";
import { problemSchema } from "#api/contract/shared.ts";
import type { Connection } from "#api/contract/connections.ts";
import { clientFor, operator } from "#test/client.ts";
import { answer, loopbackPeer } from "#test/loopback.ts";
import type { Peer } from "#test/loopback.ts";
import { lookInto } from "./database.ts";
import type { Looker } from "./database.ts";
import { png, upload } from "./images.ts";
import { signIn } from "./session.ts";
import type { BrowserSession } from "./session.ts";
import { entriesOf, openWorld } from "./world.ts";
import type { World } from "./world.ts";

let world: World;
let discord: Connection;
let session: BrowserSession;
let database: Looker;
/** Where there is a page and no picture. */
let page: Peer;
let published: string;
let draft: string;

const wrongSecrets = {
  appPassword: "wrong-pass-word-here",
  apiKey: `bs_${"x".repeat(43)}`,
  webhookToken: "token-at-another-host",
};

beforeAll(async () => {
  page = await loopbackPeer({ onRequest: answer(200, "<!doctype html><title>Cat</title>") });
  world = await openWorld({ LOG_LEVEL: "debug", ALLOW_HOSTS: page.host });
  discord = await world.connect("discord", 1);
  await world.connect("bluesky", 1);
  session = await signIn(world.product.url);
  database = await lookInto(world.product);
  const [live, kept] = await Promise.all([
    world.client.post({ title: "Live", autopost: false }),
    world.client.post({ title: "Kept", status: "draft" }),
  ]);
  [published, draft] = [live.post.id, kept.post.id];
});

afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await page[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

interface Mistake {
  name: string;
  request: () => [method: string, path: string, body?: unknown, headers?: Record<string, string>];
  status: number;
  code: string;
  /** Part of what a person reads. */
  words: RegExp;
  /** Where in the request. */
  path?: string;
}

const unknownId = "0198f2a0-5d1c-7c3e-9a44-3b1f6c2d7e10";
const many = (count: number) => Array.from({ length: count }, () => ({ mediaId: unknownId }));
const post = (body: unknown, headers?: Record<string, string>) =>
  ["POST", "/posts", body, headers] as [string, string, unknown, Record<string, string>?];
const invalid = { status: 422, code: "invalid" };

const mistakes: Mistake[] = [
  {
    ...{ name: "a run to an unknown connection", ...invalid, path: "targets.0.connectionId" },
    request: () => ["POST", "/runs", { message: "Hi", targets: [{ connectionId: unknownId }] }],
    words: /There is no connection/,
  },
  {
    ...{ name: "a caption for an unknown connection", ...invalid, path: `captions.${unknownId}` },
    request: () => post({ title: "Hi", captions: { [unknownId]: "Hi there" } }),
    words: /no connection/,
  },
  {
    ...{ name: "a caption for an unknown platform", ...invalid, path: "captions.myspace" },
    request: () => post({ title: "Hi", captions: { myspace: "Hi" } }),
    words: /"myspace" is neither "default", a platform nor a connection/,
  },
  {
    ...{ name: "an unknown variable in a caption", ...invalid, path: "captions.default" },
    request: () => post({ title: "Hi", captions: { default: "{{titel}}" } }),
    words: /There is no variable \{\{titel\}\}/,
  },
  {
    ...{ name: "an unknown variable in a run", ...invalid, path: "targets.0.caption" },
    request: () => [
      ...(["POST", "/runs"] as const),
      { message: "Hi", targets: [{ connectionId: discord.id, caption: "{{a}} {{b}}" }] },
    ],
    words: /\{\{a\}\}, \{\{b\}\}/,
  },
  {
    ...{ name: "an unknown option in a run", ...invalid, path: "targets.0.options.embde" },
    request: () => [
      ...(["POST", "/runs"] as const),
      { message: "Hi", targets: [{ connectionId: discord.id, options: { embde: true } }] },
    ],
    words: /Discord has no option "embde"/,
  },
  {
    ...{ name: "an option's wrong value in a run", ...invalid, path: "targets.0.options.embed" },
    request: () => [
      ...(["POST", "/runs"] as const),
      { message: "Hi", targets: [{ connectionId: discord.id, options: { embed: "no" } }] },
    ],
    words: /true or false/,
  },
  {
    ...{ name: "one connection named twice", ...invalid, path: "targets.1.connectionId" },
    request: () => [
      ...(["POST", "/runs"] as const),
      { message: "Hi", targets: [{ connectionId: discord.id }, { connectionId: discord.id }] },
    ],
    words: /named twice/,
  },
  {
    ...{ name: "a run without targets", ...invalid, path: "targets" },
    request: () => ["POST", "/runs", { message: "Hi", targets: [] }],
    words: /targets/,
  },
  {
    ...{ name: "a run of a post and a message", ...invalid, path: "postId" },
    request: () => [
      ...(["POST", "/runs"] as const),
      { message: "Hi", postId: published, targets: [{ connectionId: discord.id }] },
    ],
    words: /either postId or message/,
  },
  {
    ...{ name: "an empty message", ...invalid, path: "message" },
    request: () => ["POST", "/runs", { message: " \n", targets: [{ connectionId: discord.id }] }],
    words: /empty/,
  },
  {
    name: "a run whose post cannot be sent",
    ...{ status: 422, code: "cannot-be-sent", path: "targets.0" },
    request: () => [
      ...(["POST", "/runs"] as const),
      {
        message: `https://example.org/${"x".repeat(3000)}`,
        targets: [{ connectionId: discord.id }],
      },
    ],
    words: /link/,
  },
  {
    ...{ name: "an empty post", ...invalid, path: "body" },
    request: () => post({ title: " ", body: "\n", captions: { default: " " } }),
    words: /The post is empty/,
  },
  {
    ...{ name: "publishing a post by emptying it", ...invalid, path: "body" },
    request: () => ["PATCH", `/posts/${published}`, { title: "" }],
    words: /The post is empty/,
  },
  {
    ...{ name: "200 images", ...invalid, path: "images" },
    request: () => post({ title: "Hi", images: many(200) }),
    words: /images: At most 20/,
  },
  {
    ...{ name: "an image that nobody uploaded", ...invalid, path: "images.1.mediaId" },
    request: () => post({ title: "Hi", images: [{ mediaId: picture }, { mediaId: unknownId }] }),
    words: /no such image of yours/,
  },
  {
    ...{ name: "an image at an address that is none", ...invalid, path: "image.url" },
    request: () => post({ title: "Hi", image: { url: "cover.png" } }),
    words: /image\.url: .*https:\/\//,
  },
  {
    ...{ name: "an image at a private address", ...invalid, path: "image.url" },
    request: () => post({ title: "Hi", image: { url: "https://127.0.0.1/a.png" } }),
    words: /only public https addresses/,
  },
  {
    ...{ name: "an image without any source", ...invalid, path: "image" },
    request: () => post({ title: "Hi", image: { alt: "Nothing" } }),
    words: /url or mediaId/,
  },
  {
    ...{ name: "an image at an address of something else", ...invalid, path: "images.0.url" },
    request: () => post({ title: "Hi", images: [{ url: `${page.origin}/cat.png` }] }),
    words: /What 127\.0\.0\.1:\d+ sent cannot be used. This is a web page/,
  },
  {
    ...{ name: "an upload that is no image", ...invalid },
    request: () => ["POST", "/media", "<svg xmlns='http://www.w3.org/2000/svg'/>", image],
    words: /This is an SVG drawing. Save it as JPEG/,
  },
  {
    ...{ name: "an upload that is cut off", ...invalid },
    request: () => ["POST", "/media", cutOff, image],
    words: /damaged or cut off/,
  },
  {
    ...{ name: "an upload of nothing", ...invalid },
    request: () => ["POST", "/media", "", image],
    words: /empty file/,
  },
  {
    ...{ name: "an upload as a form", status: 415, code: "unsupported-media-type" },
    request: () => [
      ...(["POST", "/media", "--x\r\n\r\n\r\n--x--"] as const),
      { "content-type": "multipart/form-data; boundary=x" },
    ],
    words: /bytes.*body/,
  },
  {
    ...{ name: "an upload of 21 MB", status: 413, code: "too-large" },
    request: () => ["POST", "/media", new Uint8Array(21_000_000), image],
    words: /at most 20 MB/,
  },
  {
    ...{ name: "a body of 10 MB", status: 413, code: "too-large" },
    request: () => post({ title: "Hi", body: "x".repeat(10_000_000) }),
    words: /at most 1 MB/,
  },
  {
    ...{ name: "malformed JSON", status: 400, code: "malformed" },
    request: () => post('{ "title": "Hi", }'),
    words: /JSON/,
  },
  {
    ...{ name: "no body", ...invalid },
    request: () => ["POST", "/posts"],
    words: /The post is empty/,
  },
  {
    ...{ name: "a body that is no object", ...invalid },
    request: () => post("[]"),
    words: /object/,
  },
  {
    ...{ name: "a body sent as a form", status: 415, code: "unsupported-media-type" },
    request: () => post('{"title":"Hi"}', { "content-type": "application/x-www-form-urlencoded" }),
    words: /Content-Type: application\/json/,
  },
  {
    ...{ name: "unknown fields", ...invalid },
    request: () => post({ titel: "Hi", bdoy: "You" }),
    words: /"titel", "bdoy"/,
  },
  {
    ...{ name: "a text with a character that no database keeps", ...invalid, path: "title" },
    request: () => post({ title: "Hi\u0000" }),
    words: /title: .*NUL/,
  },
  {
    ...{ name: "a caption with half of an emoji", ...invalid, path: "captions.default" },
    request: () => post({ title: "Hi", captions: { default: "\ud83d" } }),
    words: /captions\.default: .*half/,
  },
  {
    ...{ name: "a time without its zone", ...invalid, path: "publishAt" },
    request: () => post({ title: "Hi", publishAt: "2030-01-01T09:00:00" }),
    words: /publishAt: .*UTC.*Z/,
  },
  {
    ...{ name: "a scheduled post without its time", ...invalid, path: "publishAt" },
    request: () => post({ title: "Hi", status: "scheduled" }),
    words: /needs a time/,
  },
  {
    ...{ name: "a draft scheduled without its time", ...invalid, path: "publishAt" },
    request: () => ["PATCH", `/posts/${draft}`, { status: "scheduled" }],
    words: /needs a time/,
  },
  {
    ...{ name: "taking a publication back", ...invalid, path: "status" },
    request: () => ["PATCH", `/posts/${published}`, { status: "draft" }],
    words: /published already/,
  },
  {
    ...{ name: "a post for a site of somebody else", status: 404, code: "not-found" },
    request: () => post({ title: "Hi", siteId: unknownId }),
    words: /no such site/,
  },
  {
    ...{ name: "something that is no id in a path", ...invalid, path: "id" },
    request: () => ["GET", "/posts/my-first-post"],
    words: /id: .*not an id/,
  },
  {
    ...{ name: "a post that is not there", status: 404, code: "not-found" },
    request: () => ["DELETE", `/posts/${unknownId}`],
    words: /no such post/,
  },
  {
    ...{ name: "a wrong cursor", status: 400, code: "invalid-cursor" },
    request: () => ["GET", "/runs?cursor=MjAyNi0xMS0yMg"],
    words: /nextCursor/,
  },
  {
    ...{ name: "a page that is too long", ...invalid, path: "limit" },
    request: () => ["GET", "/posts?limit=1000"],
    words: /limit: At most 100/,
  },
  {
    ...{ name: "a key that is too long", status: 400, code: "invalid-idempotency-key" },
    request: () => post({ title: "Hi" }, { "idempotency-key": "k".repeat(256) }),
    words: /1 to 255 characters/,
  },
  {
    ...{ name: "a wrong API key", status: 401, code: "wrong-key" },
    request: () => post({ title: "Hi" }, { authorization: `Bearer ${wrongSecrets.apiKey}` }),
    words: /API key is not known/,
  },
  {
    ...{ name: "no API key", status: 401, code: "not-signed-in" },
    request: () => post({ title: "Hi" }, { authorization: "" }),
    words: /x-api-key/,
  },
  {
    ...{ name: "a route that is not there", status: 404, code: "not-found" },
    request: () => ["GET", "/postings"],
    words: /\/api\/docs/,
  },
  {
    ...{ name: "a method that the route does not have", status: 405, code: "method-not-allowed" },
    request: () => ["PUT", `/posts/${published}`, {}],
    words: /GET, PATCH, DELETE/,
  },
  {
    ...{ name: "an unknown platform", status: 404, code: "not-found" },
    request: () => ["POST", "/connections/myspace", {}],
    words: /no such platform/,
  },
  {
    ...{ name: "a connection without its password", ...invalid, path: "appPassword" },
    request: () => ["POST", "/connections/bluesky", { identifier: "you.sandbox.test" }],
    words: /App password is needed/,
  },
  {
    ...{ name: "a wrong app password", ...invalid, path: "appPassword" },
    request: () => [
      ...(["POST", "/connections/bluesky"] as const),
      { identifier: "you.sandbox.test", appPassword: wrongSecrets.appPassword },
    ],
    words: /does not accept this password/,
  },
  {
    ...{ name: "a handle that nobody has", ...invalid, path: "identifier" },
    request: () => [
      ...(["POST", "/connections/bluesky"] as const),
      { identifier: "nobody", appPassword: wrongSecrets.appPassword },
    ],
    words: /whole handle/,
  },
  {
    ...{ name: "a webhook URL of another host", ...invalid, path: "webhookUrl" },
    request: () => [
      ...(["POST", "/connections/discord"] as const),
      { webhookUrl: `https://discord.example/api/webhooks/1/${wrongSecrets.webhookToken}` },
    ],
    words: /not an address of Discord/,
  },
  {
    ...{ name: "an edit of a connection that says nothing", ...invalid, path: "autopost" },
    request: () => ["PATCH", `/connections/${discord.id}`, {}],
    words: /autopost/,
  },
  {
    ...{ name: "a delivery that is not there", status: 404, code: "not-found" },
    request: () => ["POST", `/deliveries/${unknownId}/retry`],
    words: /no such delivery/,
  },
  {
    ...{ name: "an unknown outcome", ...invalid, path: "outcome" },
    request: () => ["POST", `/deliveries/${unknownId}/resolve`, { outcome: "dead" }],
    words: /"live".*"send-again"/,
  },
  {
    ...{ name: "a site made by a key", status: 403, code: "not-in-scope" },
    request: () => ["POST", "/sites", { name: "Mine" }],
    words: /takes a signed-in user/,
  },
];

const image = { "content-type": "image/png" };
let cutOff: Uint8Array;
let picture: string;

beforeAll(async () => {
  const whole = await png({ width: 300, height: 200 });
  cutOff = new Uint8Array(whole.subarray(0, whole.length - 40));
  picture = await upload(world.client, { width: 20, height: 10 });
});

test.for(mistakes)("$name", async ({ request, status, code, words, path }) => {
  const before = await database.counts();
  const refused = await world.client.call(...request());
  expect.soft(refused.headers.get("content-type")).toBe("application/problem+json");
  const problem = problemSchema.strict().parse(refused.body);
  expect.soft({ status: refused.status, code: problem.code }).toEqual({ status, code });
  expect.soft(problem.status).toBe(status);
  expect.soft(problem.detail).toMatch(words);
  if (path !== undefined) expect.soft(problem.errors?.map((each) => each.path)).toContain(path);
  expect.soft(await database.counts()).toEqual(before);
});

test.for([
  { name: "a site's time zone", path: "timeZone", words: /Europe\/Berlin/ },
  { name: "a site's language", path: "language", words: /BCP 47/ },
])("$name must exist", async ({ path, words }) => {
  const value = { timeZone: "Mars/Olympus", language: "German, mostly" }[path];
  const body = { name: "Elsewhere", [path]: value };
  const refused = await session.call({ method: "POST", path: "/sites", body });
  const problem = problemSchema.parse(await refused.json());
  expect(problem).toMatchObject({ status: 422, code: "invalid", errors: [{ path }] });
  expect(problem.detail).toMatch(words);
});

test("a key may do no more than its scopes say", async () => {
  const key = await session.newKey(["posts:read"]);
  const reader = clientFor(world.product.url, key, world.client.siteId);
  expect((await reader.call("GET", "/posts")).status).toBe(200);
  const before = await database.counts();
  const refused = await reader.call("POST", "/posts", { title: "Hi" });
  expect(refused).toMatchObject({ status: 403, body: { code: "not-in-scope" } });
  expect(refused.body).toMatchObject({ detail: expect.stringContaining("posts:write") });
  expect((await reader.call("GET", "/runs")).status).toBe(403);
  expect(await database.counts()).toEqual(before);
});

test("a page of another site can do nothing with the cookie", async () => {
  const before = await database.counts();
  const headers = { origin: "https://evil.example" };
  const body = { title: "Not mine" };
  const refused = await session.call({ method: "POST", path: "/posts", body, headers });
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({ code: "foreign-page" });
  expect(refused.headers.get("access-control-allow-origin")).toBeNull();
  expect(await database.counts()).toEqual(before);
});

test("signing in takes no large body", async () => {
  const refused = await fetch(`${world.product.url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: world.product.url },
    body: JSON.stringify({ ...operator, name: "x".repeat(2_000_000) }),
  });
  expect(refused.status).toBe(413);
});

test("after all this, nothing is broken and no secret lies open", async () => {
  const { siteId } = world.client;
  const run = await world.client.post({ siteId, title: "All is well" });
  await world.client.finished(run.run?.id ?? "");
  const dump = await database.dump();
  expect(dump).toContain("All is well");
  const output = world.product.output();
  expect(output).not.toContain("A request failed");

  const { webhookUrl = "" } = entriesOf("discord", 1);
  const { appPassword = "" } = entriesOf("bluesky", 1);
  const { tokens } = world.bluesky.fake.save() as { tokens: Record<string, unknown> };
  const cookies = session.cookie.split("; ").map((cookie) => cookie.slice(cookie.indexOf("=") + 1));
  const secrets = [
    ...[appPassword, webhookUrl, webhookUrl.slice(webhookUrl.lastIndexOf("/") + 1)],
    ...[world.client.key, operator.password, ...Object.values(wrongSecrets)],
    ...[...Object.keys(tokens), ...cookies, ...cookies.map(decodeURIComponent)],
  ];
  expect(secrets.length).toBeGreaterThan(10);
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(8);
    for (const form of [secret, Buffer.from(secret).toString("hex")]) {
      expect(dump.includes(form), `${secret} in the database`).toBe(false);
      expect(output.includes(form), `${secret} in the output`).toBe(false);
    }
  }
});
