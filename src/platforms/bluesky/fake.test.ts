// The fake refuses what the reference server refuses, in its words (@atproto/pds 0.5.35, measured
// 2026-11-22).

import { describe, expect, it } from "vitest";

import type { JsonObject } from "#kernel/json.ts";

import { connect, newFake, now, pds, sessionOf } from "./testing.ts";
import { procedure, query } from "./wire.ts";

const rkey = "3n2unmwm2nc22";
const collection = "app.bsky.feed.post";
const base = { $type: collection, text: "hi ש", createdAt: now.toISOString() };
const facet = (byteStart: number, byteEnd: number, feature: JsonObject) => ({
  facets: [{ index: { byteStart, byteEnd }, features: [feature] }],
});
const toSite = { $type: "app.bsky.richtext.facet#link", uri: "https://a.example" };

async function signedIn() {
  const fake = newFake();
  const { account, credential } = await connect(fake);
  const { session } = sessionOf(fake.handle, credential);
  const call = async (method: string, more: Partial<Parameters<typeof procedure>[1]> = {}) => {
    const answer = await procedure(session, { origin: pds, method, as: "account", ...more });
    return [answer.status, answer.json()] as const;
  };
  const create = (record: object, more: object = {}) =>
    call("com.atproto.repo.createRecord", {
      json: { repo: account.remoteId, collection, rkey, record: { ...base, ...record }, ...more },
    });
  const upload = (bytes: Uint8Array) =>
    call("com.atproto.repo.uploadBlob", { file: { bytes, mediaType: "image/png" } });
  return { fake, session, did: account.remoteId, call, create, upload };
}

const invalid = (words: string) => [
  400,
  { error: "InvalidRequest", message: `Invalid app.bsky.feed.post record: ${words}` },
];

describe("a record", () => {
  it.each<[string, object, string]>([
    [
      "is too long",
      { text: "x".repeat(301) },
      "grapheme too big (maximum 300, got 301) at $.record.text",
    ],
    [
      "is too large",
      { text: "👨‍👩‍👧‍👧".repeat(130) },
      "string too big (maximum 3000, got 3250) at $.record.text",
    ],
    ["has no time", { createdAt: undefined }, 'Missing required key "createdAt" at $.record'],
    [
      "has no real time",
      { createdAt: "yesterday" },
      'Invalid datetime (got "yesterday") at $.record.createdAt',
    ],
    [
      "links nowhere",
      facet(0, 1, { ...toSite, uri: "a b" }),
      'Invalid uri (got "a b") at $.record.facets[0].features[0].uri',
    ],
    ["links beyond its text", facet(0, 9, toSite), "Invalid range at $.record.facets[0].index"],
    ["links half a character", facet(0, 4, toSite), "Invalid range at $.record.facets[0].index"],
    [
      "answers nothing",
      {
        reply: {
          root: { uri: "at://a/b/c", cid: "bafyreib" },
          parent: { uri: "at://a/b/c", cid: "bafyreib" },
        },
      },
      "No such record at $.record.reply",
    ],
    [
      "has an image without alt",
      { embed: { $type: "app.bsky.embed.images", images: [{ image: blobOf("bafkreib", 1) }] } },
      'Missing required key "alt" at $.record.embed.images[0]',
    ],
    [
      "has five images",
      {
        embed: {
          $type: "app.bsky.embed.images",
          images: Array.from({ length: 5 }, () => ({ image: blobOf("bafkreib", 1), alt: "" })),
        },
      },
      "array too big (maximum 4, got 5) at $.record.embed.images",
    ],
    [
      "has too large an image",
      {
        embed: {
          $type: "app.bsky.embed.images",
          images: [{ image: blobOf("bafkreib", 2_000_001), alt: "" }],
        },
      },
      "blob too big (maximum 2000000, got 2000001) at $.record.embed.images[0].image",
    ],
    [
      "has too large a thumbnail",
      {
        embed: {
          $type: "app.bsky.embed.external",
          external: {
            uri: "https://a.example",
            title: "",
            description: "",
            thumb: blobOf("bafkreib", 1_000_001),
          },
        },
      },
      "blob too big (maximum 1000000, got 1000001) at $.record.embed.external.thumb",
    ],
  ])("is refused that %s", async (_, record, words) => {
    const { create } = await signedIn();
    expect(await create(record)).toEqual(invalid(words));
  });

  it("is refused with a key that is none, or for somebody else's account", async () => {
    const { create } = await signedIn();
    expect(await create({}, { rkey: "abc" })).toEqual([
      400,
      {
        error: "InvalidRequest",
        message: `Invalid record key for ${collection}: Invalid TID string (got "abc") at $`,
      },
    ]);
    expect((await create({}, { repo: "did:plc:b" }))[0]).toBe(403);
  });

  it("must refer to uploads as they are", async () => {
    const { create, upload } = await signedIn();
    const images = (image: object) => ({
      embed: { $type: "app.bsky.embed.images", images: [{ image, alt: "" }] },
    });
    expect(await create(images(blobOf("bafkreib", 3)))).toEqual([
      400,
      { error: "BlobNotFound", message: "Could not find blob: bafkreib" },
    ]);
    const [, body] = await upload(new Uint8Array([1, 2, 3]));
    const { blob } = body as { blob: object };
    expect(await create(images({ ...blob, size: 4 }))).toMatchObject([
      400,
      { error: "InvalidSize" },
    ]);
    expect(await create(images(blob))).toMatchObject([200, { validationStatus: "valid" }]);
  });

  it("is created once, and a repeat is a 500", async () => {
    const { create, fake } = await signedIn();
    expect((await create({}))[0]).toBe(200);
    expect(await create({})).toMatchObject([500, { error: "InternalServerError" }]);
    expect(fake.posts()).toHaveLength(1);
  });
});

