// Captions by hand: counted while they are written, drawn as they will look, by the rules of a site.

import { gzipSync } from "node:zlib";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { signIn } from "#test/e2e/session.ts";
import type { BrowserSession } from "#test/e2e/session.ts";
import { openWorld, textsAt } from "#test/e2e/world.ts";
import type { World } from "#test/e2e/world.ts";
import { expectUsable, openBrowser, openSignedIn, tabTo } from "./browser.ts";
import { picture } from "./editor.ts";
import { joinSite, openAs, signUp } from "./people.ts";

const person = "person-1.sandbox.test (Bluesky)";
const channel = "Announcements 1 (Discord)";
const sentence = "The engine weaves algebraic patterns, as the loom weaves flowers and leaves. ";
/** With gzip. */
const maxScriptBytes = 250_000;
const onPhone = { viewport: { width: 390, height: 844 }, colorScheme: "dark" } as const;

let world: World;
let browser: Browser;
let session: BrowserSession;

beforeAll(async () => {
  [world, browser] = await Promise.all([openWorld({ SIGN_UP: "open" }), openBrowser()]);
  session = await signIn(world.product.url);
  await world.connect("bluesky", 1);
  await world.connect("discord", 1);
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser.close();
  await world[Symbol.asyncDispose]();
});

test("a caption that is too long says what becomes of it, and becomes just that", async () => {
  const page = await openShare({ body: `Of looms. ${sentence.repeat(4)}`, tags: [] });
  const card = cardFor(page, person);
  await card.getByText("It becomes a thread of 2 posts.").waitFor();
  await card.getByText("317 of 300 characters").waitFor();
  expect(await card.getByRole("article").count(), "posts as they will look").toBe(2);
  await card.getByLabel(`Number the posts for ${person}`).check();
  await card.getByText("1/2").waitFor();
  await cardFor(page, channel).getByText("317 of 2,000 characters").waitFor();
  await expectUsable(page);

  await card.getByLabel(`What is too long for ${person}`).selectOption("is shortened");
  await card.getByText("It will be shortened to fit.").waitFor();
  await card.getByText("1/2").waitFor({ state: "detached" });
  await card.getByLabel(`What is too long for ${person}`).selectOption("becomes a thread");
  await card.getByText("2/2").waitFor();
  await runNow(page);
  const sent = textsAt(world.bluesky).filter((text) => text.includes("weaves"));
  expect(sent).toEqual([
    expect.stringMatching(/^Of looms\.[^]*1\/2$/),
    expect.stringMatching(/leaves\.[^]*2\/2$/),
  ]);
});

test("counting follows every key, before the server has answered", async () => {
  const page = await openShare({ body: "Short" });
  const card = cardFor(page, person);
  await card.getByText("5 of 300 characters").waitFor();
  await page.route("**/captions/preview", (route) => route.abort());
  const caption = card.getByLabel(`Caption for ${person}`);
  // Two characters of Unicode, three bytes, one of a reader.
  await caption.fill("e\u0301".repeat(301));
  await card.getByText("301 of 300 characters").waitFor();
  await card.getByText("It becomes a thread of 2 posts.").waitFor();
  await caption.fill("With {{titel}}");
  await card.getByText("There is no variable {{titel}}.").waitFor();
  await caption.fill("{{#url}}More");
  await card.getByText("The block {{#url}} has no end").waitFor();
  await card.getByRole("button", { name: "Back to the usual caption" }).click();
  expect(await caption.inputValue()).toBe("Short");
});

test("a caption that cannot be filled in hides nothing of the others", async () => {
  const page = await openShare({ body: "Of {{braces}}" });
  const caption = cardFor(page, person).getByLabel(`Caption for ${person}`);
  await cardFor(page, person).getByRole("article").getByText("Of {{braces}}").waitFor();
  await caption.press("End");
  await caption.press("!");
  await cardFor(page, person).getByRole("article").getByText("Of {braces}!").waitFor();
  await caption.fill("With {{titel}}");
  await page.getByText("A caption cannot be filled in yet").waitFor();
  await cardFor(page, person).getByRole("article").waitFor({ state: "detached" });
  await cardFor(page, channel).getByRole("article").getByText("Of {{braces}}").waitFor();
  expect(await page.getByRole("button", { name: "Run now" }).isDisabled()).toBe(true);
  expect(await page.getByText("What would be posted cannot be shown").count()).toBe(0);
  await expectUsable(page);
});

