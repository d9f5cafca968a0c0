// Captions by a model, from the dashboard: asked for, shown beside what is there, taken or not.

import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { breaksOff, openAiStub, refuses, says, stalls } from "#test/ai/stub.ts";
import type { AiStub } from "#test/ai/stub.ts";
import { signIn } from "#test/e2e/session.ts";
import type { BrowserSession } from "#test/e2e/session.ts";
import { openWorld, textsAt } from "#test/e2e/world.ts";
import type { World } from "#test/e2e/world.ts";
import { expectUsable, openBrowser, openSignedIn } from "./browser.ts";
import { picture } from "./editor.ts";

const person = "person-1.sandbox.test (Bluesky)";
const channel = "Announcements 1 (Discord)";
const url = "https://example.org/looms";

let stub: AiStub;
let world: World;
let browser: Browser;
let session: BrowserSession;

beforeAll(async () => {
  stub = await openAiStub(says("?"));
  const env = { AI_BASE_URL: stub.baseUrl, AI_MODEL: "weaver-1", AI_PRICES: "10,40" };
  [world, browser] = await Promise.all([openWorld(env), openBrowser()]);
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
  await stub[Symbol.asyncDispose]();
});

test("captions are generated for all, compared with what is there, and posted once taken", async () => {
  stub.script(says("Looms weave leaves, and numbers too."));
  const page = await openShare();
  await page.getByText("weaver-1").waitFor();
  await page.getByRole("button", { name: "Generate for all" }).click();
  const proposed = proposalFor(page, channel);
  await proposed.getByText("Read it before you take it.").waitFor();
  await proposed.locator("del").first().waitFor();
  expect(await proposed.locator("ins").allInnerTexts()).toContainEqual(
    expect.stringContaining("numbers"),
  );
  await proposed.getByText(/^\$0\.0018 · 100 tokens in · 20 tokens out · \d+\.\d s$/).waitFor();
  await expectUsable(page);
  expect(await captionFor(page, channel), "not taken yet").toContain("On looms");
  await proposed.getByRole("button", { name: "Take", exact: true }).click();
  await proposed.waitFor({ state: "detached" });
  expect(await captionFor(page, channel)).toContain("Looms weave leaves, and numbers too.");
  await proposalFor(page, person).getByRole("button", { name: "Discard" }).click();
  expect(await captionFor(page, person)).toContain("On looms");
  await page.getByRole("button", { name: "Run now" }).click();
  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();
  expect(textsAt(world.discord).at(-1)).toContain("Looms weave leaves, and numbers too.");
  expect(textsAt(world.bluesky).at(-1)).toContain("On looms");
});

test("one caption is adapted from a core message, which is asked for where it is missing", async () => {
  stub.script(says("We mend looms on Mondays."));
  const page = await openShare();
  const adapt = page.getByRole("button", { name: `AI Adapt for ${person}` });
  await adapt.click();
  const core = page.getByLabel("Core message");
  expect(await page.locator(":focus").and(core).count(), "led to the field").toBe(1);
  await page.getByText("Write here first what AI Adapt is to say.").waitFor();
  expect(await core.getAttribute("aria-invalid")).toBe("true");
  await expectUsable(page);
  await page.keyboard.type("Looms are mended on Mondays.");
  await adapt.click();
  await proposalFor(page, person).getByText("We mend looms on Mondays.").first().waitFor();
  expect(stub.asked.at(-1)?.text).toContain("Looms are mended on Mondays.");
  expect(await proposalFor(page, channel).count()).toBe(0);
  await proposalFor(page, person).getByRole("button", { name: "Take", exact: true }).click();
  expect(await captionFor(page, person)).toContain("We mend looms on Mondays.");
});

test("what is too long to the end is shortened, and says so", async () => {
  stub.script(says("A loom weaves patterns of leaves for a long time. ".repeat(20)));
  const page = await openShare();
  await page.getByRole("button", { name: `Generate for ${person}` }).click();
  await proposalFor(page, person).getByText("so it was shortened to fit").waitFor();
  await proposalFor(page, person).getByText("asked 3 times").waitFor();
  await proposalFor(page, person).getByRole("button", { name: "Take", exact: true }).click();
  await cardFor(page, person).getByRole("article").getByText("A loom weaves").waitFor();
  expect(await cardFor(page, person).getByRole("article").count()).toBe(1);
});

