// From a saved post to the platforms: what is shared, when, and that it is shared once.

import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { Connection } from "#api/contract/connections.ts";
import { createdPostSchema, postSchema } from "#api/contract/posts.ts";
import type { CreatedPost } from "#api/contract/posts.ts";
import { runSchema } from "#api/contract/runs.ts";
import type { Run } from "#api/contract/runs.ts";
import { upload } from "./images.ts";
import { openWorld, runOf, textsAt } from "./world.ts";
import type { World } from "./world.ts";

/** Long enough for a second post to appear, if there were one. */
const settledMs = 300;

let world: World;
let bluesky: Connection;
let discord: Connection;

beforeAll(async () => {
  world = await openWorld();
  bluesky = await world.connect("bluesky", 1);
  discord = await world.connect("discord", 1);
});

afterAll(() => world[Symbol.asyncDispose]());

test("a created post is live on every connection, with a link to each copy", async () => {
  const { client } = world;
  const created = await client.post({
    title: "Broadsides are back",
    body: "A **sheet** printed on one side.",
    url: "https://example.org/back",
  });
  expect(created).toMatchObject({ post: { status: "published" }, runSkipped: null });
  const run = await client.finished(runOf(created).id);

  expect(run).toMatchObject({ trigger: "publication", postTitle: "Broadsides are back" });
  const atBluesky = world.bluesky.fake.posts().find(({ text }) => text.includes("are back"));
  const atDiscord = world.discord.fake.posts().find(({ text }) => text.includes("are back"));
  expect(run.deliveries).toMatchObject([
    { platform: "bluesky", state: "published", trouble: null, permalink: atBluesky?.permalink },
    { platform: "discord", state: "published", trouble: null, permalink: atDiscord?.permalink },
  ]);
  expect(atDiscord?.card).toMatchObject({ url: "https://example.org/back" });

  const { body } = await client.call("GET", `/posts/${created.post.id}`);
  expect(postSchema.parse(body).syndication).toEqual([
    { platform: "bluesky", connectionId: bluesky.id, permalink: atBluesky?.permalink },
    { platform: "discord", connectionId: discord.id, permalink: atDiscord?.permalink },
  ]);
});

test("each platform gets the wording that was chosen for it", async () => {
  const created = await world.client.post({
    title: "Chosen words",
    tags: ["print"],
    captions: {
      default: "Read: {{title}} {{hashtags}}",
      [discord.id]: "To the channel: {{title}}",
    },
  });
  await world.client.finished(runOf(created).id);
  expect(textsAt(world.bluesky)).toContain("Read: Chosen words #print");
  expect(textsAt(world.discord)).toContain("To the channel: Chosen words");
});

test("nothing is shared of a draft, or of a post without auto-posting", async () => {
  const draft = await world.client.post({ title: "Kept back as a draft", status: "draft" });
  expect(draft).toMatchObject({
    run: null,
    runSkipped: "not-published",
    post: { status: "draft" },
  });
  const silent = await world.client.post({ title: "Kept back in silence", autopost: false });
  expect(silent).toMatchObject({ run: null, runSkipped: "autopost-off" });
  expect(silent.post).toMatchObject({ status: "published", autopost: false, syndication: [] });
  await pause(settledMs);
  expect(copiesOf("Kept back")).toEqual([0, 0]);
});

test("a draft is shared once when it is published, and never again", async () => {
  const { post } = await world.client.post({ title: "Once a draft", status: "draft" });
  const published = await change(post.id, { status: "published" });
  await world.client.finished(runOf(published).id);

  const edited = await change(post.id, { body: "Now with a body", status: "published" });
  expect(edited.run?.id).toBe(runOf(published).id);
  const renamed = await change(post.id, { title: "Once a draft, renamed" });
  expect(renamed.post).toMatchObject({ title: "Once a draft, renamed", status: "published" });
  await pause(settledMs);
  expect(copiesOf("Once a draft")).toEqual([1, 1]);
  expect(await runsOf(post.id)).toHaveLength(1);
});

test("an edit keeps what it does not mention", async () => {
  const [cover = "", shown = ""] = await Promise.all(
    ["red", "blue"].map((background) =>
      upload(world.client, { width: 40, height: 30, background }),
    ),
  );
  const { post } = await world.client.post({
    ...{ title: "All of it", body: "Text", tags: ["one"], url: "https://example.org/all" },
    ...{ status: "draft", image: { mediaId: cover, alt: "cover" } },
    images: [{ mediaId: shown, alt: "shown" }],
    captions: { default: "{{title}}" },
  });
  const { post: renamed } = await change(post.id, { title: "Most of it" });
  const { updatedAt } = renamed;
  expect(renamed).toEqual({ ...post, title: "Most of it", updatedAt });

  const withoutCover = await change(post.id, { image: null });
  expect(withoutCover.post.images).toEqual([{ mediaId: shown, alt: "shown", isCover: false }]);
  const withCover = await change(post.id, { image: { mediaId: cover, alt: "again" } });
  expect(withCover.post.images).toEqual([
    { mediaId: cover, alt: "again", isCover: true },
    { mediaId: shown, alt: "shown", isCover: false },
  ]);
  const withoutOthers = await change(post.id, { images: [] });
  expect(withoutOthers.post.images).toEqual([{ mediaId: cover, alt: "again", isCover: true }]);
});

