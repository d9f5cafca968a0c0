// When something is not well: what the user is told, what is held, and how it goes on.

import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { connectionSchema } from "#api/contract/connections.ts";
import type { Connection } from "#api/contract/connections.ts";
import { deliveryDetailsSchema } from "#api/contract/deliveries.ts";
import type { DeliveryDetails } from "#api/contract/deliveries.ts";
import { noticeSchema } from "#api/contract/notices.ts";
import { runSchema } from "#api/contract/runs.ts";
import { upload } from "./images.ts";
import { signIn } from "./session.ts";
import { entriesOf, openWorld, textsAt } from "./world.ts";
import type { World } from "./world.ts";

let world: World;
let discord: Connection;
let bluesky: Connection;

beforeAll(async () => {
  world = await openWorld();
  discord = await world.connect("discord", 1);
  bluesky = await world.connect("bluesky", 1);
});

afterEach(() => {
  world.webhook.isDeleted = false;
  world.discord.faults.clear();
});

afterAll(() => world[Symbol.asyncDispose]());

test("a delivery whose answer was lost is uncertain, and its notice says so", async () => {
  const delivery = await sendUncertain("Lost and told of");
  expect(delivery).toMatchObject({ state: "uncertain", permalink: null });
  expect(delivery.trouble).toMatchObject({ kind: "uncertain" });
  expect(delivery.trouble?.message).toContain("Look there, then say which it is.");
  expect(delivery.journal).toMatchObject([{ step: "segment-0", isInDoubt: true }]);
  expect(await noticeOf(delivery.id)).toMatchObject({ kind: "delivery.uncertain", readAt: null });
  expect(copiesOf("Lost and told of")).toBe(1);
});

test("an uncertain delivery that is live is published with its link, and not sent again", async () => {
  const { id } = await sendUncertain("Lost but live");
  const { permalink } = postAt("Lost but live");
  const resolved = await resolve(id, { outcome: "live", url: permalink });
  expect(resolved.status).toBe(200);
  const ended = await untilSettled(id);
  expect(ended).toMatchObject({ state: "published", trouble: null, permalink });
  expect(copiesOf("Lost but live")).toBe(1);
  const again = await resolve(id, { outcome: "send-again" });
  expect(again).toMatchObject({ status: 409, body: { code: "wrong-state" } });
});

test("the first part of a thread is found by its link, and the rest is sent after it", async () => {
  const message = `Lost thread. ${"Sentence after sentence. ".repeat(120)}The last words.`;
  const { id, composition } = await sendUncertain(message);
  expect(composition.segments.length).toBeGreaterThan(1);
  const { permalink } = postAt("Lost thread.");
  expect((await resolve(id, { outcome: "live", url: permalink })).status).toBe(200);
  expect(await untilSettled(id)).toMatchObject({ state: "published", permalink });
  for (const { text } of composition.segments) {
    expect(textsAt(world.discord).filter((posted) => posted === text)).toHaveLength(1);
  }
});

test("an uncertain delivery is sent again when its user says so, once", async () => {
  const { id } = await sendUncertain("Lost and sent again");
  expect((await resolve(id, { outcome: "send-again" })).status).toBe(200);
  const ended = await untilSettled(id);
  expect(ended).toMatchObject({ state: "published", trouble: null });
  expect(copiesOf("Lost and sent again")).toBe(2);
  await pause(200);
  expect(copiesOf("Lost and sent again")).toBe(2);
});

test("a link to something else is refused in words, and nothing changes", async () => {
  const { id } = await sendUncertain("Lost among others");
  for (const url of ["https://example.org/elsewhere", `${world.discord.origin}/channels/1/2/3`]) {
    const refused = await resolve(id, { outcome: "live", url });
    expect(refused).toMatchObject({ status: 422, body: { code: "invalid" } });
    expect(refused.body).toMatchObject({ errors: [{ path: "url" }] });
    expect(z.object({ detail: z.string() }).parse(refused.body).detail).toMatch(/Discord/);
  }
  expect(await world.client.delivery(id)).toMatchObject({ state: "uncertain" });
  const retry = await world.client.call("POST", `/deliveries/${id}/retry`);
  expect(retry).toMatchObject({ status: 409, body: { code: "wrong-state" } });
});

