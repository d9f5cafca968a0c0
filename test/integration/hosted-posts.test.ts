// Posts that are read on this server: the address of their page goes out with them, and their page
// links back to the live copies.

import { afterAll, beforeAll, expect, test } from "vitest";
import type { Site } from "#api/contract/sites.ts";
import type { FakePost } from "#connector/fake.ts";
import type { Person } from "./person.ts";
import { openWorld } from "./world.ts";
import type { World } from "./world.ts";

const publicUrl = "https://notes.example.org";

let world: World;
let ada: Person;
let site: Site;

beforeAll(async () => {
  world = await openWorld({ PUBLIC_URL: publicUrl });
  ada = await world.person("Ada");
  site = await ada.createSite({ name: "Ada's Notes" });
  await ada.connect(1);
});

afterAll(() => world[Symbol.asyncDispose]());

test("a post that is written here goes out with the address of its page", async () => {
  const { post, run } = await ada.post({ siteId: site.id, title: "Grüße, World", body: "Text." });
  const pageUrl = `${publicUrl}/@ada-s-notes/gru%C3%9Fe-world`;
  expect(post.pageUrl).toBe(pageUrl);
  await ada.finished(run);
  expect(sent("Grüße")).toMatchObject([{ card: { url: pageUrl, title: "Grüße, World" } }]);
});

test("a post that is written elsewhere goes out with its own address", async () => {
  const url = "https://elsewhere.example.org/essay";
  const { post, run } = await ada.post({ siteId: site.id, title: "An essay", url });
  expect(post.pageUrl).toBe(url);
  await ada.finished(run);
  expect(sent("An essay")).toMatchObject([{ card: { url } }]);
});

test("a note is whole where it is posted, and links to nothing", async () => {
  const { run } = await ada.post({ siteId: site.id, body: "Just a note." });
  await ada.finished(run);
  expect(sent("Just a note.")).toMatchObject([{ text: "Just a note.", card: null }]);
});

test("what is previewed before it is saved is what is sent after", async () => {
  const targets = await ada.call("GET", `/sites/${site.id}/autopost`);
  const [{ id: connectionId }] = (targets.body as { connections: [{ id: string }] }).connections;
  const content = { siteId: site.id, title: "Seen before", body: "In **print**.", tags: ["print"] };
  const preview = await ada.call("POST", "/captions/preview", {
    ...{ post: content, targets: [{ connectionId }] },
  });
  const { run } = await ada.post(content);
  const delivery = await ada.call("GET", `/deliveries/${run?.deliveries[0]?.id ?? ""}`);
  const { composition } = delivery.body as { composition: unknown };
  expect(preview).toMatchObject({ status: 200, body: { data: [{ connectionId }] } });
  expect((preview.body as { data: unknown[] }).data).toEqual([{ connectionId, composition }]);
});

test("its page is there for everybody, and names the live copies", async () => {
  const { post, run } = await ada.post({ siteId: site.id, title: "In print", body: "*Here.*" });
  const { deliveries } = await ada.finished(run);
  const { pathname } = new URL(post.pageUrl);
  const page = await (await fetch(world.url + pathname)).text();
  expect(page).toContain("<em>Here.</em>");
  expect(page).toContain(deliveries[0]?.permalink);
  await ada.call("DELETE", `/posts/${post.id}`);
  expect((await fetch(world.url + pathname)).status).toBe(404);
});

test("its former address leads to the one it has now", async () => {
  const { post } = await ada.post({ siteId: site.id, title: "Moved", autopost: false });
  const changed = await ada.call("PATCH", `/posts/${post.id}`, { slug: "moved-here" });
  const { pageUrl } = (changed.body as { post: { pageUrl: string } }).post;
  const { pathname } = new URL(post.pageUrl);
  const answer = await fetch(world.url + pathname, { redirect: "manual" });
  expect(answer.status).toBe(301);
  expect(new URL(answer.headers.get("location") ?? "", publicUrl).href).toBe(pageUrl);
});

function sent(text: string): readonly FakePost[] {
  return world.discord.fake.posts().filter((each) => each.text.includes(text));
}
