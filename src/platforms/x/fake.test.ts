import { beforeEach, describe, expect, it } from "vitest";
import type { Fake } from "#connector/fake.ts";
import { hours, plus } from "#kernel/clock.ts";

import { clock, newFake, origin, tokenOf } from "./testing.ts";

let fake: Fake;
let token: string;

beforeEach(async () => {
  fake = newFake();
  token = await tokenOf(fake);
});

async function answer(path: string, init: RequestInit = {}, of: Fake = fake) {
  const headers = new Headers(init.headers);
  headers.set("authorization", `Bearer ${token}`);
  const response = await of.handle(new Request(origin + path, { ...init, headers }));
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const json = (path: string, body: object) =>
  answer(path, {
    ...{ method: "POST", body: JSON.stringify(body) },
    headers: { "content-type": "application/json" },
  });
const post = (body: object) => json("/2/tweets", body);

function form(path: string, fields: Record<string, string | Blob>) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return answer(path, { method: "POST", body });
}

const image = (size = 8, type = "image/png") => new Blob([new Uint8Array(size)], { type });
const idIn = ({ body }: Awaited<ReturnType<typeof answer>>) => (body["data"] as { id: string }).id;

async function upload(): Promise<string> {
  return idIn(await form("/2/media/upload", { media: image(), media_category: "tweet_image" }));
}

async function begin(total_bytes = 8): Promise<string> {
  const asked = { media_type: "image/gif", media_category: "tweet_gif", total_bytes };
  return idIn(await json("/2/media/upload/initialize", asked));
}

describe("the fake takes no post", () => {
  it.each([
    ["that is empty", { text: " " }],
    ["that is too long", { text: "a".repeat(281) }],
    ["that weighs too much", { text: "漢".repeat(141) }],
    ["that has an unknown member", { text: "a", title: "b" }],
    ["for everyone, which is what it does unasked", { text: "a", reply_settings: "everyone" }],
    ["with images that are not there", { media: { media_ids: ["7"] } }],
    ["with five images", { media: { media_ids: ["1", "2", "3", "4", "5"] } }],
  ])("%s", async (_, body) => {
    expect(await post(body)).toMatchObject({ status: 400 });
    expect(fake.posts()).toEqual([]);
  });

  it("that answers one that is not there, or repeats one", async () => {
    const reply = { in_reply_to_tweet_id: "7" };
    expect(await post({ text: "a", reply })).toMatchObject({ status: 403 });
    expect(await post({ text: "a" })).toMatchObject({ status: 201 });
    expect(await post({ text: "a" })).toMatchObject({ status: 403 });
    expect(fake.posts()).toHaveLength(1);
  });

  it("that answers somebody else", async () => {
    const id = idIn(await post({ text: "a" }));
    token = await tokenOf(fake, { person: "1002" });
    const reply = { in_reply_to_tweet_id: id };
    expect(await post({ text: "b", reply })).toMatchObject({
      ...{
        status: 403,
        body: { type: expect.stringMatching(/not-authorized-for-resource/) as unknown },
      },
    });
  });

  it("that is no JSON, by nobody, or beyond what was allowed", async () => {
    expect(await answer("/2/tweets", { method: "POST", body: '{"text":"a"}' })).toMatchObject({
      status: 400,
    });
    token = await tokenOf(fake, { asked: ["tweet.read", "users.read"] });
    expect(await post({ text: "a" })).toMatchObject({ status: 403 });
    token = "another";
    expect(await post({ text: "a" })).toMatchObject({ status: 401 });
  });

  it("with an image of somebody else, one among others that moves, or an old one", async () => {
    const [still, moving] = [await upload(), await begin()];
    await form(`/2/media/upload/${moving}/append`, { segment_index: "0", media: image() });
    await answer(`/2/media/upload/${moving}/finalize`, { method: "POST" });
    expect(await post({ media: { media_ids: [moving] } })).toMatchObject({ status: 400 });
    const status = `/2/media/upload?command=STATUS&media_id=${moving}`;
    await answer(status);
    await answer(status);
    expect(await post({ media: { media_ids: [still, moving] } })).toMatchObject({ status: 400 });
    const later = newFake(plus(clock.at, hours(24)));
    later.load(fake.save());
    token = await tokenOf(later);
    const body = JSON.stringify({ media: { media_ids: [still] } });
    const headers = { "content-type": "application/json" };
    const late = await answer("/2/tweets", { method: "POST", body, headers }, later);
    expect(late).toMatchObject({ status: 400 });
    token = await tokenOf(fake, { person: "1002" });
    expect(await post({ media: { media_ids: [still] } })).toMatchObject({ status: 400 });
  });
});