test("a scheduled post goes out when its time has come", async () => {
  const publishAt = new Date(Date.now() + 3000).toISOString();
  const { post, run, runSkipped } = await world.client.post({ title: "Later today", publishAt });
  expect({ status: post.status, run, runSkipped }).toEqual({
    ...{ status: "scheduled", run: null, runSkipped: "not-published" },
  });
  expect(copiesOf("Later today")).toEqual([0, 0]);
  await expect.poll(() => copiesOf("Later today"), { timeout: 20_000 }).toEqual([1, 1]);
  const { body } = await world.client.call("GET", `/posts/${post.id}`);
  const { status, publishedAt } = postSchema.parse(body);
  expect(status).toBe("published");
  expect(Date.parse(publishedAt ?? "")).toBeGreaterThanOrEqual(Date.parse(publishAt));
});

test("a message goes to the chosen connections, each in its own words", async () => {
  const run = await share({
    message: "A message to all",
    targets: [{ connectionId: bluesky.id }, { connectionId: discord.id, caption: "And here so" }],
  });
  expect(run).toMatchObject({ trigger: "person", postId: null, postTitle: null });
  await world.client.finished(run.id);
  expect(textsAt(world.bluesky)).toContain("A message to all");
  expect(textsAt(world.discord)).toContain("And here so");
  expect(textsAt(world.discord)).not.toContain("A message to all");
});

test("what the preview shows is what is sent", async () => {
  const targets = [{ connectionId: bluesky.id }, { connectionId: discord.id }];
  const message = `${"Word after word. ".repeat(30)}The end of the preview.`;
  const preview = await world.client.call("POST", "/captions/preview", { message, targets });
  const segments = z.object({
    data: z.array(z.object({ composition: z.object({ segments: z.array(z.looseObject({})) }) })),
  });
  const shown = segments.parse(preview.body).data;
  const run = await share({ message, targets });
  for (const [index, { id }] of run.deliveries.entries()) {
    const { composition } = await world.client.delivery(id);
    expect(composition.segments).toEqual(shown[index]?.composition.segments);
  }
  await world.client.finished(run.id);
});

test("a post is shared again by hand, and a scheduled run keeps to its time", async () => {
  const { post } = await world.client.post({ title: "By hand", autopost: false });
  const scheduledFor = new Date(Date.now() + 3000).toISOString();
  const run = await share({
    ...{ postId: post.id, scheduledFor, targets: [{ connectionId: discord.id }] },
  });
  expect(run).toMatchObject({ postTitle: "By hand", scheduledFor });
  expect(run.deliveries).toMatchObject([{ state: "scheduled", dueAt: scheduledFor }]);
  const { deliveries } = await world.client.finished(run.id);
  expect(deliveries).toMatchObject([{ state: "published" }]);
  expect(Date.parse(deliveries[0]?.startedAt ?? "")).toBeGreaterThanOrEqual(
    Date.parse(scheduledFor),
  );
  expect(copiesOf("By hand")).toEqual([0, 1]);
});

test("a cancelled run sends nothing, and stays cancelled", async () => {
  const scheduledFor = new Date(Date.now() + 3000).toISOString();
  const run = await share({
    ...{ message: "Never to be seen", scheduledFor },
    targets: [{ connectionId: bluesky.id }, { connectionId: discord.id }],
  });
  const cancelled = await world.client.call("POST", `/runs/${run.id}/cancel`);
  expect(cancelled).toMatchObject({
    status: 200,
    body: { deliveries: [{ state: "cancelled" }, { state: "cancelled" }] },
  });
  expect((await world.client.call("POST", `/runs/${run.id}/cancel`)).status).toBe(200);
  const retry = await world.client.call("POST", `/deliveries/${run.deliveries[0]?.id}/retry`);
  expect(retry).toMatchObject({ status: 409, body: { code: "wrong-state" } });
  await pause(3000 + settledMs);
  expect(copiesOf("Never to be seen")).toEqual([0, 0]);
});

test("posts and runs are listed the newest first, page by page, each once", async () => {
  for (const [list, schema] of [["/posts", postSchema] as const, ["/runs", runSchema] as const]) {
    const page = z.object({ data: z.array(schema), nextCursor: z.string().nullable() });
    const whole = page.parse((await world.client.call("GET", `${list}?limit=100`)).body);
    expect(whole.nextCursor).toBeNull();
    const ids: string[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const query: string = cursor === "" ? "?limit=2" : `?limit=2&cursor=${cursor}`;
      const part = page.parse((await world.client.call("GET", list + query)).body);
      ids.push(...part.data.map(({ id }) => id));
      cursor = part.nextCursor;
    }
    expect(ids).toEqual(whole.data.map(({ id }) => id));
    expect(ids).toEqual([...ids].sort().reverse());
  }
});

/** How many posts at Bluesky and at Discord have the words. */
function copiesOf(words: string): number[] {
  return [world.bluesky, world.discord].map(
    (served) => textsAt(served).filter((text) => text.includes(words)).length,
  );
}

async function change(postId: string, body: Record<string, unknown>): Promise<CreatedPost> {
  const answer = await world.client.call("PATCH", `/posts/${postId}`, body);
  expect(answer.status).toBe(200);
  return createdPostSchema.parse(answer.body);
}

async function share(body: Record<string, unknown>): Promise<Run> {
  const answer = await world.client.call("POST", "/runs", body);
  expect(answer.status).toBe(202);
  return runSchema.parse(answer.body);
}

async function runsOf(postId: string): Promise<Run[]> {
  const { body } = await world.client.call("GET", "/runs?limit=100");
  const { data } = z.object({ data: z.array(runSchema) }).parse(body);
  return data.filter((run) => run.postId === postId);
}
