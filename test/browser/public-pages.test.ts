// What readers see of published posts: without an account, on any screen, by day and by night.

import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { expectUsable, openBrowser, openPage } from "./browser.ts";
import { openPublished } from "./published.ts";
import type { Published } from "./published.ts";

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
const screens: [string, BrowserContextOptions][] = [
  ["on a desk", {}],
  ["in the dark", { colorScheme: "dark" }],
  ["on a phone", phone],
  ["on a phone in the dark", { ...phone, colorScheme: "dark" }],
];

let published: Published;
let browser: Browser;

beforeAll(async () => {
  [published, browser] = await Promise.all([openPublished(), openBrowser()]);
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser.close();
  await published[Symbol.asyncDispose]();
});

test.each(screens)("every page is usable %s", async (_, options) => {
  const { index, post, note } = published;
  const page = await openPage(browser, index, options);
  for (const address of [index, post, note, `${index}/no-such-post`]) {
    await page.goto(address);
    await expectUsable(page);
  }
});

test("a reader finds from the index to a post, by keyboard past the head, and back", async () => {
  const page = await openPage(browser, published.index);
  await page.getByRole("link", { name: "On the Analytical Engine" }).click();
  await page.getByRole("heading", { level: 1, name: "On the Analytical Engine" }).waitFor();
  await page.keyboard.press("Tab");
  await page.getByRole("link", { name: "Skip to the text" }).press("Enter");
  expect(new URL(page.url()).hash).toBe("#main");
  await page.getByRole("link", { name: "All posts" }).click();
  await page.getByRole("heading", { level: 2, name: "On the Analytical Engine" }).waitFor();
});

test("a post shows its image in a size for the screen, and runs nothing", async () => {
  const page = await openPage(browser, "about:blank", phone);
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  await page.goto(published.post);
  await page.getByRole("img", { name: "A sheet of teal" }).waitFor();
  const cover = "document.querySelector('.cover img')";
  await expect.poll(() => page.evaluate(`${cover}.naturalWidth`)).toBeGreaterThan(0);
  expect(await page.evaluate(`${cover}.currentSrc`)).toMatch(/\/narrow$/);
  expect(await page.title()).toBe("On the Analytical Engine · Notes");
  expect(await page.evaluate("getComputedStyle(document.body).fontFamily")).toContain("Iowan");
  // The author's broken image is missed, but nothing of ours is refused.
  expect(complaints.filter((text) => text.includes("Security Policy"))).toEqual([]);
});