test("what a site has set for long captions holds for one's own words, until one chooses", async () => {
  const path = `/sites/${world.client.siteId}/captions`;
  const set = (rules: object) => session.call({ method: "PUT", path, body: { rules, voice: "" } });
  expect((await set({ default: { overflow: "shorten" } })).status).toBe(200);
  const page = await openShare({ body: "Short" });
  await cardFor(page, person).getByLabel(`Caption for ${person}`).fill(sentence.repeat(5));
  const choice = cardFor(page, person).getByLabel(`What is too long for ${person}`);
  expect(await choice.inputValue()).toBe("shorten");
  await cardFor(page, person).getByText("It will be shortened to fit.").waitFor();
  await choice.selectOption("becomes a thread");
  await cardFor(page, person).getByText("It becomes a thread of 2 posts.").waitFor();
  await set({});
});

test("a post is drawn as it will look: who, the text, the card of its link, its images", async () => {
  const page = await openAt("/posts/new", onPhone);
  await page.getByLabel("Title").fill("On looms");
  await page.getByLabel("Text", { exact: true }).fill("They weave. #jacquard");
  await page.getByText("Details").click();
  await page.getByLabel("Link").fill("https://example.org/looms");
  await page.getByLabel("Cover image").setInputFiles([await picture()]);
  const shown = page.getByRole("region", { name: "As it will be posted" }).getByRole("article");
  const atBluesky = shown.first();
  await atBluesky.getByText("example.org", { exact: true }).waitFor();
  await atBluesky.getByText("person-1.sandbox.test").first().waitFor();
  await atBluesky.locator("img").first().waitFor();
  await expectUsable(page);
});

test("a post that is changed meanwhile is looked at again before it is sent", async () => {
  const { post } = await world.client.post({ body: "As it was", autopost: false });
  const page = await openAt(`/posts/${post.id}/share`);
  await cardFor(page, channel).getByRole("article").getByText("As it was").waitFor();
  await world.client.call("PATCH", `/posts/${post.id}`, { body: "As it is by now" });
  await page.getByRole("button", { name: "Run now" }).click();
  await page.getByText("Nothing was sent: the post has been changed").waitFor();
  await cardFor(page, channel).getByRole("article").getByText("As it is by now").waitFor();
  expect(textsAt(world.discord)).not.toContain("As it was");
  await expectUsable(page);
  await runNow(page);
  expect(textsAt(world.discord)).toContain("As it is by now");
});

test("a message needs no post, and is kept until it is sent", async () => {
  const page = await openAt("/", onPhone);
  await page.getByRole("link", { name: "Message", exact: true }).click();
  await page.getByRole("heading", { name: "New message" }).waitFor();
  await page.getByText("Write the message first.").waitFor();
  await expectUsable(page);
  await page.getByLabel("Message", { exact: true }).fill("Closed on Monday");
  await cardFor(page, channel).getByText("16 of 2,000 characters").waitFor();
  await page.reload();
  await cardFor(page, channel).getByRole("article").getByText("Closed on Monday").waitFor();
  await page.getByLabel(`Caption for ${channel}`).fill("Closed on Monday, all day");
  await cardFor(page, channel).getByRole("article").getByText("all day").waitFor();
  await expectUsable(page);
  await runNow(page);
  expect(textsAt(world.discord)).toContain("Closed on Monday, all day");
  expect(textsAt(world.bluesky)).toContain("Closed on Monday");
  await page.goto(`${world.product.url}/run/new`);
  expect(await page.getByLabel("Message", { exact: true }).inputValue()).toBe("");
});

test("by keyboard alone, a message gets where it goes", async () => {
  const page = await openAt("/run/new");
  await tabTo(page, page.getByLabel("Message", { exact: true }));
  await page.keyboard.type("Without a mouse");
  await cardFor(page, channel).getByText("15 of 2,000 characters").waitFor();
  await tabTo(page, page.getByRole("button", { name: "Run now" }));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();
  expect(textsAt(world.discord)).toContain("Without a mouse");
});

