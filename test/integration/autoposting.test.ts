// To whose accounts a published post goes, and when it goes nowhere: the default user of a site, their
// connections, and everything that changes either.

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { postSchema } from "#api/contract/posts.ts";
import { runSchema } from "#api/contract/runs.ts";
import type { Connection } from "#api/contract/connections.ts";
import { autopostSchema } from "#api/contract/sites.ts";
import type { Site } from "#api/contract/sites.ts";
import { eventually } from "./eventually.ts";
import { webhookOf } from "./person.ts";
import type { Person } from "./person.ts";
import { openWorld } from "./world.ts";
import type { World } from "./world.ts";

let world: World;
let ada: Person;
let bob: Person;
let site: Site;
let adasChannel: Connection;
let bobsChannel: Connection;
let channels = 0;

beforeAll(async () => {
  world = await openWorld();
});

afterAll(() => world[Symbol.asyncDispose]());

beforeEach(async () => {
  [ada, bob] = [await world.person("Ada"), await world.person("Bob")];
  site = await ada.createSite({ name: "Notes" });
  adasChannel = await ada.connect(newChannel());
  bobsChannel = await bob.connect(newChannel());
});

test("the first biller comes before members who are none", async () => {
  await ada.letIn(site, bob, { isBiller: true });
  expect(await defaultUser()).toMatchObject({ userId: bob.userId, reason: "first-biller" });
  expect(await goesTo(site)).toEqual([bobsChannel.id]);
});

test("without a biller, the first member is the default user", async () => {
  await ada.letIn(site, bob);
  expect(await defaultUser()).toMatchObject({ userId: ada.userId, reason: "first-member" });
  expect(await goesTo(site)).toEqual([adasChannel.id]);
});

test("an order that changes between two posts changes where the second goes", async () => {
  await ada.letIn(site, bob);
  expect(await goesTo(site)).toEqual([adasChannel.id]);
  await arrange([bob, ada]);
  expect(await goesTo(site, bob)).toEqual([bobsChannel.id]);
});

test("a flag and a membership that change, change the default user at once", async () => {
  await ada.letIn(site, bob);
  await arrange([ada, bob], { billers: [bob] });
  expect(await goesTo(site)).toEqual([bobsChannel.id]);
  await arrange([ada, bob], { billers: [ada, bob] });
  expect(await goesTo(site)).toEqual([adasChannel.id]);
  await arrange([ada, bob], { billers: [bob] });
  const left = await bob.call("DELETE", `/sites/${site.id}/members/${bob.userId}`);
  expect(left.status).toBe(204);
  expect(await goesTo(site)).toEqual([adasChannel.id]);
});

test("one account posts all of its sites to the same connections", async () => {
  const sites = [site, await ada.createSite({ name: "Two" }), await ada.createSite({ name: "3" })];
  for (const each of sites) expect(await goesTo(each)).toEqual([adasChannel.id]);
});

test("two accounts with two sites post each to its own default user's", async () => {
  const second = await bob.createSite({ name: "Bob's notes" });
  await ada.letIn(site, bob);
  await bob.letIn(second, ada);
  expect(await goesTo(site, bob)).toEqual([adasChannel.id]);
  expect(await goesTo(second, ada)).toEqual([bobsChannel.id]);
});

test("a connection that is limited to one site gets nothing of the others", async () => {
  const second = await ada.createSite({ name: "Second" });
  const settings = { autopost: true, siteIds: [second.id] };
  const limited = await ada.connect(newChannel(), settings);
  expect(await goesTo(site)).toEqual([adasChannel.id]);
  expect(await goesTo(second)).toEqual([adasChannel.id, limited.id]);
});

test("a connection gets nothing until its switch is on, and nothing after it is off", async () => {
  const off = await ada.connect(newChannel(), null);
  expect(off).toMatchObject({ autopost: false, siteIds: null });
  expect(await goesTo(site)).toEqual([adasChannel.id]);
  await ada.call("PATCH", `/connections/${off.id}`, { autopost: true });
  await ada.call("PATCH", `/connections/${adasChannel.id}`, { autopost: false });
  expect(await goesTo(site)).toEqual([off.id]);
});

