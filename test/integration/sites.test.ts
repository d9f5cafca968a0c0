// Sites, their members and invitations, and what is said to who asks for something that cannot be.

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { connectionSchema } from "#api/contract/connections.ts";
import { mediaSchema } from "#api/contract/media.ts";
import { problemSchema } from "#api/contract/shared.ts";
import { createdInvitationSchema } from "#api/contract/sites.ts";
import type { Site } from "#api/contract/sites.ts";
import { png } from "#test/e2e/images.ts";
import type { Answer, Person } from "./person.ts";
import { nobody } from "./person.ts";
import { openWorld } from "./world.ts";
import type { World } from "./world.ts";

const mebibyte = 1024 * 1024;

let world: World;
let ada: Person;
let bob: Person;
let site: Site;

beforeAll(async () => {
  world = await openWorld();
  [ada, bob] = [await world.person("Ada"), await world.person("Bob")];
});

afterAll(() => world[Symbol.asyncDispose]());

beforeEach(async () => {
  site = await ada.createSite({ name: "Notes" });
});

test("a site is created, changed in each of its settings, and deleted with what it has", async () => {
  expect(site).toMatchObject({
    ...{ name: "Notes", url: null, timeZone: "UTC", language: null, undoMinutes: 0, role: "admin" },
    ...{ pageUrl: `${world.url}/@${site.slug}` },
    defaultUser: { userId: ada.userId, name: "Ada", reason: "first-member" },
  });
  const settings = {
    ...{ name: "Notizen", url: "https://notes.example.org", timeZone: "Europe/Berlin" },
    ...{ language: "de", undoMinutes: 60 },
  };
  for (const [name, value] of Object.entries(settings)) {
    const changed = await ada.call("PATCH", `/sites/${site.id}`, { [name]: value });
    expect(changed).toMatchObject({ status: 200, body: { [name]: value } });
  }
  const { body } = await ada.call("GET", `/sites/${site.id}`);
  expect(body).toEqual({ ...site, ...settings });

  const { post } = await ada.post({ siteId: site.id, title: "Goes with it" });
  expect((await ada.call("DELETE", `/sites/${site.id}`)).status).toBe(204);
  expect((await ada.call("GET", `/sites/${site.id}`)).status).toBe(404);
  expect((await ada.call("GET", `/posts/${post.id}`)).status).toBe(404);
});

test("a member joins by invitation, with the place that it names", async () => {
  const place = { role: "admin", isBiller: true };
  const sent = await ada.call("POST", `/sites/${site.id}/invitations`, {
    ...{ email: bob.email, ...place },
  });
  const { link, ...invitation } = createdInvitationSchema.parse(sent.body);
  expect(invitation).toMatchObject({ email: bob.email, ...place, invitedBy: "Ada" });
  const open = await ada.call("GET", `/sites/${site.id}/invitations`);
  expect(open.body, "without its link").toEqual({ data: [invitation] });

  const token = new URL(link).hash.slice(1);
  const shown = await nobody(world.url)("POST", "/invitations/look", { token });
  expect(shown.body).toMatchObject({ siteName: "Notes", email: bob.email, hasAccount: true });
  const wrong = await (await world.person("Eve")).call("POST", "/invitations/accept", { token });
  expect(detailOf(wrong, 403)).toContain(`This invitation is for ${bob.email}`);
  expect(await bob.call("POST", "/invitations/accept", { token })).toMatchObject({
    ...{ status: 200, body: { siteId: site.id } },
  });
  expect(detailOf(await bob.call("POST", "/invitations/accept", { token }), 404)).toContain(
    "Ask whoever invited you",
  );
  const members = await bob.call("GET", `/sites/${site.id}/members`);
  expect(members.body).toMatchObject({
    data: [
      { userId: ada.userId, name: "Ada", role: "admin", isBiller: false, isDefaultUser: false },
      { userId: bob.userId, email: bob.email, ...place, isDefaultUser: true },
    ],
  });
});

