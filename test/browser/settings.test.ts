// Connections, auto-posting and API keys, and every page at the width of a phone.

import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { runSchema } from "#api/contract/runs.ts";
import { clientFor } from "#test/client.ts";
import { signIn } from "#test/e2e/session.ts";
import type { BrowserSession } from "#test/e2e/session.ts";
import { entriesOf, openWorld } from "#test/e2e/world.ts";
import type { World } from "#test/e2e/world.ts";
import { expectUsable, openBrowser, openSignedIn, takeRequests } from "./browser.ts";
import { openAs, signUp } from "./people.ts";

const pages = ["Posts", "History", "Connections", "Sites", "Profile", "Settings"];

let world: World;
let browser: Browser;
let session: BrowserSession;

beforeAll(async () => {
  [world, browser] = await Promise.all([openWorld({ SIGN_UP: "open" }), openBrowser()]);
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
  await page.getByText("App password", { exact: true }).click();
  const form = page.locator("form");
  const [handle, password] = [form.getByLabel(/^Handle/), form.getByLabel(/^App password/)];
  await handle.fill("person-1.sandbox.test");
  await password.fill("not-the-app-password");
  expect(await password.getAttribute("type")).toBe("password");
  await page.getByRole("button", { name: "Connect Bluesky" }).click();
  const field = form
    .locator(".mantine-InputWrapper-root")
    .filter({ has: page.getByLabel(/^App password/) });
  await field.locator(".mantine-InputWrapper-error").waitFor();
  await expectUsable(page);
  expect(await handle.inputValue()).toBe("person-1.sandbox.test");
});