test("the connection of a deleted webhook is expired, and its deliveries wait for a new one", async () => {
  world.webhook.isDeleted = true;
  const first = await send("Behind a deleted webhook");
  const held = await untilSettled(first);
  expect(held).toMatchObject({ state: "held", trouble: { kind: "reconnect" } });
  expect(await noticeOf(held.id)).toMatchObject({ kind: "delivery.held" });
  expect(await connectionNow(discord)).toMatchObject({
    ...{ state: "expired", autopost: true },
    stateReason: expect.stringContaining("webhook was deleted"),
  });
  const second = await untilSettled(await send("Also behind it"));
  expect(second).toMatchObject({ state: "held", trouble: { kind: "reconnect" } });

  const refused = await world.client.call("POST", "/connections/discord", entriesOf("discord", 1));
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: "webhookUrl" }] } });

  world.webhook.isDeleted = false;
  const renewed = await world.connect("discord", 1);
  expect(renewed).toMatchObject({ id: discord.id, state: "active", stateReason: null });
  for (const id of [first, second.id]) {
    expect(await untilSettled(id)).toMatchObject({ state: "published", trouble: null });
  }
  expect([copiesOf("Behind a deleted webhook"), copiesOf("Also behind it")]).toEqual([1, 1]);
});

test("unlinking holds what waits, and linking the same account again sends it", async () => {
  const scheduledFor = new Date(Date.now() + 3000).toISOString();
  const waiting = await send("Waits for its account", scheduledFor);
  expect((await world.client.call("DELETE", `/connections/${discord.id}`)).status).toBe(204);
  const held = await world.client.delivery(waiting);
  expect(held).toMatchObject({ state: "held", trouble: { kind: "unlinked" } });
  expect(held.trouble?.message).toContain("Link it again");
  expect(await connectionNow(discord)).toBeUndefined();

  const meanwhile = await world.client.post({ title: "Posted meanwhile" });
  expect(meanwhile.run?.deliveries).toMatchObject([{ platform: "bluesky" }]);
  const targets = [{ connectionId: discord.id }];
  const refused = await world.client.call("POST", "/runs", { message: "Not there", targets });
  expect(refused).toMatchObject({ status: 422, body: { code: "invalid" } });
  const gone = await world.client.call("DELETE", `/connections/${discord.id}`);
  expect(gone).toMatchObject({ status: 404, body: { code: "not-found" } });
  const stillHeld = await world.client.call("POST", `/deliveries/${waiting}/retry`);
  expect(stillHeld.status).toBe(200);
  expect(await untilSettled(waiting)).toMatchObject({
    state: "held",
    trouble: { kind: "unlinked" },
  });

  const linked = await world.connect("discord", 1);
  expect(linked).toMatchObject({ id: discord.id, state: "active" });
  expect(await untilSettled(waiting)).toMatchObject({ state: "published" });
  expect(copiesOf("Waits for its account")).toBe(1);
});

test("what does not fit a platform is rejected there with a notice, and goes out elsewhere", async () => {
  const colours = ["red", "green", "blue", "gold", "teal"];
  const images = await Promise.all(
    colours.map(async (background) => ({
      mediaId: await upload(world.client, { width: 8, height: 8, background }),
      alt: background,
    })),
  );
  const { run } = await world.client.post({ title: "Five pictures", images });
  const { deliveries } = await world.client.finished(run?.id ?? "");
  expect(deliveries).toMatchObject([
    { platform: "discord", state: "published", trouble: null },
    {
      ...{ platform: "bluesky", state: "rejected", permalink: null },
      trouble: { kind: "refused", message: expect.stringContaining("Bluesky takes 4 images") },
    },
  ]);
  expect(await noticeOf(deliveries[1]?.id ?? "")).toMatchObject({ kind: "delivery.rejected" });
});