test("an invitation that is taken back leads nowhere", async () => {
  const invitation = { email: "late@example.test" };
  const sent = await ada.call("POST", `/sites/${site.id}/invitations`, invitation);
  const { id, link } = createdInvitationSchema.parse(sent.body);
  const path = `/sites/${site.id}/invitations/${id}`;
  expect((await ada.call("DELETE", path)).status).toBe(204);
  expect((await ada.call("DELETE", path)).status).toBe(404);
  const token = new URL(link).hash.slice(1);
  const look = await nobody(world.url)("POST", "/invitations/look", { token });
  expect(detailOf(look, 404)).toContain("too old");
});

test("whoever is no admin any more cannot come back by an invitation of their own", async () => {
  await ada.letIn(site, bob, { role: "admin" });
  const eve = await world.person("Eve");
  const sent = await bob.call("POST", `/sites/${site.id}/invitations`, { email: eve.email });
  const token = new URL(createdInvitationSchema.parse(sent.body).link).hash.slice(1);
  const members = [place(ada), place(bob, "editor")];
  await ada.call("PUT", `/sites/${site.id}/members`, { members });
  expect((await ada.call("GET", `/sites/${site.id}/invitations`)).body).toEqual({ data: [] });
  expect((await eve.call("POST", "/invitations/accept", { token })).status).toBe(404);
});

test("an editor writes and shares, and changes neither the site nor its members", async () => {
  await ada.letIn(site, bob);
  const { post } = await bob.post({ siteId: site.id, title: "By an editor" });
  expect((await bob.call("PATCH", `/posts/${post.id}`, { title: "Mended" })).status).toBe(200);
  expect((await bob.call("GET", `/sites/${site.id}/members`)).status).toBe(200);
  const refused = [
    bob.call("PATCH", `/sites/${site.id}`, { name: "Bob's" }),
    bob.call("DELETE", `/sites/${site.id}`),
    bob.call("PUT", `/sites/${site.id}/members`, { members: [place(bob)] }),
    bob.call("DELETE", `/sites/${site.id}/members/${ada.userId}`),
    bob.call("GET", `/sites/${site.id}/invitations`),
    bob.call("POST", `/sites/${site.id}/invitations`, { email: "eve@example.test" }),
  ];
  for (const answer of await Promise.all(refused)) {
    expect(detailOf(answer, 403)).toBe("Only an admin of Notes can do this.");
  }
});

test("the last admin neither leaves nor becomes an editor", async () => {
  await ada.letIn(site, bob);
  const needed = "A site needs an admin. Make another member an admin first.";
  const leave = await ada.call("DELETE", `/sites/${site.id}/members/${ada.userId}`);
  expect(detailOf(leave, 422)).toBe(needed);
  const members = [{ ...place(ada), role: "editor" }, place(bob, "editor")];
  const demote = await ada.call("PUT", `/sites/${site.id}/members`, { members });
  expect(detailOf(demote, 422)).toContain(needed);
  const handOver = [place(ada), place(bob)];
  await ada.call("PUT", `/sites/${site.id}/members`, { members: handOver });
  expect((await ada.call("DELETE", `/sites/${site.id}/members/${ada.userId}`)).status).toBe(204);
  expect((await ada.call("GET", `/sites/${site.id}`)).status).toBe(404);
});

test("an order that leaves out somebody who has just joined changes nothing", async () => {
  await ada.letIn(site, bob);
  const answer = await ada.call("PUT", `/sites/${site.id}/members`, { members: [place(ada)] });
  expect(detailOf(answer, 409)).toContain("The members have changed meanwhile");
});