describe("everything else", () => {
  it("names a blob by its bytes", async () => {
    // The CID of "hello" as the reference server gives it.
    const { upload } = await signedIn();
    expect(await upload(new TextEncoder().encode("hello"))).toEqual([
      200,
      { blob: blobOf("bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq", 5) },
    ]);
    expect((await upload(new Uint8Array(5 * 1024 * 1024 + 1)))[0]).toBe(413);
  });

  it("tells tokens apart", async () => {
    const { call } = await signedIn();
    const upload = "com.atproto.repo.uploadBlob";
    expect(await call(upload, { as: "anybody" })).toMatchObject([401, { error: "AuthMissing" }]);
    expect(await call(upload, { as: { bearing: "a.b.c" } })).toMatchObject([
      400,
      { error: "InvalidToken" },
    ]);
  });

  it("knows no handle but its own, and no call but those that are used", async () => {
    const { session, call } = await signedIn();
    const answer = await query(session, {
      origin: pds,
      method: "com.atproto.identity.resolveHandle",
      params: { handle: "you.example" },
    });
    expect([answer.status, answer.json()]).toEqual([
      400,
      { error: "InvalidRequest", message: "Unable to resolve handle" },
    ]);
    expect((await call("com.atproto.server.deleteAccount"))[0]).toBe(501);
    expect(await call("com.atproto.server.createSession", { json: { identifier: "x" } })).toEqual([
      400,
      { error: "InvalidRequest", message: 'Missing required key "password" at $' },
    ]);
  });

  it("survives a restart with its sessions and posts", async () => {
    const { create, fake } = await signedIn();
    const { account, credential } = await connect(fake);
    await create({});
    const next = newFake();
    next.load(JSON.parse(JSON.stringify(fake.save())) as JsonObject);
    expect(next.posts()).toEqual(fake.posts());
    const answer = await procedure(sessionOf(next.handle, credential).session, {
      origin: pds,
      method: "com.atproto.repo.createRecord",
      as: "account",
      json: { repo: account.remoteId, collection, rkey: "3n2unmwm2nc23", record: base },
    });
    expect(answer.status).toBe(200);
  });

  it("refuses on demand as the server does", async () => {
    const { refusals } = newFake();
    expect(await refusals.unauthorized().json()).toHaveProperty("error", "ExpiredToken");
    const limited = refusals.rateLimited(now);
    expect(limited.status).toBe(429);
    expect(limited.headers.get("ratelimit-reset")).toBe(String(now.getTime() / 1000));
  });
});

function blobOf(link: string, size: number) {
  return { $type: "blob", ref: { $link: link }, mimeType: "image/png", size };
}
