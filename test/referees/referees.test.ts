// The platforms' own descriptions on what is right, and on planted mistakes of every kind.

import { describe, expect, it } from "vitest";

import { recordReferee, refereeFor } from "./referees.ts";
import { get, picture, postForm, postJson } from "./testing.ts";

const [x, discord, mastodon, bluesky] = await Promise.all(
  ["x", "discord", "mastodon", "bluesky"].map(refereeFor),
);
const records = await recordReferee();

it("has none for a platform that describes nothing", async () => {
  expect(await refereeFor("nowhere")).toBeUndefined();
});

describe.skipIf(x === undefined)("X", () => {
  const judge = async (request: Request) => x?.objections(request);
  const reply = { in_reply_to_tweet_id: "12" };

  it.each([
    postJson("/2/tweets", { text: "Hello", media: { media_ids: ["1"] }, reply }),
    postJson("/2/tweets", { text: "Hello", reply_settings: "following", made_with_ai: true }),
    postForm("/2/media/upload", { media: picture, media_category: "tweet_image" }),
    postJson("/2/media/upload/initialize", {
      ...{ media_type: "image/gif", total_bytes: 3, media_category: "tweet_gif" },
    }),
    postForm("/2/media/upload/12/append", { media: picture, segment_index: "0" }),
    new Request("http://platform.test/2/media/upload/12/finalize", { method: "POST" }),
    get("/2/media/upload?command=STATUS&media_id=12"),
    postJson("/2/media/metadata", { id: "12", metadata: { alt_text: { text: "A tree" } } }),
    get("/2/users/me?user.fields=profile_image_url,verified_type"),
    get("/2/users/1/tweets?start_time=2026-11-15T09:00:00Z&max_results=100&tweet.fields=entities"),
    postForm("/2/oauth2/token", { grant_type: "refresh_token" }),
  ])("lets pass $method $url", async (request) => {
    expect(await judge(request)).toEqual([]);
  });

  it("objects to mistakes", async () => {
    const post = (body: unknown) => judge(postJson("/2/tweets", body));
    expect(await post({ text: "a", title: "b" })).toEqual(["POST /2/tweets: title is not known"]);
    expect(await post({ text: 1 })).toEqual(["POST /2/tweets: text must be string"]);
    expect(await post({ text: "a", reply: {} })).toEqual([
      "POST /2/tweets: reply/in_reply_to_tweet_id is missing",
    ]);
    expect(await post({ text: "a", media: { media_ids: ["1", "2", "3", "4", "5"] } })).toEqual([
      "POST /2/tweets: media/media_ids must NOT have more than 4 items",
    ]);
    expect(await judge(get("/2/tweet"))).toEqual(["GET /2/tweet: not described"]);
    expect(await judge(get("/2/users/me?fields=id"))).toEqual([
      "GET /2/users/me: the query parameter fields is not known",
    ]);
    expect(await judge(postForm("/2/media/upload", { media: picture }))).toEqual([
      "POST /2/media/upload: media_category is missing",
    ]);
  });
});

describe.skipIf(discord === undefined)("Discord", () => {
  const judge = async (request: Request) => discord?.objections(request);
  const webhook = "/api/v10/webhooks/100000000000000001/sandbox-token";
  const name = "POST /webhooks/{webhook_id}/{webhook_token}";
  const message = {
    ...{ content: "Hello", allowed_mentions: { parse: [] } },
    embeds: [
      { title: "A page", url: "https://example.org/", image: { url: "attachment://a.png" } },
    ],
    attachments: [{ id: "0", filename: "a.png", description: "A tree" }],
  };
  const payload = JSON.stringify(message);

  it.each([
    postJson(`${webhook}?wait=true&thread_id=12`, message),
    postForm(`${webhook}?wait=true`, { payload_json: payload, "files[0]": picture }),
    get(webhook),
    get(`${webhook}/messages/12`),
    get("/api/v10/users/@me"),
    get("/api/v10/users/%40me"),
    postForm("/api/oauth2/token", { grant_type: "authorization_code" }),
  ])("lets pass $method $url", async (request) => {
    expect(await judge(request)).toEqual([]);
  });

  it("objects to mistakes", async () => {
    const post = (body: unknown) => judge(postJson(webhook, body));
    expect(await post({ content: "a", nonce: 1 })).toEqual([`${name}: nonce is not known`]);
    expect(await post({ embeds: [{ titel: "b" }] })).toEqual([
      `${name}: embeds/0/titel is not known`,
    ]);
    expect(await post({ content: 1 })).toEqual([`${name}: content must be string,null`]);
    expect(await post({ attachments: [{}] })).toEqual([`${name}: attachments/0/id is missing`]);
    expect(await judge(postJson(`${webhook}?wait=true&nonce=1`, message))).toEqual([
      `${name}: the query parameter nonce is not known`,
    ]);
    expect(await judge(get("/api/v10/webhook"))).toEqual(["GET /api/v10/webhook: not described"]);
    const form = { payload_json: '{"contents":"a"}', file: picture, "files[0]": "text" };
    expect(await judge(postForm(webhook, form))).toEqual([
      `${name}: the field file is not known`,
      `${name}: the field files[0] is not a file`,
      `${name}: contents is not known`,
    ]);
  });
});

