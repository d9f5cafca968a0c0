// The list of posts, several sites, and the pages of writing at every width and brightness.

import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { signIn } from "#test/e2e/session.ts";
import type { BrowserSession } from "#test/e2e/session.ts";
import { openWorld } from "#test/e2e/world.ts";
import type { World } from "#test/e2e/world.ts";
import { expectUsable, openBrowser, openSignedIn } from "./browser.ts";
import { write } from "./editor.ts";

const moreThanOnePage = 23;

let world: World;
let browser: Browser;
let session: BrowserSession;
let publishedId: string;

beforeAll(async () => {
  [world, browser] = await Promise.all([openWorld(), openBrowser()]);
  session = await signIn(world.product.url);
  const { siteId } = world.client;
  for (let number = 1; number <= moreThanOnePage; number += 1) {
    await world.client.post({ siteId, title: `Draft ${number}`, status: "draft" });
  }
  await world.client.post({ siteId, title: "Soon", publishAt: "2100-01-05T08:00:00Z" });
  await world.connect("bluesky", 1);
  await world.connect("discord", 1);
  const published = await world.client.post({ siteId, body: "A **note** with no title" });
  publishedId = published.post.id;
  await world.client.finished(published.run?.id ?? "");
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser.close();
  await world[Symbol.asyncDispose]();
});

test("the list shows what is drafted, scheduled and published, and where it is live", async () => {
  const page = await openAt("/");
  const rows = page.getByRole("list", { name: "Posts" }).getByRole("listitem");
  await rows.first().getByText("A note with no title").waitFor();
  await rows.first().getByRole("link", { name: "Live at Announcements 1 (Discord)" }).waitFor();
  await rows.nth(1).getByText("Scheduled for Jan 5, 2100, 9:00 AM GMT+1").waitFor();
  expect(await rows.count()).toBe(20);
  await expectUsable(page);
  await page.getByRole("button", { name: "Show older" }).click();
  await page.getByText("Draft 1", { exact: true }).waitFor();
  expect(await rows.count()).toBe(moreThanOnePage + 2);

  await page.locator("label").filter({ hasText: "Scheduled" }).click();
  await expect.poll(() => rows.count()).toBe(1);
  await page.reload();
  await page.getByText("Soon").waitFor();
  expect(await rows.count(), "its address says which").toBe(1);
  await page.locator("label").filter({ hasText: "Published" }).click();
  await rows.getByText("A note with no title").click();
  await page.getByRole("heading", { name: "Edit post" }).waitFor();
  await page.goBack();
  await rows.getByText("A note with no title").waitFor();
});

test("each site has its own posts and drafts, and the choice of site is kept", async () => {
  const { id } = await session.newSite({ name: "Gazette" });
  const page = await openAt("/posts/new");
  await write(page, "For the notes");
  await page.getByLabel("Site").selectOption("Gazette");
  await expectText(page, "");
  await write(page, "For the gazette");
  await page.getByLabel("Site").selectOption("Notes");
  await expectText(page, "For the notes");
  await page.getByLabel("Site").selectOption("Gazette");
  await page.reload();
  await expectText(page, "For the gazette");
  await page.getByRole("button", { name: "Save as draft" }).click();
  await page.getByText("The draft is saved").waitFor();
  await page.getByLabel("Site").selectOption("Notes");
  await page.getByRole("list", { name: "Posts" }).getByText("Soon").waitFor();
  const { body } = await world.client.call("GET", `/posts?siteId=${id}`);
  expect(body).toMatchObject({ data: [{ body: "For the gazette", status: "draft" }] });
  await session.call({ method: "DELETE", path: `/sites/${id}` });
});

test.each([
  { look: "on a phone", options: { viewport: { width: 360, height: 740 }, isMobile: true } },
  { look: "in the dark", options: { colorScheme: "dark" as const } },
])("its pages are usable $look", async ({ options }) => {
  const page = await openAt("/", options);
  await page.getByRole("list", { name: "Posts" }).waitFor();
  await expectUsable(page);
  for (const path of ["/posts/new", `/posts/${publishedId}`, `/posts/${publishedId}/share`]) {
    await page.goto(world.product.url + path);
    await page.locator("form").waitFor();
    await expectUsable(page);
  }
  await page.goto(`${world.product.url}/posts/new`);
  await page.getByLabel("Title").fill("Wide".repeat(40));
  await write(page, "Wide".repeat(100));
  await page.getByText("Details").click();
  await page.getByText("of 2,000 characters").waitFor();
  await expectUsable(page);
  await page.getByRole("button", { name: "Schedule …" }).click();
  await page.getByRole("dialog").waitFor();
  await expectUsable(page);
});

async function openAt(path: string, options?: BrowserContextOptions): Promise<Page> {
  return openSignedIn(browser, world.product.url + path, session, options);
}

async function expectText(page: Page, text: string): Promise<void> {
  await expect.poll(() => page.getByLabel("Text", { exact: true }).inputValue()).toBe(text);
}
