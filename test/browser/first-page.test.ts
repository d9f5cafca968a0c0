// A first visit, on the sandbox: from nothing to a post that is live on two platforms.

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operator } from "#test/client.ts";
import { png } from "#test/e2e/images.ts";
import { startProduct } from "#test/product.ts";
import type { Product } from "#test/product.ts";
import { expectUsable, openBrowser, openPage } from "./browser.ts";

let product: Product;
let browser: Browser;

beforeAll(async () => {
  [product, browser] = await Promise.all([
    startProduct({ env: { SANDBOX: "1", DATABASE_URL: "" } }),
    openBrowser(),
  ]);
});

afterAll(async () => {
  await browser.close();
  await product[Symbol.asyncDispose]();
});

test("a first visit creates an account and a site, connects two platforms and publishes", async () => {
  const page = await openPage(browser, product.url);
  await createAccount(page);
  await nameSite(page);

  await page.getByText("Nothing is connected yet").waitFor();
  await expectUsable(page);
  await page.getByRole("link", { name: "Connect an account" }).click();
  await connectSandbox(page, "Bluesky", "you.sandbox.test");
  await connectSandbox(page, "Discord", "Announcements 1");
  await expectUsable(page);
  await switchAutopostOn(page, ["you.sandbox.test", "Announcements 1"]);

  await page.getByRole("link", { name: "Posts", exact: true }).click();
  await page.getByRole("link", { name: "New post" }).click();
  await writePost(page);
  await expectUsable(page);
  await page.evaluate("window.sameVisit = true");
  await page.getByRole("button", { name: "Save", exact: true }).click();

  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();
  expect(await page.evaluate("window.sameVisit"), "the page was not reloaded").toBe(true);
  await expectUsable(page);
  const links = page.getByRole("link", { name: "Open the post" });
  expect(await links.count()).toBe(2);
  for (const link of await links.all()) await openCopy(page, link.click());

  await page.getByRole("link", { name: "History" }).click();
  await page.getByRole("heading", { name: "On the Analytical Engine" }).waitFor();
  expect(await links.count()).toBe(2);
  await expectUsable(page);

  await page.getByRole("link", { name: "Posts", exact: true }).click();
  const row = page.getByRole("listitem").filter({ hasText: "On the Analytical Engine" });
  await row.getByText("Published").waitFor();
  await row.getByRole("link", { name: "Live at you.sandbox.test (Bluesky)" }).waitFor();
  await expectUsable(page);
});

async function createAccount(page: Page): Promise<void> {
  await page.getByRole("heading", { name: "Create your account" }).waitFor();
  await expectUsable(page);
  await page.getByLabel("Name").fill(operator.name);
  await page.getByLabel("E-mail").fill(operator.email);
  await page.getByLabel(/^Password/).fill(operator.password);
  await page.getByRole("button", { name: "Create account" }).click();
}

async function nameSite(page: Page): Promise<void> {
  await page.getByRole("heading", { name: "Name your site" }).waitFor();
  await page.getByText("Europe/Berlin").waitFor();
  await expectUsable(page);
  await page.getByLabel("Name").fill("Analytical Notes");
  await page.getByRole("button", { name: "Start writing" }).click();
}

async function connectSandbox(page: Page, platform: string, account: string): Promise<void> {
  await page.getByRole("button", { name: platform, exact: true }).click();
  await page.getByText("How to set this up").click();
  await expectUsable(page);
  const leave = page.getByRole("button", { name: `Continue to ${platform}` });
  const fill = page.getByRole("button", { name: "Use the sandbox account" });
  if ((await fill.count()) > 0) await fill.click();
  if ((await leave.count()) === 0) {
    await page.getByRole("button", { name: `Connect ${platform}` }).click();
    await page.getByRole("button", { name: `Unlink ${account}` }).waitFor();
    return;
  }
  await leave.click();
  await page.getByRole("heading", { name: "Allow access?" }).waitFor();
  await page
    .getByRole("button", { name: /^Allow as/ })
    .first()
    .click();
  await page.getByText("Connected.").waitFor();
  await expectUsable(page);
  await page.getByRole("link", { name: "See your connections" }).click();
  await page.getByRole("button", { name: `Unlink ${account}` }).waitFor();
}

async function switchAutopostOn(page: Page, accounts: readonly string[]): Promise<void> {
  await page.getByRole("link", { name: "Settings", exact: true }).click();
  for (const account of accounts) {
    await page.getByRole("switch", { name: `Auto-post to ${account}` }).check();
  }
  await page.getByRole("button", { name: "Save auto-posting" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();
}

async function writePost(page: Page): Promise<void> {
  await page.getByLabel("Title").fill("On the Analytical Engine");
  await page.getByLabel("Text", { exact: true }).fill("It **weaves** algebraical patterns.");
  await page.getByText("Details").click();
  await page.getByLabel("Link").fill("example.com/engine");
  const buffer = Buffer.from(await png({ width: 300, height: 200 }));
  const file = { name: "engine.png", mimeType: "image/png", buffer };
  await page.locator('input[type=file][aria-label="Images"]').setInputFiles(file);
  await page.getByLabel("Image 1: what it shows").fill("An engine of brass");
  await page.getByText("of 300 characters").waitFor();
  await page.getByText("of 2,000 characters").waitFor();
  await page
    .getByText("posts it to you.sandbox.test (Bluesky) and Announcements 1 (Discord)")
    .waitFor();
  await page.getByText("It weaves algebraical patterns.").nth(1).waitFor();
}

/** The copy opens in a tab of its own, marked among what was posted there. */
async function openCopy(page: Page, click: Promise<void>): Promise<void> {
  const [copy] = await Promise.all([page.waitForEvent("popup"), click]);
  const post = copy.locator('article[aria-current="true"]');
  await post.getByText("On the Analytical Engine").first().waitFor();
  await post.getByText("It weaves algebraical patterns.").first().waitFor();
  await post.getByRole("img", { name: "An engine of brass" }).waitFor();
  expect(await post.getByRole("link", { name: "example.com/engine" }).count()).toBeGreaterThan(0);
  await expectUsable(copy);
  await copy.close();
}