describe.skipIf(mastodon === undefined)("Mastodon", () => {
  const judge = async (request: Request) => mastodon?.objections(request);
  const app = { client_name: "Broadside", scopes: "profile write:statuses" };
  const client = { client_id: "a", client_secret: "b" };

  it.each([
    postJson("/api/v1/statuses", { status: "Hello", visibility: "unlisted", language: "en" }),
    postJson("/api/v1/statuses", { status: "", media_ids: ["1"], in_reply_to_id: "2" }),
    postForm("/api/v1/statuses", { status: "Hello", "media_ids[]": "1", sensitive: "true" }),
    postForm("/api/v2/media", { file: picture, description: "A tree" }),
    get("/api/v1/media/12"),
    postJson("/api/v1/apps", { ...app, redirect_uris: "https://example.org/" }),
    postForm("/api/v1/apps", { ...app, "redirect_uris[]": "https://example.org/" }),
    get("/oauth/authorize?response_type=code&client_id=a&redirect_uri=https://example.org/"),
    postForm("/oauth/revoke", { ...client, token: "c" }),
    get("/.well-known/oauth-authorization-server"),
    get("/api/v2/instance"),
    get("/api/v1/accounts/verify_credentials"),
    get("/api/v1/accounts/1/statuses?limit=40&exclude_reblogs=true"),
  ])("lets pass $method $url", async (request) => {
    expect(await judge(request)).toEqual([]);
  });

  it("objects to mistakes", async () => {
    const post = (body: unknown) => judge(postJson("/api/v1/statuses", body));
    const name = "POST /api/v1/statuses";
    expect(await post({ status: "a", titel: "b" })).toEqual([`${name}: titel is not known`]);
    expect(await post({ status: 1 })).toEqual([`${name}: status must be string`]);
    expect(await post({ language: "en" })).toEqual([`${name}: status is missing`]);
    expect(await post({ status: "a", visibility: "friends" })).toEqual([
      `${name}: visibility is none of the values that are known`,
    ]);
    expect(await judge(postForm("/api/v1/statuses", { status: "a", media_ids: "1" }))).toEqual([
      `${name}: media_ids must be array`,
    ]);
    expect(await judge(postForm("/api/v2/media", { description: "a", alt: picture }))).toEqual([
      "POST /api/v2/media: file is missing",
      "POST /api/v2/media: alt is not known",
    ]);
    expect(await judge(get("/api/v2/status"))).toEqual(["GET /api/v2/status: not described"]);
    expect(await judge(get("/api/v2/instance?full=1"))).toEqual([
      "GET /api/v2/instance: the query parameter full is not known",
    ]);
  });
});

describe.skipIf(bluesky === undefined)("Bluesky", () => {
  const judge = async (request: Request) => bluesky?.objections(request);
  const repo = "did:plc:z72i7hdynmk6r22z27h6tvur";
  const collection = "app.bsky.feed.post";
  const record = { $type: collection, text: "Hello", createdAt: "2026-11-15T09:00:00.000Z" };
  const link = { $type: "app.bsky.richtext.facet#link", uri: "https://example.org/" };
  const facets = [{ index: { byteStart: 0, byteEnd: 5 }, features: [link] }];
  const create = "/xrpc/com.atproto.repo.createRecord";

  it.each([
    postJson(create, { repo, collection, rkey: "3m5abcdefgh2c", record: { ...record, facets } }),
    postJson("/xrpc/com.atproto.server.createSession", { identifier: "a.test", password: "b" }),
    get(`/xrpc/com.atproto.repo.getRecord?repo=${repo}&collection=${collection}&rkey=a`),
    get(`/${repo}`),
    get("/.well-known/oauth-protected-resource"),
  ])("lets pass $method $url", async (request) => {
    expect(await judge(request)).toEqual([]);
  });

  it("objects to mistakes", async () => {
    const post = (more: object) =>
      judge(postJson(create, { repo, collection, record: { ...record, ...more } }));
    const name = "com.atproto.repo.createRecord";
    expect(await post({ lang: ["en"] })).toEqual([`${name}: Record/lang is not known`]);
    expect(await post({ text: 1 })).toEqual([`${name}: Record/text must be a string`]);
    expect(await post({ createdAt: undefined })).toEqual([
      `${name}: Record must have the property "createdAt"`,
    ]);
    expect(await post({ text: "a".repeat(301) })).toHaveLength(1);
    expect(await judge(get("/xrpc/com.atproto.repo.findRecord"))).toHaveLength(1);
    expect(await judge(get("/xrpc/com.atproto.identity.resolveHandle?name=a"))).toContain(
      "com.atproto.identity.resolveHandle: the query parameter name is not known",
    );
  });

  it("judges records by themselves", () => {
    expect(records?.recordObjections(collection, record)).toEqual([]);
    expect(records?.recordObjections(collection, { ...record, langs: "en" })).toHaveLength(1);
  });
});