test("when the default user unlinks, auto-posting through that stops, and through others goes on", async () => {
  const other = await ada.connect(newChannel());
  expect(await goesTo(site)).toEqual([adasChannel.id, other.id]);
  expect((await ada.call("DELETE", `/connections/${adasChannel.id}`)).status).toBe(204);
  expect(await goesTo(site)).toEqual([other.id]);
  await ada.call("DELETE", `/connections/${other.id}`);
  const { run, runSkipped } = await ada.post({ siteId: site.id, title: "To nobody" });
  expect({ run, runSkipped }).toEqual({ run: null, runSkipped: "no-connections" });
});

test("what waits for an unlinked connection is held with the reason, and goes on when it is linked again", async () => {
  const channel = newChannel();
  const { id } = await ada.connect(channel);
  await ada.call("PATCH", `/connections/${adasChannel.id}`, { autopost: false });
  await ada.call("PATCH", `/sites/${site.id}`, { undoMinutes: 60 });
  const { run } = await ada.post({ siteId: site.id, title: "Waiting" });
  await ada.call("DELETE", `/connections/${id}`);
  const held = await ada.finished(run);
  expect(held.deliveries).toMatchObject([{ state: "held", trouble: { kind: "unlinked" } }]);
  const all = await ada.call("GET", "/connections?unlinked=true");
  expect(all.body).toMatchObject({ data: [{}, { id, isLinked: false, autopost: true }] });

  const webhookUrl = webhookOf(channel);
  const again = await ada.call("POST", "/connections/discord", { webhookUrl });
  expect(again).toMatchObject({ status: 201, body: { id, isLinked: true, autopost: true } });
  const resumed = runSchema.parse((await ada.call("GET", `/runs/${held.id}`)).body);
  expect(resumed.deliveries).toMatchObject([{ state: "scheduled", trouble: null }]);
});

test("`autopost: false` keeps a post from being shared, then and later", async () => {
  const created = await ada.post({ siteId: site.id, title: "Quiet", autopost: false });
  expect(created).toMatchObject({ run: null, runSkipped: "autopost-off" });
  const changed = await ada.call("PATCH", `/posts/${created.post.id}`, { autopost: true });
  expect(changed.body).toMatchObject({ run: null });
});

test("saving an existing post never posts again", async () => {
  const { post, run } = await ada.post({ siteId: site.id, title: "Once" });
  await ada.finished(run);
  for (const change of [{ title: "Once, mended" }, { status: "published" }, { autopost: true }]) {
    const saved = await ada.call("PATCH", `/posts/${post.id}`, change);
    expect(saved).toMatchObject({ status: 200, body: { run: { id: run?.id } } });
  }
  expect(await runsOf(post.id)).toHaveLength(1);
  expect(published("Once")).toHaveLength(1);
});

test("a draft is shared when it is published, and not before", async () => {
  const draft = await ada.post({ siteId: site.id, title: "Later", status: "draft" });
  expect(draft).toMatchObject({ run: null, runSkipped: "not-published" });
  const saved = await ada.call("PATCH", `/posts/${draft.post.id}`, { status: "published" });
  const { run } = saved.body as { run: unknown };
  const finished = await ada.finished(runSchema.parse(run));
  expect(finished.deliveries).toMatchObject([{ state: "published" }]);
});

test("a scheduled post goes to whoever is the default user when its time comes", async () => {
  await ada.letIn(site, bob);
  const { post } = await ada.post({ siteId: site.id, title: "In time", publishAt: inMs(1500) });
  expect(post.status).toBe("scheduled");
  await arrange([ada, bob], { billers: [bob] });
  const [run] = await eventually(async () => {
    const runs = await runsOf(post.id);
    return runs.length > 0 ? runs : undefined;
  });
  const finished = await ada.finished(run ?? null);
  expect(finished.deliveries).toMatchObject([{ connectionId: bobsChannel.id, state: "published" }]);
});

