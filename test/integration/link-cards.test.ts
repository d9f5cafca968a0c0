// Links to pages elsewhere: what these say of themselves stands on the card, in the preview as in what is
// sent, whoever sets it off.

import type { Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Run } from "#api/contract/runs.ts";
import type { Site } from "#api/contract/sites.ts";
import { noise } from "#media/testing.ts";
import { loopbackPeer } from "#test/loopback.ts";
import type { Peer } from "#test/loopback.ts";
import { eventually } from "./eventually.ts";
import type { Person } from "./person.ts";
import { openWorld } from "./world.ts";
import type { World } from "./world.ts";

const picture = await noise({ width: 80, height: 60 }).jpeg().toBuffer();
let world: World;
let peer: Peer;
let ada: Person;
let site: Site;
let connectionId: string;
let url: string;
let pages = 0;

beforeAll(async () => {
  peer = await loopbackPeer({ onRequest });
  world = await openWorld({ ALLOW_HOSTS: peer.host });
  ada = await world.person("Ada");
  site = await ada.createSite({ name: "Notes" });
  connectionId = (await ada.connect(1)).id;
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await peer[Symbol.asyncDispose]();
});

beforeEach(() => {
  url = `${peer.origin}/page-${++pages}`;
});

const card = () => ({
  ...{ url, title: "The page", description: "What it is about." },
  thumbnail: { widthPx: 80, heightPx: 60, alt: "A mill" },
});

test("a post about a page is shared with that page's card, as its preview has shown", async () => {
  const content = { siteId: site.id, title: "Read this", url };
  const shown = await previewOf({ post: content });
  expect(shown).toMatchObject({ segments: [{ card: { ...card(), title: "Read this" } }] });
  const { run } = await ada.post(content);
  expect(await sentIn(run?.deliveries[0]?.id)).toEqual(shown);
  expect(peer.requests.filter((request) => request.includes("/page-"))).toHaveLength(pages);
  await ada.finished(run);
});

test("a message is shared with the card of its link, as its preview has shown", async () => {
  const message = `Have a look: ${url}`;
  const shown = await previewOf({ message, siteId: site.id });
  expect(shown).toMatchObject({ segments: [{ card: card() }] });
  const targets = [{ connectionId }];
  const answer = await ada.call("POST", "/runs", { message, siteId: site.id, targets });
  expect(answer.status).toBe(202);
  const { deliveries } = answer.body as { deliveries: [{ id: string }] };
  expect(await sentIn(deliveries[0].id)).toEqual(shown);
});

test("so is a note, without a preview before", async () => {
  const { run } = await ada.post({ siteId: site.id, body: `Look: ${url}` });
  expect(await sentIn(run?.deliveries[0]?.id)).toMatchObject({ segments: [{ card: card() }] });
});

test("so is a draft that is published, and a post whose time has come", async () => {
  const { post } = await ada.post({ siteId: site.id, title: "Later", url, status: "draft" });
  const changed = await ada.call("PATCH", `/posts/${post.id}`, { status: "published" });
  const { run } = changed.body as { run: { deliveries: [{ id: string }] } };
  expect(await sentIn(run.deliveries[0].id)).toMatchObject({
    segments: [{ card: { thumbnail: { alt: "A mill" } } }],
  });
  const due = `${peer.origin}/page-${++pages}`;
  const publishAt = new Date(Date.now() + 3000).toISOString();
  const scheduled = await ada.post({ siteId: site.id, title: "At its time", url: due, publishAt });
  expect(peer.requests.some((request) => request.includes(new URL(due).pathname))).toBe(false);
  const id = await eventually(async () => {
    const { data } = (await ada.call("GET", "/runs")).body as { data: Run[] };
    return data.find(({ postId }) => postId === scheduled.post.id)?.deliveries[0]?.id;
  });
  expect(await sentIn(id)).toMatchObject({
    segments: [{ card: { url: due, thumbnail: { alt: "A mill" } } }],
  });
});

test("a page that is not there keeps nobody from posting", async () => {
  const missing = `${peer.origin}/missing`;
  const shown = await previewOf({ post: { siteId: site.id, title: "Gone", url: missing } });
  expect(shown).toMatchObject({
    segments: [{ card: { url: missing, title: "Gone", thumbnail: null } }],
    problems: [{ severity: "warning", code: "card-without-picture" }],
  });
  const { run } = await ada.post({ siteId: site.id, title: "Gone", url: missing });
  expect((await ada.finished(run)).deliveries).toMatchObject([{ state: "published" }]);
});

test("another member sees the card's picture in the preview, and a stranger does not", async () => {
  const [bob, eve] = [await world.person("Bob"), await world.person("Eve")];
  await ada.letIn(site, bob);
  const shown = await previewOf({ post: { siteId: site.id, title: "Seen", url } }, bob);
  const { segments } = shown as { segments: [{ card: { thumbnail: { mediaId: string } } }] };
  const path = `/media/${segments[0].card.thumbnail.mediaId}`;
  expect((await bob.call("GET", path)).status).toBe(200);
  expect((await eve.call("GET", path)).status).toBe(404);
});

test("a video is told that videos are not supported yet", async () => {
  const bytes = Buffer.from("\0\0\0\x18ftypmp42 and so on", "latin1");
  const type = { "content-type": "video/mp4" };
  const answer = await ada.call("POST", "/media", new Uint8Array(bytes), type);
  expect(answer).toMatchObject({
    status: 422,
    body: { detail: expect.stringContaining("videos are not supported yet") },
  });
});

async function previewOf(subject: object, by = ada): Promise<unknown> {
  const targets = [{ connectionId }];
  const { status, body } = await by.call("POST", "/captions/preview", { ...subject, targets });
  expect(status).toBe(200);
  return (body as { data: [{ composition: unknown }] }).data[0].composition;
}

async function sentIn(deliveryId = ""): Promise<unknown> {
  const { body } = await ada.call("GET", `/deliveries/${deliveryId}`);
  return (body as { composition: unknown }).composition;
}

function onRequest(socket: Socket, request: string): void {
  const [, path = ""] = /^GET (\S*)/.exec(request) ?? [];
  const page = `<title>The page</title><meta name="description" content="What it is about.">
    <meta property="og:image" content="/mill.jpg"><meta property="og:image:alt" content="A mill">`;
  const isPicture = path === "/mill.jpg";
  const body = isPicture ? picture : path.startsWith("/page-") ? page : "";
  const head = [
    `HTTP/1.1 ${body === "" ? 404 : 200} Said`,
    `content-type: ${isPicture ? "image/jpeg" : "text/html"}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  socket.write(body);
}
