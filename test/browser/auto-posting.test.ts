// One person's way through auto-posting, by the dashboard alone: from signing up to unlinking.

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { entriesOf, openWorld, textsAt } from "#test/e2e/world.ts";
import type { World } from "#test/e2e/world.ts";
import { openBrowser, openPage } from "./browser.ts";
import { save } from "./editor.ts";
import { mailedLink, openAs, signUp } from "./people.ts";

let world: World;
let browser: Browser;

beforeAll(async () => {
  [world, browser] = await Promise.all([openWorld({ SIGN_UP: "open" }), openBrowser()]);
});

afterAll(async () => {
  await browser.close();
  await world[Symbol.asyncDispose]();
});

test("from signing up to posts that go out, to another default user, to none", async () => {
  const bob = await signUp(world.product, "Bob");
  const page = await openPage(browser, `${world.product.url}/sign-up`);
  await page.getByLabel("Name").fill("Grace");
  await page.getByLabel("E-mail").fill("grace@example.test");
  await page.getByLabel(/^Password/).fill("a long enough secret");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("heading", { name: "Name your site" }).waitFor();
  await page.getByLabel("Name").fill("Compilers");
  await page.getByRole("button", { name: "Start writing" }).click();

  await connectDiscord(page);
  await go(page, "Settings");
  await page.getByRole("switch", { name: "Auto-post to Announcements 7" }).check();
  await page.getByRole("button", { name: "Save auto-posting" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();

  await writeNew(page, "The first bug");
  await page.getByText("posts it to Announcements 7 (Discord)").waitFor();
  await save(page);
  await page.getByRole("heading", { name: "It is live" }).waitFor();
  expect(textsAt(world.discord)).toContain("The first bug");

  await go(page, "Sites");
  await page.getByRole("link", { name: "Compilers", exact: true }).click();
  await page.getByLabel("E-mail").fill(bob.email);
  await page.getByRole("button", { name: "Invite" }).click();
  const guest = await openAs(
    browser,
    await mailedLink(world.product, { to: bob.email, subject: "Join Compilers" }),
    bob,
  );
  await guest.getByRole("button", { name: /^Join/ }).click();
  await guest.getByRole("heading", { name: "Compilers" }).waitFor();
  await page.reload();
  await page.getByRole("switch", { name: "Bob is a biller" }).check();
  await page.getByRole("button", { name: "Save members" }).click();
  await page.getByText("Posts go to Bob’s connections: Bob is the first biller.").waitFor();
  await writeNew(page, "Not for my channel");
  await page.getByText("Bob, the site’s first biller, has no connection").waitFor();

  await go(page, "Sites");
  await page.getByRole("link", { name: "Compilers", exact: true }).click();
  await page.getByRole("switch", { name: "Bob is a biller" }).uncheck();
  await page.getByRole("button", { name: "Save members" }).click();
  await page.getByText(/Posts go to your connections/).waitFor();
  await go(page, "Connections");
  await page.getByRole("button", { name: "Unlink Announcements 7" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Unlink" }).click();
  await page.getByRole("button", { name: "Unlink Announcements 7" }).waitFor({ state: "detached" });
  await writeNew(page, "After unlinking");
  await page.getByText("no connection has auto-posting on").waitFor();
  await save(page);
  await page.getByText("Nothing was posted elsewhere").waitFor();
  expect(textsAt(world.discord)).toEqual(["The first bug"]);
});

async function connectDiscord(page: Page): Promise<void> {
  await go(page, "Connections");
  await page.getByRole("button", { name: "Discord", exact: true }).click();
  await page
    .locator("form")
    .getByLabel(/^Webhook URL/)
    .fill(entriesOf("discord", 7)["webhookUrl"] ?? "");
  await page.getByRole("button", { name: "Connect Discord" }).click();
  await page.getByRole("button", { name: "Unlink Announcements 7" }).waitFor();
}

async function go(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
}

async function writeNew(page: Page, title: string): Promise<void> {
  await page.goto(`${world.product.url}/posts/new`);
  await page.getByLabel("Title").fill(title);
}