test("after the first connection, a hint leads to where auto-posting is switched on", async () => {
  const page = await openAs(browser, world.product.url, await signUp(world.product, "Mary"));
  await page.getByRole("link", { name: "Settings", exact: true }).click();
  await page.getByRole("link", { name: "Connect a platform" }).click();
  await page.getByText("Nothing is connected yet.").waitFor();
  await page.getByRole("button", { name: "Discord", exact: true }).click();
  await page
    .locator("form")
    .getByLabel(/^Webhook URL/)
    .fill(entriesOf("discord", 5)["webhookUrl"] ?? "");
  await page.getByRole("button", { name: "Connect Discord" }).click();
  const hint = page.getByRole("link", { name: "switch it on in Settings" });
  await hint.waitFor();
  await expectUsable(page);
  await hint.click();
  await page.getByRole("switch", { name: "Auto-post to Announcements 5" }).check();
  await page.getByRole("button", { name: "Save auto-posting" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();
  await page.getByRole("link", { name: "Connections", exact: true }).click();
  await page.getByText("Auto-posting is on").waitFor();
  expect(await hint.count()).toBe(0);
});

test("auto-posting changes when it is saved, and stays so", async () => {
  const page = await openAt("/settings");
  await page.getByText("go to your connections: you are its first member").first().waitFor();
  const auto = page.getByRole("switch", { name: "Auto-post to person-1.sandbox.test" });
  for (const isOn of [false, true]) {
    await auto.setChecked(isOn);
    await page.getByText("Unsaved changes").waitFor();
    expect(await isAutopost("person-1.sandbox.test"), "not before it is saved").toBe(!isOn);
    await page.getByRole("button", { name: "Save auto-posting" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    expect(await isAutopost("person-1.sandbox.test")).toBe(isOn);
    await page.reload();
    await auto.waitFor();
    expect(await auto.isChecked()).toBe(isOn);
  }
  await page.getByRole("link", { name: "Connections", exact: true }).click();
  await page.getByText("Auto-posting is on").first().waitFor();
});

test("a connection is limited to one site", async () => {
  await world.connect("discord", 3);
  const { id } = await session.newSite({ name: "Only this" });
  const page = await openAt("/settings");
  const row = page.getByRole("listitem").filter({ hasText: "Announcements 3" });
  await row.getByLabel("Only for some").check();
  for (const box of await row.getByRole("checkbox").all()) await box.uncheck();
  await row.getByText("Choose a site, or switch auto-posting off here.").waitFor();
  await page.getByRole("button", { name: "Save auto-posting" }).click();
  await page.getByText("Unsaved changes").waitFor();
  await expectUsable(page);
  await row.getByLabel("Only this").check();
  await page.getByRole("button", { name: "Save auto-posting" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();

  const autopost = async (site: string) =>
    (await session.call({ method: "GET", path: `/sites/${site}/autopost` })).text();
  expect(await autopost(id)).toContain("Announcements 3");
  expect(await autopost(world.client.siteId)).not.toContain("Announcements 3");
  await page.goto(`${world.product.url}/connections`);
  await page.getByText("Auto-posting is on for Only this").waitFor();
});

test("of several connections, the one that could not be saved says so and stays changed", async () => {
  await world.connect("discord", 4);
  const page = await openAt("/settings");
  const refused = page.getByRole("switch", { name: "Auto-post to Announcements 4" });
  const saved = page.getByRole("switch", { name: "Auto-post to person-1.sandbox.test" });
  await refused.uncheck();
  await saved.uncheck();
  const connections = await world.client.call("GET", "/connections");
  const { data } = connections.body as { data: { id: string; name: string }[] };
  const lost = data.find(({ name }) => name === "Announcements 4")?.id ?? "";
  const comeBack = await takeRequests(page, `**/api/v1/connections/${lost}`, (route) =>
    route.abort(),
  );
  await page.getByRole("button", { name: "Save auto-posting" }).click();
  await page.getByText("Not saved: Announcements 4.").waitFor();
  await expectUsable(page);
  expect(await saved.isChecked()).toBe(false);
  expect(await refused.isChecked()).toBe(false);
  await page.getByText("Unsaved changes").waitFor();
  comeBack();
  await page.getByRole("button", { name: "Save auto-posting" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();
  expect(await isAutopost("Announcements 4")).toBe(false);
  await saved.check();
  await page.getByRole("button", { name: "Save auto-posting" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();
});

test("unlinking asks first; linked again, auto-posting is on as it was", async () => {
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
  expect(await isAutopost("Announcements 2"), "no longer among the linked").toBeUndefined();

  const unlinked = page.getByRole("list", { name: "Unlinked" });
  await unlinked.getByText("Announcements 2").waitFor();
  await expectUsable(page);
  await unlinked.getByRole("button", { name: "Link again: Announcements 2" }).click();
  await page
    .locator("form")
    .getByLabel(/^Webhook URL/)
    .fill(entriesOf("discord", 2)["webhookUrl"] ?? "");
  await page.getByRole("button", { name: "Connect Discord" }).click();
  await unlink.waitFor();
  await unlinked.waitFor({ state: "detached" });
  expect(await isAutopost("Announcements 2")).toBe(true);
});

test("an authorisation that has ended is renewed from its row", async () => {
  const { id, name } = await world.connect("discord", 6);
  const { siteId } = world.client;
  const { post } = await world.client.post({ siteId, body: "Into the void", autopost: false });
  world.webhook.isDeleted = true;
  const targets = [{ connectionId: id }];
  const headers = { "idempotency-key": "into the void" };
  const started = await world.client.call("POST", "/runs", { postId: post.id, targets }, headers);
  await world.client.finished(runSchema.parse(started.body).id);
  world.webhook.isDeleted = false;

  const page = await openAt("/connections");
  const again = page.getByRole("button", { name: `Refresh tokens of ${name}` });
  await again.waitFor();
  await expectUsable(page);
  await again.click();
  await page
    .locator("form")
    .getByLabel(/^Webhook URL/)
    .fill(entriesOf("discord", 6)["webhookUrl"] ?? "");
  await page.getByRole("button", { name: "Connect Discord" }).click();
  await again.waitFor({ state: "detached" });
});

test("an API key is shown once, works, and is revoked", async () => {
  const page = await openAt("/settings");
  await page.getByLabel("Name").fill("The blog");
  await page.getByLabel("Expires").selectOption("In 30 days");
  await page.getByRole("button", { name: "Create key" }).click();
  const shown = page.getByLabel("The new key");
  const key = await shown.inputValue();
  const row = page.getByRole("listitem").filter({ hasText: "The blog" });
  await row.getByText(/^Expires /).waitFor();
  await expectUsable(page);
  const program = clientFor(world.product.url, key, world.client.siteId);
  expect((await program.call("GET", "/posts")).status).toBe(200);
  expect((await program.call("GET", "/connections")).status, "not in its scopes").toBe(403);

  await page.reload();
  await row.waitFor();
  expect(await shown.count()).toBe(0);
  await page.getByRole("button", { name: "Revoke The blog" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await row.waitFor({ state: "detached" });
  expect((await program.call("GET", "/posts")).status).toBe(401);
});

test("an API key expires at the end of a day of one's choice", async () => {
  const page = await openAt("/settings");
  await page.getByLabel("Name").fill("For the fair");
  await page.getByLabel("Expires").selectOption("At the end of a day …");
  await page.getByLabel("Last day").fill("2099-07-01");
  await expectUsable(page);
  await page.getByRole("button", { name: "Create key" }).click();
  const row = page.getByRole("listitem").filter({ hasText: "For the fair" });
  // Midnight in Berlin, which is where the browser is.
  await row.getByText("Expires Jul 1, 2099, 11:59 PM GMT+2").waitFor();
});

test("every page fits a phone, and its menu leads to all of them", async () => {
  const options = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
  const page = await openAt("/history", options);
  for (const name of pages) {
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
  for (const name of pages) {
    await page.getByRole("link", { name, exact: true }).click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
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

/** Undefined for a connection that is not linked. */
async function isAutopost(name: string): Promise<boolean | undefined> {
  const { body } = await world.client.call("GET", "/connections");
  const { data } = body as { data: { name: string; autopost: boolean }[] };
  return data.find((each) => each.name === name)?.autopost;
}
