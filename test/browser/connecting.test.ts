// Connecting by way of a platform, its trouble, and the operator's apps, in the sandbox, where every
// platform stands ready with people who can be asked.

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { signIn } from "#test/e2e/session.ts";
import type { BrowserSession } from "#test/e2e/session.ts";
import { startProduct } from "#test/product.ts";
import type { Product } from "#test/product.ts";
import { openClient } from "#test/client.ts";
import { expectUsable, openBrowser, openSignedIn } from "./browser.ts";

let product: Product;
let browser: Browser;
let session: BrowserSession;

beforeAll(async () => {
  [product, browser] = await Promise.all([
    startProduct({ env: { SANDBOX: "1", DATABASE_URL: "" } }),
    openBrowser(),
  ]);
  await openClient(product.url);
  session = await signIn(product.url);
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser.close();
  await product[Symbol.asyncDispose]();
});

test("whoever says no is told so, and nothing is connected", async () => {
  const page = await leaveFor("Discord");
  await page.getByRole("button", { name: "Deny" }).click();
  await page.getByText("You said no at Discord").waitFor();
  await expectUsable(page);
  await page.getByRole("link", { name: "Back to connections" }).click();
  await page.getByText("Nothing is connected yet.").waitFor();
});

test("what is asked for is told beforehand, and what was connected can be tried at once", async () => {
  const page = await leaveFor("Discord", async (before) => {
    await before.getByText("To make a webhook in a channel that you choose.").waitFor();
    await expectUsable(before);
  });
  await page.getByRole("button", { name: "Allow as #announcements-2" }).click();
  await page.getByText("Connected.").waitFor();
  // The way back is good for once.
  await page.getByRole("link", { name: "See your connections" }).click();
  await page.getByRole("button", { name: /^Send a test post to/ }).click();
  await page.getByText("Everybody who reads the account sees it").waitFor();
  await expectUsable(page);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("heading", { name: "It is live" }).waitFor();
});

test("an old way back leads to a page that says so", async () => {
  const page = await openAt("/api/v1/connections/callback/discord?state=old&code=old");
  await page.getByText("This way back was used already").waitFor();
  await expectUsable(page);
});

test("the operator sees each app with the address to register", async () => {
  const page = await openAt("/operator");
  const discord = page.getByRole("region", { name: "Discord" });
  await discord.waitFor();
  expect(await discord.getByLabel("Redirect URI to register").inputValue()).toBe(
    `${product.url}/api/v1/connections/callback/discord`,
  );
  await discord.getByText("How to register it").click();
  await expectUsable(page);
});

async function leaveFor(name: string, look?: (page: Page) => Promise<void>): Promise<Page> {
  const page = await openAt("/connections");
  await page.getByRole("button", { name, exact: true }).click();
  await look?.(page);
  await page.getByRole("button", { name: `Continue to ${name}` }).click();
  await page.getByRole("heading", { name: "Allow access?" }).waitFor();
  return page;
}

function openAt(path: string): Promise<Page> {
  return openSignedIn(browser, product.url + path, session);
}