test("a site's undo time lets a run be cancelled before anything is sent", async () => {
  await ada.call("PATCH", `/sites/${site.id}`, { undoMinutes: 10 });
  const { post, run } = await ada.post({ siteId: site.id, title: "On second thought" });
  expect(run).toMatchObject({ deliveries: [{ state: "scheduled" }] });
  expect(Date.parse(run?.scheduledFor ?? "")).toBeGreaterThan(Date.now() + 9 * 60_000);
  const cancelled = await ada.call("POST", `/runs/${run?.id ?? ""}/cancel`);
  expect(cancelled.body).toMatchObject({ deliveries: [{ state: "cancelled" }] });
  const again = await ada.call("PATCH", `/posts/${post.id}`, { title: "Mended" });
  expect(again.body).toMatchObject({ post: { title: "Mended", status: "published" } });
  expect(await runsOf(post.id)).toHaveLength(1);
});

test("sharing by hand tests auto-posting, also of a post that is live", async () => {
  await ada.letIn(site, bob, { isBiller: true });
  const { post, run } = await ada.post({ siteId: site.id, title: "Shared twice" });
  await ada.finished(run);
  const known = postSchema.parse((await bob.call("GET", `/posts/${post.id}`)).body);
  expect(known.syndication, "what the warning names").toMatchObject([
    { connectionId: bobsChannel.id },
  ]);
  const targets = [{ connectionId: bobsChannel.id }];
  const shared = await bob.call("POST", "/runs", { postId: post.id, targets });
  expect(shared.status).toBe(202);
  const again = await bob.finished(runSchema.parse(shared.body));
  expect(again).toMatchObject({ trigger: "person", deliveries: [{ state: "published" }] });
  expect(published("Shared twice")).toHaveLength(2);
});

test("an editor shares to the site's connections and their own, and to nobody else's", async () => {
  await ada.letIn(site, bob);
  const stranger = await world.person("Eve");
  const evesChannel = await stranger.connect(newChannel());
  const { post } = await bob.post({ siteId: site.id, title: "Editor's", autopost: false });
  const share = (connectionId: string) =>
    bob.call("POST", "/runs", { postId: post.id, targets: [{ connectionId }] });
  expect((await share(bobsChannel.id)).status).toBe(202);
  expect((await share(adasChannel.id)).status, "as saving it does").toBe(202);
  expect((await share(evesChannel.id)).status).toBe(422);
  await ada.call("PATCH", `/connections/${adasChannel.id}`, { autopost: false });
  expect((await share(adasChannel.id)).status, "no more than saving it does").toBe(422);
});

test("what went to a member's own connection is theirs alone to send again", async () => {
  await ada.letIn(site, bob);
  const own = await bob.connect(newChannel(), null);
  const { post } = await bob.post({ siteId: site.id, title: "Refused once", autopost: false });
  const targets = [{ connectionId: own.id }];
  const shared = await bob.call("POST", "/runs", { postId: post.id, targets });
  const { deliveries } = await bob.finished(runSchema.parse(shared.body));
  const { id } = deliveries[0] ?? { id: "" };
  await world.db
    .updateTable("deliveries")
    .set({ state: "rejected" })
    .where("id", "=", id)
    .execute();
  expect((await ada.call("GET", `/deliveries/${id}`)).status).toBe(200);
  expect((await ada.call("POST", `/deliveries/${id}/retry`)).status).toBe(403);
  await ada.call("DELETE", `/sites/${site.id}/members/${bob.userId}`);
  expect((await bob.call("GET", `/deliveries/${id}`)).status, "it was to Bob's channel").toBe(200);
  expect((await bob.call("POST", `/deliveries/${id}/retry`)).status).toBe(200);
});