describe("the fake takes no upload", () => {
  it.each([
    ["that is too large", { media: image(5_000_001), media_category: "tweet_image" }],
    ["that is no image", { media: image(8, "text/html"), media_category: "tweet_image" }],
    ["of no category", { media: image() }],
    ["with more than that", { media: image(), media_category: "tweet_image", shared: "false" }],
    ["of text", { media: "bytes", media_category: "tweet_image" }],
  ])("%s", async (_, fields) => {
    expect(await form("/2/media/upload", fields)).toMatchObject({ status: 400 });
  });

  it.each([
    { media_type: "image/png", media_category: "tweet_gif", total_bytes: 8 },
    { media_type: "image/gif", media_category: "tweet_gif", total_bytes: 15_000_001 },
    { media_type: "image/gif", media_category: "tweet_gif" },
    { media_type: "image/gif", media_category: "tweet_gif", total_bytes: 8, shared: false },
  ])("announced as %j", async (asked) => {
    expect(await json("/2/media/upload/initialize", asked)).toMatchObject({ status: 400 });
  });

  it("with parts that are too large, not numbered, missing, or for nothing", async () => {
    const id = await begin(16);
    const append = (fields: Record<string, string | Blob>, to = id) =>
      form(`/2/media/upload/${to}/append`, fields);
    const large = image(5 * 1024 * 1024 + 1);
    expect(await append({ segment_index: "0", media: large })).toMatchObject({ status: 400 });
    expect(await append({ segment_index: "-1", media: image() })).toMatchObject({ status: 400 });
    expect(await append({ media: image() })).toMatchObject({ status: 400 });
    expect(await append({ segment_index: "0", media: image() }, "7")).toMatchObject({
      status: 400,
    });
    await append({ segment_index: "1", media: image() });
    const finalize = () => answer(`/2/media/upload/${id}/finalize`, { method: "POST" });
    expect(await finalize()).toMatchObject({ status: 400 });
    await append({ segment_index: "0", media: image() });
    expect(await finalize()).toMatchObject({ status: 200 });
  });

  it("description that is too long, or of nothing", async () => {
    const id = await upload();
    const describeAs = (text: string, of = id) =>
      json("/2/media/metadata", { id: of, metadata: { alt_text: { text } } });
    expect(await describeAs("a".repeat(1001))).toMatchObject({ status: 400 });
    expect(await describeAs("a", "7")).toMatchObject({ status: 400 });
    expect(await describeAs("a".repeat(1000))).toMatchObject({ status: 200 });
  });
});

describe("the timeline", () => {
  const timeline = (query: string, owner = "1001") => answer(`/2/users/${owner}/tweets${query}`);

  it("shows no more than was asked for, the newest first", async () => {
    const first = idIn(await post({ text: "See example.org" }));
    const second = idIn(await post({ text: "b & c" }));
    const see = expect.stringMatching(/^See https:\/\/t\.co\/\w+$/) as unknown;
    expect((await timeline("?max_results=5")).body).toEqual({
      data: [
        { id: second, text: "b &amp; c", edit_history_tweet_ids: [second] },
        { id: first, text: see, edit_history_tweet_ids: [first] },
      ],
      meta: { result_count: 2 },
    });
    const more = await timeline("?tweet.fields=entities,created_at");
    expect(more.body["data"]).toMatchObject([
      { created_at: clock.at.toISOString() },
      { entities: { urls: [{ expanded_url: "http://example.org" }] } },
    ]);
  });

  it.each([
    "?max_results=4",
    "?max_results=101",
    "?tweet.fields=secrets",
    "?start_time=then",
    "?a=b",
  ])("is not there for %s", async (query) => {
    expect(await timeline(query)).toMatchObject({ status: 400 });
  });

  it("begins where it was asked to", async () => {
    const first = idIn(await post({ text: "a" }));
    const second = idIn(await post({ text: "b" }));
    const ids = async (query: string) =>
      ((await timeline(query)).body["data"] as { id: string }[] | undefined)?.map(({ id }) => id);
    expect(await ids(`?since_id=${first}`)).toEqual([second]);
    expect(await ids(`?start_time=${clock.at.toISOString()}`)).toEqual([second, first]);
    expect(await ids(`?start_time=${plus(clock.at, 1).toISOString()}`)).toBeUndefined();
  });

  it("is the person's own", async () => {
    expect(await timeline("", "1002")).toMatchObject({ status: 403 });
  });
});
