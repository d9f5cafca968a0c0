// Connections and API keys, and every page at the width of a phone.

import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { clientFor } from "#test/client.ts";
import { signIn } from "#test/e2e/session.ts";
import type { BrowserSession } from "#test/e2e/session.ts";
import { openWorld } from "#test/e2e/world.ts";
import type { World } from "#test/e2e/world.ts";
import { expectUsable, openBrowser, openSignedIn } from "./browser.ts";

let world: World;
let browser: Browser;
let session: BrowserSession;

beforeAll(async () => {
  [world, browser] = await Promise.all([openWorld(), openBrowser()]);
  session = await signIn(world.product.url);
  await world.connect("bluesky", 1);
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser.close();
  await world[Symbol.asyncDispose]();
});

test("a field that is not right says so, and what was entered stays", async () => {
  const page = await openAt("/connections");
  await page.getByRole("button", { name: "Bluesky", exact: true }).click();
  const [handle, password] = [page.getByLabel(/^Handle/), page.getByLabel(/^App password/)];
  await handle.fill("person-1.sandbox.test");
  await password.fill("not-the-app-password");
  expect(await password.getAttribute("type")).toBe("password");
  await page.getByRole("button", { name: "Connect Bluesky" }).click();
  const field = page.locator(".mantine-InputWrapper-root").filter({ has: password });
  await field.locator(".mantine-InputWrapper-error").waitFor();
  await expectUsable(page);
  expect(await handle.inputValue()).toBe("person-1.sandbox.test");
});

test("auto-posting is switched, stays so, and chooses the connection beforehand", async () => {
  const page = await openAt("/connections");
  const auto = page.getByRole("switch", { name: "Auto-post to person-1.sandbox.test" });
  const checkbox = page.getByRole("checkbox", { name: "person-1.sandbox.test" });
  for (const isOn of [false, true]) {
    const saved = page.waitForResponse((answer) => answer.request().method() === "PATCH");
    await auto.setChecked(isOn);
    await saved;
    await page.goto(world.product.url);
    await checkbox.waitFor();
    expect(await checkbox.isChecked()).toBe(isOn);
    await page.goto(`${world.product.url}/connections`);
    await auto.waitFor();
    expect(await auto.isChecked()).toBe(isOn);
  }
});

test("unlinking asks first", async () => {
  await world.connect("discord", 2);
  const page = await openAt("/connections");
  const unlink = page.getByRole("button", { name: "Unlink Announcements 2" });
  await unlink.click();
  const dialog = page.getByRole("dialog", { name: "Unlink Announcements 2?" });
  await dialog.waitFor();
  await expectUsable(page);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await unlink.click();
  await dialog.getByRole("button", { name: "Unlink" }).click();
  await unlink.waitFor({ state: "detached" });
});

test("an API key is shown once, works, and is revoked", async () => {
  const page = await openAt("/keys");
  await page.getByLabel("Name").fill("The blog");
  await page.getByRole("button", { name: "Create key" }).click();
  const shown = page.getByLabel("The new key");
  const key = await shown.inputValue();
  await page.getByText("The blog", { exact: true }).waitFor();
  await expectUsable(page);
  const program = clientFor(world.product.url, key, world.client.siteId);
  expect((await program.call("GET", "/posts")).status).toBe(200);
  expect((await program.call("GET", "/connections")).status, "not in its scopes").toBe(403);

  await page.reload();
  await page.getByText("The blog", { exact: true }).waitFor();
  expect(await shown.count()).toBe(0);
  await page.getByRole("button", { name: "Revoke The blog" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await page.getByText("The blog", { exact: true }).waitFor({ state: "detached" });
  expect((await program.call("GET", "/posts")).status).toBe(401);
});

test("every page fits a phone, and its menu leads to all of them", async () => {
  const options = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
  const page = await openAt("/", options);
  for (const name of ["History", "Connections", "API keys", "Write"]) {
    const link = page.getByRole("link", { name, exact: true });
    await page.getByRole("button", { name: "Menu" }).tap();
    await expectUsable(page);
    await link.tap();
    await page.getByRole("heading", { level: 1, name }).waitFor();
    await link.waitFor({ state: "hidden" });
    await expectUsable(page);
  }
});

test("every page has its dark side", async () => {
  const page = await openAt("/", { colorScheme: "dark" });
  for (const path of ["/", "/history", "/connections", "/keys"]) {
    await page.goto(world.product.url + path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await expectUsable(page);
  }
});

test("an address that leads nowhere says so", async () => {
  const page = await openAt("/no/such/page");
  await page.getByRole("heading", { name: "There is no such page" }).waitFor();
  await expectUsable(page);
});

async function openAt(path: string, options?: BrowserContextOptions): Promise<Page> {
  return openSignedIn(browser, world.product.url + path, session, options);
}
