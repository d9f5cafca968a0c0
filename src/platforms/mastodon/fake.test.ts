import { beforeEach, describe, expect, it } from "vitest";
import type { Fake } from "#connector/fake.ts";

import { credentialOf, instance, newFake } from "./testing.ts";

let fake: Fake;
let token: string;

beforeEach(async () => {
  fake = newFake();
  token = (await credentialOf(fake))["accessToken"] ?? "";
});

async function answer(path: string, { body, ...init }: RequestInit = {}) {
  const headers = new Headers(init.headers);
  if (!headers.has("authorization")) headers.set("authorization", `Bearer ${token}`);
  if (typeof body === "string") headers.set("content-type", "application/json");
  const request = new Request(instance + path, {
    ...{ ...init, headers },
    ...(body != null && { method: "POST", body }),
  });
  const response = await fake.handle(request);
  const text = await response.text();
  return { status: response.status, text, headers: response.headers };
}

const json = (path: string, body: object) => answer(path, { body: JSON.stringify(body) });
const post = (body: object) => json("/api/v1/statuses", body);

function picture(description = "", file = new Blob(["bytes"], { type: "image/png" })) {
  const body = new FormData();
  body.set("file", file);
  body.set("description", description);
  return answer("/api/v2/media", { body });
}

describe("the fake takes no post", () => {
  it.each([
    ["that is empty", { status: "  " }, 422],
    ["that is too long", { status: "a".repeat(501) }, 422],
    [
      "that is too long with its warning",
      { status: "a".repeat(490), spoiler_text: "b".repeat(11) },
      422,
    ],
    ["that has an unknown member", { status: "a", title: "b" }, 422],
    ["for a language by its whole name", { status: "a", language: "English" }, 422],
    ["that answers one that is not there", { status: "a", in_reply_to_id: "7" }, 404],
    ["with images that are not there", { status: "a", media_ids: ["7"] }, 404],
    ["with five images", { status: "a", media_ids: ["1", "2", "3", "4", "5"] }, 422],
  ])("%s", async (_, body, status) => {
    expect(await post(body)).toMatchObject({ status });
    expect(fake.posts()).toEqual([]);
  });

  it("that is no JSON, or by nobody", async () => {
    const headers = { "content-type": "text/plain" };
    const body = new URLSearchParams({ status: "a" });
    expect(await answer("/api/v1/statuses", { body, headers })).toMatchObject({ status: 422 });
    token = "another";
    expect(await post({ status: "a" })).toMatchObject({ status: 401 });
  });

  it("with an image that is still at work", async () => {
    const { status, text } = await picture("A mill");
    expect(status).toBe(202);
    const { id } = JSON.parse(text) as { id: string };
    expect((await post({ media_ids: [id] })).text).toContain("not finished processing");
    expect(await answer(`/api/v1/media/${id}`)).toMatchObject({ status: 206 });
    expect(await answer(`/api/v1/media/${id}`)).toMatchObject({ status: 200 });
    expect(await post({ media_ids: [id] })).toMatchObject({ status: 200 });
    expect(fake.posts()[0]?.images).toMatchObject([{ alt: "A mill" }]);
  });
});

it("takes no image of another kind, nor with a description that is too long", async () => {
  expect(await picture("", new Blob(["<svg/>"], { type: "image/svg+xml" }))).toMatchObject({
    status: 422,
  });
  expect(await picture("a".repeat(1501))).toMatchObject({ status: 422 });
  expect(await picture("a".repeat(1500))).toMatchObject({ status: 202 });
});

it("makes a warning the text of a post without one", async () => {
  const { text } = await picture();
  const { id } = JSON.parse(text) as { id: string };
  await answer(`/api/v1/media/${id}`);
  await post({ media_ids: [id], spoiler_text: "A mill" });
  expect(fake.posts()).toMatchObject([{ text: "A mill" }]);
});

describe("the fake's apps", () => {
  const redirect_uris = "https://notes.test/back";
  const client_name = "tests";

  it.each([
    [{ client_name, redirect_uris: "nowhere", scopes: "profile" }],
    [{ redirect_uris, scopes: "profile" }],
    [{ client_name, redirect_uris, scopes: "everything" }],
    [{ client_name, redirect_uris, scopes: "profile", colour: "blue" }],
  ])("are not registered with %j", async (body) => {
    expect(await json("/api/v1/apps", body)).toMatchObject({ status: 422 });
  });

  it("are held to what they were registered for", async () => {
    const { text } = await json("/api/v1/apps", { client_name, redirect_uris, scopes: "profile" });
    const { client_id } = JSON.parse(text) as { client_id: string };
    const asking = async (changes: Record<string, string>) => {
      const asked = { client_id, redirect_uri: redirect_uris, scope: "profile", ...changes };
      const query = new URLSearchParams({ response_type: "code", state: "s", ...asked });
      return answer(`/oauth/authorize?${query.toString()}`);
    };
    expect(await asking({})).toMatchObject({ status: 200 });
    expect(await asking({ client_id: "another" })).toMatchObject({ status: 401 });
    expect(await asking({ redirect_uri: "https://evil.test/" })).toMatchObject({ status: 400 });
    const { status, headers } = await asking({ scope: "profile write:statuses" });
    expect([status, headers.get("location")]).toEqual([
      302,
      `${redirect_uris}?error=invalid_scope&state=s`,
    ]);
  });

  it("take back their tokens, and no others do", async () => {
    const revoke = (secret: string) =>
      answer("/oauth/revoke", {
        body: new URLSearchParams({ token, client_id: "sandbox-app-1", client_secret: secret }),
      });
    expect(await revoke("a guess")).toMatchObject({ status: 403 });
    expect(await post({ status: "Still here" })).toMatchObject({ status: 200 });
    expect(await revoke("sandbox-app-secret-1")).toMatchObject({ status: 200 });
    expect(await post({ status: "Gone" })).toMatchObject({ status: 401 });
  });
});

it("remembers everything through a restart", async () => {
  await post({ status: "Hello" });
  const kept: unknown = JSON.parse(JSON.stringify(fake.save()));
  const posts = fake.posts();
  fake = newFake();
  fake.load(kept as ReturnType<Fake["save"]>);
  expect(fake.posts()).toEqual(posts);
  expect(await post({ status: "Again" })).toMatchObject({ status: 200 });
});
