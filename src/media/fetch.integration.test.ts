import type { Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HttpFailure } from "#kernel/http/fetch.ts";
import type { HttpFailureKind } from "#kernel/http/fetch.ts";
import { openTestStore } from "#test/database/store.ts";
import { closedPort, loopbackPeer } from "#test/loopback.ts";
import { fetchImage } from "./fetch.ts";
import { readImage } from "./images.ts";
import { addUser, noise, openMedia } from "./testing.ts";

const store = await openTestStore();
const { db } = store;
const picture = await noise({ width: 40, height: 30 }).jpeg().toBuffer();
const peer = await loopbackPeer({ onRequest });
const unheard = `127.0.0.1:${await closedPort()}`;
const media = await openMedia([peer.host, unheard]);
const { context } = media;
let ada = "";

beforeAll(async () => {
  ada = await addUser(db);
});

afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await media[Symbol.asyncDispose]();
  await peer[Symbol.asyncDispose]();
});

test("an image is fetched and stored", async () => {
  const outcome = await fetchImage(context, db, { userId: ada, url: `${peer.origin}/picture` });
  if ("problem" in outcome) throw new Error(outcome.problem);
  expect(outcome.image).toMatchObject({ mediaType: "image/jpeg", widthPx: 40, heightPx: 30 });
  expect(Buffer.from(await readImage(context, db, outcome.image.mediaId))).toEqual(picture);
});

test.each([
  ["/missing", `${peer.host} answered 404 instead of the image. Check the address.`],
  ["/page", `What ${peer.host} sent cannot be used. This is a web page.`],
  ["/huge", `The image at ${peer.host} is larger than 20 MB. Make it smaller and upload it.`],
  ["/broken", `The image could not be fetched from ${peer.host}. Try again later.`],
])("says what is wrong with %s, and not the rest of the address", async (path, words) => {
  const problem = await problemOf(`${peer.origin}${path}?token=s3cret`);
  expect(problem).toContain(words);
  expect(problem).not.toContain("s3cret");
});

test.each([
  ["not an address", "The image's address is not a web address: give one with https://."],
  ["data:image/png;base64,AAAA", "The image's address is not a web address"],
  ["http://example.org/a.png", "example.org is not asked for images: only public https"],
  ["https://ada:secret@example.org/a.png", "example.org is not asked for images"],
  ["https://127.0.0.1/a.png", "127.0.0.1 is not asked for images"],
  [`http://${unheard}/a.png`, `${unheard} could not be reached. Check the address.`],
])("refuses %s", async (url, words) => {
  expect(await problemOf(url)).toContain(words);
});

test("an image can be given up, or be wanted smaller", async () => {
  const picture = { userId: ada, url: `${peer.origin}/picture` };
  const aborted = await fetchImage(context, db, { ...picture, signal: AbortSignal.abort() });
  expect(aborted).toEqual({ problem: expect.stringContaining("could not be fetched") });
  const smaller = await fetchImage(context, db, { ...picture, maxBytes: 100 });
  expect(smaller).toEqual({ problem: expect.stringContaining("is larger than 1 kB") });
});

test.each<[HttpFailureKind, string]>([
  ["timeout", "example.org did not send the whole image within 20 seconds."],
  ["aborted", "The image could not be fetched from example.org."],
])("says what to do after %s", async (kind, words) => {
  const request = { method: "GET", url: new URL("https://example.org"), secrets: [] };
  const failing = () => Promise.reject(new HttpFailure({ kind, sent: "maybe" }, request));
  const http = { ...context.http, guardedFetch: () => failing };
  const outcome = await fetchImage({ ...context, http }, db, elsewhere());
  expect(outcome).toEqual({ problem: expect.stringContaining(words) });
});

test("what is no failure of the network is not hidden", async () => {
  const failing = () => Promise.reject(new Error("A bug"));
  const http = { ...context.http, guardedFetch: () => failing };
  const fetching = fetchImage({ ...context, http }, db, elsewhere());
  await expect(fetching).rejects.toThrow("A bug");
});

function elsewhere() {
  return { userId: ada, url: "https://example.org/a.png" };
}

async function problemOf(url: string): Promise<string> {
  const outcome = await fetchImage(context, db, { userId: ada, url });
  return "problem" in outcome ? outcome.problem : "none";
}

function onRequest(socket: Socket, request: string): void {
  const [, path = ""] = /^GET \/(\w+)/.exec(request) ?? [];
  const body =
    { picture, page: "<!doctype html><p>Hello", huge: Buffer.alloc(20_000_001) }[path] ?? "";
  if (path === "broken") return void socket.end("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf");
  const status = path === "missing" ? 404 : 200;
  socket.write(`HTTP/1.1 ${status} Said\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`);
  socket.write(body);
}