test("what cannot be is refused in words, and nothing is changed", async () => {
  await ada.letIn(site, bob);
  await ada.post({ siteId: site.id, title: "One", slug: "one" });
  const two = await ada.post({ siteId: site.id, title: "Two", slug: "two" });
  const invite = (email: string) => ada.call("POST", `/sites/${site.id}/invitations`, { email });
  const change = (settings: object) => ada.call("PATCH", `/sites/${site.id}`, settings);
  const post = (given: object) => ada.call("POST", "/posts", { siteId: site.id, ...given });

  expect(await post({ title: "Again", slug: "one" })).toSatisfy(
    refused(422, "slug", "Another post of this site has the slug one: choose another."),
  );
  expect(await ada.call("PATCH", `/posts/${two.post.id}`, { slug: "One" })).toSatisfy(
    refused(422, "slug", "Another post of this site has the slug one: choose another."),
  );
  expect(await post({ title: "None", slug: "!!!" })).toSatisfy(
    refused(422, "slug", "A slug needs a letter or a digit."),
  );
  expect(await change({ timeZone: "Mars/Olympus" })).toSatisfy(
    refused(422, "timeZone", "Give a time zone by its name, such as Europe/Berlin."),
  );
  expect(await change({ language: "?" })).toSatisfy(
    refused(422, "language", "Give a language by its BCP 47 tag, such as en or pt-BR."),
  );
  expect(await change({ undoMinutes: 61 })).toSatisfy(refused(422, "undoMinutes", "At most 60."));
  expect(await change({ url: "javascript:alert(1)" })).toSatisfy(
    refused(422, "url", "Give a web address that begins with https:// or http://."),
  );
  expect(await invite(bob.email.toUpperCase())).toSatisfy(
    refused(422, "email", `${bob.email.toUpperCase()} is a member of Notes already.`),
  );
  expect(await invite("nobody")).toSatisfy(
    refused(422, "email", "Give an e-mail address, such as ada@example.org."),
  );
  const large = await post({ title: "Large", body: "x".repeat(5 * mebibyte) });
  expect(detailOf(large, 413)).toContain("at most 1 MB");
  const privately = { url: "http://127.0.0.1:9/cover.png", alt: "" };
  expect(await post({ title: "Cover", image: privately })).toSatisfy(
    refused(422, "image.url", /only public https addresses are/),
  );
  expect((await ada.call("GET", `/posts?siteId=${site.id}`)).body).toMatchObject({
    data: [{ slug: "two" }, { slug: "one" }],
  });
  expect((await ada.call("GET", `/sites/${site.id}`)).body).toMatchObject({
    ...{ timeZone: "UTC", undoMinutes: 0 },
  });
});

test("auto-posting is limited only to sites of one's own", async () => {
  const channel = await ada.connect(1, null);
  const others = await bob.createSite({ name: "Bob's" });
  const path = `/connections/${channel.id}`;
  const limit = (siteIds: string[] | null) => ada.call("PATCH", path, { siteIds });
  expect(await limit([site.id, others.id])).toSatisfy(
    refused(422, "siteIds.1", `You are no member of a site ${others.id}.`),
  );
  expect(connectionSchema.parse((await limit([site.id])).body).siteIds).toEqual([site.id]);
  expect(connectionSchema.parse((await limit(null)).body).siteIds).toBeNull();
});

test("posts are listed by site and by state", async () => {
  const other = await ada.createSite({ name: "Other" });
  await ada.post({ siteId: site.id, title: "Draft", status: "draft" });
  await ada.post({ siteId: site.id, title: "Out" });
  await ada.post({ siteId: other.id, title: "Elsewhere" });
  const titles = async (query: string) => {
    const { data } = (await ada.call("GET", `/posts?${query}`)).body as {
      data: { title: string }[];
    };
    return data.map(({ title }) => title);
  };
  expect(await titles(`siteId=${site.id}`)).toEqual(["Out", "Draft"]);
  expect(await titles(`siteId=${site.id}&status=draft`)).toEqual(["Draft"]);
  expect(await titles(`siteId=${other.id}&status=published`)).toEqual(["Elsewhere"]);
  const strangers = await bob.call("GET", `/posts?siteId=${site.id}`);
  expect(strangers.status).toBe(404);
});

