// How a site's posts are worded, and that what a preview shows is what is stored and sent.

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { previewSchema, siteCaptionsSchema } from "#api/contract/captions.ts";
import type { CaptionRule } from "#api/contract/captions.ts";
import { deliveryDetailsSchema } from "#api/contract/deliveries.ts";
import type { Composition } from "#api/contract/deliveries.ts";
import type { Connection } from "#api/contract/connections.ts";
import { runSchema } from "#api/contract/runs.ts";
import type { Run, Target } from "#api/contract/runs.ts";
import type { Site } from "#api/contract/sites.ts";
import type { Person } from "./person.ts";
import { openWorld } from "./world.ts";
import type { World } from "./world.ts";

let world: World;
let ada: Person;
let site: Site;
let channel: Connection;
let channels = 500;

const post = { title: "On Engines", excerpt: "What they do.", url: "https://example.org/e" };

beforeAll(async () => {
  world = await openWorld();
});

afterAll(() => world[Symbol.asyncDispose]());

beforeEach(async () => {
  ada = await world.person("Ada");
  site = await ada.createSite({ name: "Notes" });
  channels += 1;
  channel = await ada.connect(channels);
});

test("a post is worded by the most special rule: all, platform, connection", async () => {
  expect(await sentText()).toBe("On Engines\n\nWhat they do.\n\n<https://example.org/e>");
  await setRules({ default: { template: "All: {{title}}" } });
  expect(await sentText()).toContain("All: On Engines");
  await setRules({
    default: { template: "All: {{title}}", utm: { source: "broadside" } },
    discord: { template: "Discord: {{title}} {{url}}" },
  });
  expect(await sentText()).toBe("Discord: On Engines <https://example.org/e?utm_source=broadside>");
  await setRules({ discord: { template: "D" }, [channel.id]: { template: "Here: {{title}}" } });
  expect(await sentText()).toContain("Here: On Engines");
});

test("what was set is told, with what a template can say", async () => {
  const rules = { discord: { template: "{{title}}", overflow: "thread", isNumbered: true } };
  const voice = "Dry, and never an exclamation mark.";
  const put = await ada.call("PUT", `/sites/${site.id}/captions`, { rules, voice });
  expect(put.status).toBe(200);
  const { body } = await ada.call("GET", `/sites/${site.id}/captions`);
  expect(siteCaptionsSchema.parse(body)).toMatchObject({ rules, voice });
  expect(body).toMatchObject({
    variables: expect.arrayContaining(["title", "hashtags"]),
    templates: { x: expect.stringContaining("{{url}}"), discord: expect.any(String) },
  });
});

test("who has seen other captions than are there changes them only without saying which", async () => {
  const path = `/sites/${site.id}/captions`;
  const first = { rules: { default: { template: "{{title}}", overflow: "thread" } }, voice: "" };
  const seen = (await ada.call("GET", path)).headers.get("etag") ?? "";
  const saved = await ada.call("PUT", path, first, { "if-match": seen });
  expect(saved.status).toBe(200);
  const refused = await ada.call("PUT", path, { rules: {}, voice: "Dry" }, { "if-match": seen });
  expect(refused).toMatchObject({ status: 412, body: { code: "changed-meanwhile" } });
  const there = await ada.call("GET", path);
  expect(there.body).toMatchObject(first);
  expect(there.headers.get("etag")).toBe(saved.headers.get("etag"));
  // As it comes back through a proxy that compresses.
  const weak = { "if-match": `W/${saved.headers.get("etag") ?? ""}` };
  expect((await ada.call("PUT", path, { rules: {}, voice: "Dry" }, weak)).status).toBe(200);
  expect((await ada.call("PUT", path, first)).status).toBe(200);
});

test("of two who change what both have seen at the same moment, one is refused", async () => {
  const path = `/sites/${site.id}/captions`;
  const seen = (await ada.call("GET", path)).headers.get("etag") ?? "";
  const answers = await Promise.all(
    ["One voice", "Another voice"].map((voice) =>
      ada.call("PUT", path, { rules: {}, voice }, { "if-match": seen }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
});

test("a rule for nobody, or with a variable that there is not, is refused by its name", async () => {
  const bob = await world.person("Bob");
  const foreign = await bob.connect(channels + 100);
  for (const [rules, path, words] of [
    [{ default: { template: "{{titel}}" } }, "rules.default.template", "{{titel}}"],
    [{ myspace: { template: "Hi" } }, "rules.myspace", "neither"],
    [{ [foreign.id]: { template: "Hi" } }, `rules.${foreign.id}`, "no connection"],
  ] as const) {
    const answer = await ada.call("PUT", `/sites/${site.id}/captions`, { rules, voice: "" });
    expect(answer).toMatchObject({
      status: 422,
      body: { errors: [{ path, message: expect.stringContaining(words) }] },
    });
  }
  expect(await ada.call("GET", `/sites/${site.id}/captions`)).toMatchObject({
    body: { rules: {} },
  });
});

test("rules of a connection that is gone do not keep the others from being changed", async () => {
  await setRules({ [channel.id]: { template: "Here" } });
  await ada.call("DELETE", `/connections/${channel.id}`);
  await setRules({ [channel.id]: { template: "Here" }, default: { template: "{{title}}" } });
});

test("what the preview shows is what the run stores, to the letter", async () => {
  const { id } = (await ada.post({ ...post, siteId: site.id, autopost: false })).post;
  const targets = [
    { connectionId: channel.id, caption: "Word. ".repeat(600), overflow: "thread" },
  ] as const;
  const { etag, compositions } = await preview(id, targets);
  expect(compositions[0]?.segments.length).toBeGreaterThan(1);
  const run = await start(id, targets, etag);
  expect(await storedOf(run)).toEqual(compositions);
});

test("what has changed since the preview is not sent", async () => {
  const { id } = (await ada.post({ ...post, siteId: site.id, autopost: false })).post;
  const targets = [{ connectionId: channel.id }];
  const { etag } = await preview(id, targets);
  await ada.call("PATCH", `/posts/${id}`, { title: "On Other Engines" });
  const refused = await ada.call("POST", "/runs", { postId: id, targets }, { "if-match": etag });
  expect(refused).toMatchObject({ status: 412, body: { code: "changed-meanwhile" } });
  const again = await preview(id, targets);
  expect(await storedOf(await start(id, targets, again.etag))).toEqual(again.compositions);
});

/** Of a new post, at the only connection. */
async function sentText(): Promise<string> {
  const { run } = await ada.post({ ...post, siteId: site.id });
  const [composition] = await storedOf(await ada.finished(run));
  return composition?.segments[0]?.text ?? "";
}

async function setRules(rules: Record<string, CaptionRule>): Promise<void> {
  const answer = await ada.call("PUT", `/sites/${site.id}/captions`, { rules, voice: "" });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
}

async function preview(postId: string, targets: readonly Target[]) {
  const answer = await ada.call("POST", "/captions/preview", { postId, targets });
  const { data } = previewSchema.parse(answer.body);
  return {
    etag: answer.headers.get("etag") ?? "",
    compositions: data.map(({ composition }) => composition),
  };
}

async function start(postId: string, targets: readonly Target[], etag: string): Promise<Run> {
  const answer = await ada.call("POST", "/runs", { postId, targets }, { "if-match": etag });
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return runSchema.parse(answer.body);
}

async function storedOf({ deliveries }: Run): Promise<Composition[]> {
  return Promise.all(
    deliveries.map(async ({ id }) => {
      const { body } = await ada.call("GET", `/deliveries/${id}`);
      return deliveryDetailsSchema.parse(body).composition;
    }),
  );
}