test("what waits for the connections of somebody who leaves is cancelled", async () => {
  await ada.letIn(site, bob, { isBiller: true });
  await ada.call("PATCH", `/sites/${site.id}`, { undoMinutes: 60 });
  const { run } = await ada.post({ siteId: site.id, title: "For Bob's channel" });
  await ada.call("DELETE", `/sites/${site.id}/members/${bob.userId}`);
  const finished = await ada.finished(run);
  expect(finished.deliveries).toMatchObject([{ connectionId: bobsChannel.id, state: "cancelled" }]);
});

test("what is deleted during its undo time is not sent, whatever is linked again", async () => {
  const channel = newChannel();
  const { id } = await ada.connect(channel);
  await ada.call("PATCH", `/sites/${site.id}`, { undoMinutes: 60 });
  const { post, run } = await ada.post({ siteId: site.id, title: "Regretted" });
  await ada.call("DELETE", `/connections/${id}`);
  expect((await ada.call("DELETE", `/posts/${post.id}`)).status).toBe(204);
  await ada.call("POST", "/connections/discord", { webhookUrl: webhookOf(channel) });
  const { deliveries } = await ada.finished(run);
  expect(deliveries.map(({ state }) => state)).toEqual(["cancelled", "cancelled"]);
});

test("50 saves with one Idempotency-Key at once make one post and one run", async () => {
  const key = { "idempotency-key": `fifty-${site.id}` };
  const post = { siteId: site.id, title: "Fifty times" };
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => ada.call("POST", "/posts", post, key)),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  for (const { body } of answers) expect(body).toEqual(answers[0]?.body);
  const { data } = (await ada.call("GET", `/posts?siteId=${site.id}`)).body as { data: unknown[] };
  expect(data).toHaveLength(1);
  const [first] = data.map((each) => postSchema.parse(each));
  expect(await runsOf(first?.id ?? "")).toHaveLength(1);
});

test("two publications of one draft at once make one run", async () => {
  const { post } = await ada.post({ siteId: site.id, title: "Twice at once", status: "draft" });
  const publish = () => ada.call("PATCH", `/posts/${post.id}`, { status: "published" });
  const answers = await Promise.all([publish(), publish(), publish(), publish()]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const runs = await runsOf(post.id);
  expect(runs).toHaveLength(1);
  await ada.finished(runs[0] ?? null);
  expect(published("Twice at once")).toHaveLength(1);
});

/** What the Editor says before Save, and where a post that is saved then goes: they must be the same. */
async function goesTo(from: Site, by = ada): Promise<string[]> {
  const said = await by.call("GET", `/sites/${from.id}/autopost`);
  const announced = autopostSchema.parse(said.body).connections.map(({ id }) => id);
  const { run } = await by.post({ siteId: from.id, title: `Of ${from.name}` });
  const { deliveries } = await by.finished(run);
  expect(deliveries.map(({ state }) => state)).toEqual(deliveries.map(() => "published"));
  const reached = deliveries.map(({ connectionId }) => connectionId);
  expect(announced).toEqual(reached);
  return reached;
}

async function defaultUser() {
  const { body } = await ada.call("GET", `/sites/${site.id}/autopost`);
  return autopostSchema.parse(body).defaultUser;
}

async function arrange(order: Person[], { billers = [] as Person[] } = {}): Promise<void> {
  const members = order.map((person) => ({
    ...{ userId: person.userId, isBiller: billers.includes(person) },
    role: person === ada ? "admin" : "editor",
  }));
  const answer = await ada.call("PUT", `/sites/${site.id}/members`, { members });
  expect(answer.status).toBe(200);
}

async function runsOf(postId: string) {
  const { body } = await ada.call("GET", "/runs?limit=100");
  const { data } = body as { data: unknown[] };
  return data.map((run) => runSchema.parse(run)).filter((run) => run.postId === postId);
}

function published(text: string) {
  return world.discord.fake.posts().filter((each) => each.text === text);
}

function newChannel(): number {
  channels += 1;
  return channels;
}

function inMs(ms: number): string {
  return new Date(Date.now() + ms).toISOString();
}