test("a rate limit is obeyed by its connection alone, with the time it goes on", async () => {
  world.discord.faults.inject({ fault: "rate-limit", aim: "post", times: 1, resetInMs: 1500 });
  const slow = await send("After the pause");
  await expect
    .poll(async () => (await world.client.delivery(slow)).state, { timeout: 10_000 })
    .toBe("waiting");
  const { trouble } = await world.client.delivery(slow);
  expect(trouble).toMatchObject({ kind: "rate-limit", until: expect.any(String) });
  const other = await share("At once", [{ connectionId: bluesky.id }]);
  expect(await untilSettled(other)).toMatchObject({ state: "published" });
  expect(await untilSettled(slow)).toMatchObject({ state: "published", trouble: null });
  expect(copiesOf("After the pause")).toBe(1);
});

test("notices are marked as read by their user, and by no key", async () => {
  const byKey = await world.client.call("POST", "/notices/read");
  expect(byKey).toMatchObject({ status: 403, body: { code: "not-in-scope" } });
  const session = await signIn(world.product.url);
  expect((await session.call({ method: "POST", path: "/notices/read" })).status).toBe(204);
  const notices = await listNotices();
  expect(notices.length).toBeGreaterThan(0);
  expect(notices.filter(({ readAt }) => readAt === null)).toEqual([]);
});

async function send(message: string, scheduledFor?: string): Promise<string> {
  return share(message, [{ connectionId: discord.id }], scheduledFor);
}

/** The id of the run's first delivery. */
async function share(
  message: string,
  targets: readonly { connectionId: string }[],
  scheduledFor?: string,
): Promise<string> {
  const answer = await world.client.call("POST", "/runs", { message, targets, scheduledFor });
  expect(answer.status).toBe(202);
  const [delivery] = runSchema.parse(answer.body).deliveries;
  return delivery?.id ?? "";
}

async function sendUncertain(message: string): Promise<DeliveryDetails> {
  world.discord.faults.inject({ fault: "lose-reply", aim: "post", times: 1 });
  const delivery = await untilSettled(await send(message));
  expect(delivery.state).toBe("uncertain");
  return delivery;
}

const onItsWay = new Set(["scheduled", "running", "waiting"]);

async function untilSettled(deliveryId: string): Promise<DeliveryDetails> {
  await expect
    .poll(async () => onItsWay.has((await world.client.delivery(deliveryId)).state), {
      timeout: 20_000,
    })
    .toBe(false);
  return world.client.delivery(deliveryId);
}

async function resolve(deliveryId: string, resolution: Record<string, string>) {
  const answer = await world.client.call("POST", `/deliveries/${deliveryId}/resolve`, resolution);
  if (answer.status === 200) deliveryDetailsSchema.parse(answer.body);
  return answer;
}

function postAt(words: string) {
  const found = world.discord.fake.posts().find(({ text }) => text.includes(words));
  if (found === undefined) throw new Error(`"${words}" is not at Discord`);
  return found;
}

function copiesOf(words: string): number {
  return textsAt(world.discord).filter((text) => text.includes(words)).length;
}

async function connectionNow({ id }: Connection): Promise<Connection | undefined> {
  const { body } = await world.client.call("GET", "/connections");
  const { data } = z.object({ data: z.array(connectionSchema) }).parse(body);
  return data.find((connection) => connection.id === id);
}

async function noticeOf(id: string) {
  const find = async () => (await listNotices()).filter(({ deliveryId }) => deliveryId === id);
  await expect.poll(find, { timeout: 20_000 }).toHaveLength(1);
  const [notice] = await find();
  return notice;
}

async function listNotices() {
  const { body } = await world.client.call("GET", "/notices?limit=100");
  return z.object({ data: z.array(noticeSchema) }).parse(body).data;
}
