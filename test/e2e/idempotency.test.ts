// Idempotency-Key: a request that is repeated, because its answer was lost or its sender is careful,
// creates nothing a second time.

import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { postSchema } from "#api/contract/posts.ts";
import { runSchema } from "#api/contract/runs.ts";
import { loopbackPeer } from "#test/loopback.ts";
import type { Peer } from "#test/loopback.ts";
import { png } from "./images.ts";
import { openWorld, runOf, textsAt } from "./world.ts";
import type { World } from "./world.ts";

let world: World;
/** Where a picture can be fetched. */
let pictures: Peer;

beforeAll(async () => {
  const picture = Buffer.from(await png({ width: 7, height: 5 }));
  pictures = await loopbackPeer({
    onRequest(socket) {
      const head = `HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: ${picture.length}`;
      socket.write(Buffer.concat([Buffer.from(`${head}\r\n\r\n`), picture]));
    },
  });
  world = await openWorld({ ALLOW_HOSTS: pictures.host });
  await world.connect("bluesky", 1);
});

afterAll(() => world[Symbol.asyncDispose]());

test("the same key with the same body gives the same answer, and one post", async () => {
  const [key, body] = [newKey(), { title: "Sent twice" }];
  const first = await world.client.call("POST", "/posts", body, key);
  const second = await world.client.call("POST", "/posts", body, key);
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.body).toEqual(first.body);
  expect(first.headers.get("idempotency-replayed")).toBeNull();
  expect(second.headers.get("idempotency-replayed")).toBe("true");
  await untilPublished("Sent twice");
});

test("the same key with another body or on another route is refused", async () => {
  const key = newKey();
  await world.client.post({ title: "Under this key" }, key);
  const otherBody = await world.client.call("POST", "/posts", { title: "Another" }, key);
  const { siteId } = world.client;
  const otherRoute = await world.client.call("POST", "/runs", { siteId, message: "Hi" }, key);
  expect(otherBody).toMatchObject({ status: 422, body: { code: "idempotency-key-reused" } });
  expect(otherRoute).toMatchObject({ status: 422 });
  await untilPublished("Under this key");
  expect(textsAt(world.bluesky)).not.toContain("Another");
});

test("without a key, and under another one, the same body is another post", async () => {
  const body = { title: "Said thrice", autopost: false };
  const ids = await Promise.all(
    [newKey(), newKey(), {}].map(async (key) => (await world.client.post(body, key)).post.id),
  );
  expect(new Set(ids).size).toBe(3);
});

test("twenty at once are one post and one run", async () => {
  const [key, body] = [newKey(), { title: "Twenty at once" }];
  const requests = Array.from({ length: 20 }, () => world.client.call("POST", "/posts", body, key));
  const answers = await Promise.all(requests);
  for (const { status, body: answer } of answers) {
    expect({ status, answer }).toEqual({ status: 201, answer: answers[0]?.body });
  }
  await untilPublished("Twenty at once");
  expect(await postsTitled("Twenty at once")).toHaveLength(1);
  const { body: runs } = await world.client.call("GET", "/runs?limit=100");
  const { data } = z.object({ data: z.array(runSchema) }).parse(runs);
  expect(data.filter(({ postTitle }) => postTitle === "Twenty at once")).toHaveLength(1);
});

test("a request that was refused leaves its key free for the right one", async () => {
  const key = newKey();
  const refused = await world.client.call("POST", "/posts", { title: " " }, key);
  expect(refused.status).toBe(422);
  const { post } = await world.client.post({ title: "At the second try" }, key);
  expect(post.title).toBe("At the second try");
});

test("images are stored once under one key", async () => {
  const [key, bytes] = [newKey(), new Uint8Array(await png({ width: 9, height: 9 }))];
  const send = () =>
    world.client.call("POST", "/media", bytes, { ...key, "content-type": "image/png" });
  const first = await send();
  expect(first.status).toBe(201);
  expect((await send()).body).toEqual(first.body);
});

test("a kept answer needs nothing from outside any more", async () => {
  const body = { title: "Fetched once", image: { url: `${pictures.origin}/a.png`, alt: "A" } };
  const key = newKey();
  const first = await world.client.post(body, key);
  expect(first.post.images).toMatchObject([{ alt: "A", isCover: true }]);
  await pictures[Symbol.asyncDispose]();
  const second = await world.client.call("POST", "/posts", body, key);
  expect(second).toMatchObject({ status: 201, body: first });
});

test("a key is kept when the server is stopped and started", async () => {
  const [key, body] = [newKey(), { title: "Before the restart" }];
  const first = await world.client.post(body, key);
  await world.client.finished(runOf(first).id);
  await world.restart();
  const { headers, ...second } = await world.client.call("POST", "/posts", body, key);
  expect(headers.get("idempotency-replayed")).toBe("true");
  expect(second).toEqual({ status: 201, body: first });
  await untilPublished("Before the restart");
});

function newKey(): Record<string, string> {
  return { "idempotency-key": crypto.randomUUID() };
}

/** Waits for it, and makes sure that it is there once. */
async function untilPublished(title: string): Promise<void> {
  const [post, ...more] = await postsTitled(title);
  expect(more).toEqual([]);
  await expect
    .poll(async () => {
      const { body } = await world.client.call("GET", `/posts/${post?.id}`);
      return postSchema.parse(body).syndication.length;
    })
    .toBe(1);
  expect(textsAt(world.bluesky).filter((text) => text === title)).toHaveLength(1);
}

async function postsTitled(title: string) {
  const { body } = await world.client.call("GET", "/posts?limit=100");
  const { data } = z.object({ data: z.array(postSchema) }).parse(body);
  return data.filter((post) => post.title === title);
}