test("who saves a post that somebody else has changed meanwhile is told, if they want to be", async () => {
  await ada.letIn(site, bob);
  const { post } = await ada.post({ siteId: site.id, title: "Together", autopost: false });
  const path = `/posts/${post.id}`;
  const etag = (await ada.call("GET", path)).headers.get("etag") ?? "";
  const first = await bob.call("PATCH", path, { title: "Bob's" }, { "if-match": etag });
  expect(first.status).toBe(200);
  const late = await ada.call("PATCH", path, { title: "Ada's" }, { "if-match": etag });
  expect(detailOf(late, 412)).toContain("Somebody has changed this post meanwhile");
  const nonsense = await ada.call("PATCH", path, { title: "Ada's" }, { "if-match": '"x"' });
  expect(nonsense.status).toBe(412);
  const current = first.headers.get("etag") ?? "";
  const again = await ada.call("PATCH", path, { title: "Both" }, { "if-match": current });
  expect(again).toMatchObject({ status: 200, body: { post: { title: "Both" } } });
  expect((await bob.call("PATCH", path, { title: "Whatever" })).status).toBe(200);
});

test("a cover that one member has set stays when another saves the post", async () => {
  await ada.letIn(site, bob);
  const cover = await upload(ada, "teal");
  const { post } = await ada.post({
    ...{ siteId: site.id, title: "With a cover" },
    image: { mediaId: cover, alt: "A sheet" },
  });
  const image = { mediaId: cover, alt: "A printed sheet" };
  const saved = await bob.call("PATCH", `/posts/${post.id}`, { image });
  expect(saved).toMatchObject({ status: 200, body: { post: { images: [image] } } });
  expect((await bob.call("GET", `/media/${cover}`)).status).toBe(200);
  const own = await upload(ada, "tomato");
  expect((await bob.call("GET", `/media/${own}`)).status, "in no post").toBe(404);
});

test("an API key acts for its user, within its scopes and the user's roles", async () => {
  await ada.letIn(site, bob);
  const reader = await bob.program(["posts:read"]);
  const seen = await reader("GET", `/sites/${site.id}`);
  expect(seen).toMatchObject({ status: 200, body: { role: "editor" } });
  const post = { siteId: site.id, title: "By a program" };
  expect(detailOf(await reader("POST", "/posts", post), 403)).toContain("posts:write");
  const writer = await bob.program(["posts:read", "posts:write"]);
  expect((await writer("POST", "/posts", post)).status).toBe(201);
  expect((await writer("PATCH", `/sites/${site.id}`, { name: "Its" })).status).toBe(403);
  await ada.call("DELETE", `/sites/${site.id}/members/${bob.userId}`);
  expect((await writer("POST", "/posts", post)).status, "no member any more").toBe(404);
});

function place(person: Person, role = "admin") {
  return { userId: person.userId, role, isBiller: false };
}

async function upload(person: Person, background: string): Promise<string> {
  const bytes = new Uint8Array(await png({ width: 8, height: 8, background }));
  const stored = await person.call("POST", "/media", bytes, { "content-type": "image/png" });
  return mediaSchema.parse(stored.body).id;
}

function detailOf({ status, body }: Answer, expected: number): string {
  expect(status, JSON.stringify(body)).toBe(expected);
  return problemSchema.parse(body).detail;
}

/** A problem that names the field and says this. */
function refused(status: number, path: string, message: string | RegExp) {
  return (answer: Answer): boolean => {
    const problem = problemSchema.safeParse(answer.body).data;
    const said = problem?.errors?.find((each) => each.path === path)?.message ?? "";
    const fits = typeof message === "string" ? said === message : message.test(said);
    return answer.status === status && fits;
  };
}