test("a site's template is written with what is wrong named at once, and words its posts when saved", async () => {
  await world.client.post({ title: "On weaving", body: "It takes time.", autopost: false });
  const page = await openAt(`/sites/${world.client.siteId}`);
  await page.getByRole("link", { name: "Templates and voice" }).click();
  const template = page.getByLabel("Template", { exact: true });
  await template.fill("New: {{titel}}");
  await page.getByText("There is no variable {{titel}}.").waitFor();
  await template.fill("{{#tags}}Of {{tags}}");
  await page.getByText("The block {{#tags}} has no end").waitFor();
  await page.getByRole("button", { name: "Save captions" }).click();
  await page.getByText("A template cannot be filled in yet").waitFor();
  await expectUsable(page);
  await template.fill("New here: ");
  await page.getByRole("button", { name: "Insert title" }).click();
  expect(await template.inputValue()).toBe("New here: {{title}}");
  await template.press("Enter");
  await page.getByRole("button", { name: "Insert url" }).click();
  await page.getByText("New here: On weaving").waitFor();

  await page.getByLabel("For", { exact: true }).selectOption("Discord");
  await page.getByText("Marks for statistics").click();
  await page.getByLabel("Source").fill("discord");
  await page.getByText("https://example.org/a-post?utm_source=discord").waitFor();
  await page.getByRole("textbox", { name: "Voice" }).fill("Plain and warm.");
  await page.getByRole("link", { name: "History" }).click();
  await page.getByRole("heading", { name: "Leave without saving?" }).waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Save captions" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();
  await expectUsable(page);
  await page.setViewportSize(onPhone.viewport);
  await expectUsable(page);

  const share = await openShare({
    ...{ title: "On patience", body: "It takes time.", url: "https://example.org/patience" },
  });
  expect(await share.getByLabel(`Caption for ${channel}`).inputValue()).toBe(
    "New here: On patience\nhttps://example.org/patience?utm_source=discord",
  );
  await runNow(share);
  expect(textsAt(world.discord).join("\n")).toContain("New here: On patience");
});

test("what another admin has saved meanwhile is replaced knowingly, or not at all", async () => {
  const path = `/sites/${world.client.siteId}/captions`;
  const page = await openAt(path);
  const voice = page.getByRole("textbox", { name: "Voice" });
  await voice.fill("Mine");
  const body = { rules: {}, voice: "Theirs" };
  expect((await session.call({ method: "PUT", path, body })).status).toBe(200);
  await page.getByRole("button", { name: "Save captions" }).click();
  await page.getByRole("alert").getByText("Somebody else has saved other captions").waitFor();
  expect(await voice.inputValue()).toBe("Mine");
  await expectUsable(page);
  const there = await session.call({ method: "GET", path });
  expect(await there.json()).toMatchObject({ voice: "Theirs" });
  await page.getByRole("button", { name: "Save captions" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();
  const replaced = await session.call({ method: "GET", path });
  expect(await replaced.json()).toMatchObject({ voice: "Mine" });
});

test("an editor of the site sees its captions, and cannot change them", async () => {
  const bob = await signUp(world.product, "Bob");
  const { siteId } = world.client;
  await joinSite(world.product, { siteId, session }, bob);
  const page = await openAs(browser, `${world.product.url}/sites/${siteId}/captions`, bob);
  await page.getByText("You see them here; admins change them.").waitFor();
  const template = page.getByLabel("Template", { exact: true });
  await template.waitFor();
  expect(await template.isEditable()).toBe(false);
  expect(await page.getByRole("button", { name: "Save captions" }).count()).toBe(0);
  await expectUsable(page);
});

test("no page asks for more script at once than was promised", async () => {
  const { post } = await world.client.post({ title: "Small", body: "Text", autopost: false });
  const { siteId } = world.client;
  for (const path of [
    ...["/", "/posts/new", "/run/new"],
    ...[`/posts/${post.id}/share`, `/sites/${siteId}/captions`],
  ]) {
    const page = await openAt("/robots.txt");
    const sizes: Promise<number>[] = [];
    page.on("response", (response) => {
      if (response.url().endsWith(".js")) sizes.push(response.body().then(compressedSize));
    });
    await page.goto(world.product.url + path, { waitUntil: "networkidle" });
    // On a slow machine the network may be idle before the page's own code is asked for.
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    const sum = (await Promise.all(sizes)).reduce((all, one) => all + one, 0);
    expect(sum, path).toBeGreaterThan(50_000);
    expect(sum, path).toBeLessThanOrEqual(maxScriptBytes);
  }
});

type NewPost = Parameters<World["client"]["post"]>[0];

async function openShare(content: NewPost): Promise<Page> {
  const { post } = await world.client.post({ ...content, autopost: false });
  return openAt(`/posts/${post.id}/share`);
}

async function openAt(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  return openSignedIn(browser, world.product.url + path, session, options);
}

function cardFor(page: Page, name: string): Locator {
  return page.getByRole("region", { name: `How it is posted to ${name}` });
}

function compressedSize(script: Buffer): number {
  return gzipSync(script).length;
}

async function runNow(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Run now" }).click();
  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();
}