test("failures are told in words, with the shortened text in the model's place", async () => {
  const page = await openShare("They weave leaves. ".repeat(30));
  const proposed = proposalFor(page, person);
  for (const [answer, words] of [
    [refuses(401, "Wrong key"), "The AI does not accept this server's key."],
    [refuses(429, "Slow down", { "retry-after": "20" }), "Try again in 20 seconds."],
    [breaksOff("Looms w"), "Try again"],
  ] as const) {
    stub.script(answer);
    await page.getByRole("button", { name: `Generate for ${person}` }).click();
    await proposed.getByRole("status").getByText(words).waitFor();
    await proposed.getByRole("button", { name: "Take the shortened text" }).waitFor();
    await expectUsable(page);
  }
  await proposed.getByRole("button", { name: "Take the shortened text" }).click();
  expect(
    await page
      .locator(":focus")
      .and(page.getByLabel(`Caption for ${person}`))
      .count(),
  ).toBe(1);
  await cardFor(page, person)
    .getByText(/^\d+ of 300 characters$/)
    .waitFor();
  expect(await captionFor(page, person)).toContain("…");
});

test("a model that takes its time can be stopped", async () => {
  stub.script(stalls("Looms weave leaves, and they take their time. ".repeat(4)));
  const page = await openShare();
  await page.getByRole("button", { name: `Generate for ${channel}` }).click();
  await proposalFor(page, channel).getByText("Looms weave leaves").waitFor();
  await expectUsable(page);
  await proposalFor(page, channel).getByRole("button", { name: "Stop" }).click();
  await stub.asked.at(-1)?.ended;
  expect(await proposalFor(page, channel).count()).toBe(0);
});

test("an image is described, for its author to read before it is saved", async () => {
  stub.script(says("A plain teal rectangle"));
  const page = await openAt("/posts/new");
  await page
    .getByRole("group", { name: "Images" })
    .getByLabel("Images")
    .setInputFiles([await picture()]);
  await page.getByRole("button", { name: "Suggest what image 1 shows" }).click();
  await page.getByText("By the model: read it before you save.").waitFor();
  const alt = page.getByLabel("Image 1: what it shows");
  expect(await alt.inputValue()).toBe("A plain teal rectangle");
  await alt.fill("My own words");
  await page.getByRole("button", { name: "Use this" }).click();
  expect(await alt.inputValue()).toBe("A plain teal rectangle");
  await expectUsable(page);
});

test("without a model, the page says how to add one, and shortens what is there", async () => {
  await using plain = await openWorld();
  await plain.connect("bluesky", 1);
  const { post } = await plain.client.post({ body: "Looms weave. ".repeat(40), autopost: false });
  const signedIn = await signIn(plain.product.url);
  const address = `${plain.product.url}/posts/${post.id}/share`;
  const page = await openSignedIn(browser, address, signedIn);
  await page.getByText("AI_BASE_URL").waitFor();
  await page.getByRole("button", { name: `Generate for ${person}` }).click();
  const proposed = proposalFor(page, person);
  await proposed.getByText("Shortened to fit, without a model").waitFor();
  await expectUsable(page);
  await proposed.getByRole("button", { name: "Take", exact: true }).click();
  await cardFor(page, person)
    .getByText(/^\d+ of 300 characters$/)
    .waitFor();
  expect(await captionFor(page, person)).toMatch(/…$/);
});

async function openShare(excerpt = "They weave leaves."): Promise<Page> {
  const { post } = await world.client.post({
    ...{ title: "On looms", excerpt, body: "They weave leaves and numbers." },
    ...{ url, autopost: false },
  });
  return openAt(`/posts/${post.id}/share`);
}

async function openAt(path: string): Promise<Page> {
  return openSignedIn(browser, world.product.url + path, session);
}

function cardFor(page: Page, name: string): Locator {
  return page.getByRole("region", { name: `How it is posted to ${name}` });
}

function proposalFor(page: Page, name: string): Locator {
  return page.getByRole("region", { name: `Proposed for ${name}` });
}

function captionFor(page: Page, name: string): Promise<string> {
  return page.getByLabel(`Caption for ${name}`).inputValue();
}
