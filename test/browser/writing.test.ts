// Writing and publishing, also where something comes between: a reload, a lost answer, a platform that
// is slow, refuses, or leaves us in the dark.

import type { Browser, Page, Route } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { operator } from "#test/client.ts";
import { png } from "#test/e2e/images.ts";
import { signIn } from "#test/e2e/session.ts";
import type { BrowserSession } from "#test/e2e/session.ts";
import { entriesOf, openWorld, textsAt } from "#test/e2e/world.ts";
import type { World } from "#test/e2e/world.ts";
import { expectUsable, openBrowser, openPage, openSignedIn, tabTo } from "./browser.ts";

// Both auto-post.
const person = "person-1.sandbox.test";
const channel = "Announcements 1";

let world: World;
let browser: Browser;
let session: BrowserSession;

beforeAll(async () => {
  [world, browser] = await Promise.all([openWorld(), openBrowser()]);
  session = await signIn(world.product.url);
  await world.connect("bluesky", 1);
  await world.connect("discord", 1);
});

afterEach(async () => {
  world.discord.faults.clear();
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser.close();
  await world[Symbol.asyncDispose]();
});

test("a post is written and published by keyboard alone", async () => {
  const page = await openSignedIn(browser, world.product.url, session);
  await tabTo(page, page.getByLabel("Title"));
  await page.keyboard.type("By keyboard");
  await tabTo(page, page.getByLabel("Text", { exact: true }));
  await page.keyboard.type("No mouse was moved for this.");
  await tabTo(page, page.getByRole("checkbox", { name: channel }));
  await page.keyboard.press("Space");
  await tabTo(page, page.getByRole("button", { name: "Publish" }));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "It is live" }).waitFor();
  await tabTo(page, page.getByRole("link", { name: "Open the post" }));
  expect(textsAt(world.bluesky)).toContain("By keyboard\n\nNo mouse was moved for this.");
  expect(textsAt(world.discord).join()).not.toContain("By keyboard");
});

test("connections that auto-post are chosen beforehand, and the server shares as it publishes", async () => {
  const page = await openSignedIn(browser, world.product.url, session);
  await write(page, "To all as usual");
  await page.getByText(`Now, to ${person} and ${channel}`).waitFor();
  await publish(page);
  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();
  const run = await runShown(page);
  expect(run.trigger).toBe("publication");
  expect(run.deliveries).toHaveLength(2);
});

test("what is written survives a reload, a sign-out and a wrong password", async () => {
  const page = await openPage(browser, world.product.url);
  await signInAs(page, operator.password);
  await page.getByLabel("Title").fill("Half of a title");
  await write(page, "Half of a thought");
  await page.locator("input[type=file]").setInputFiles(await picture());
  await page.getByLabel("Image 1: what it shows").fill("A picture");
  await page.reload();
  await expectDraft(page);

  await page.getByRole("button", { name: "Sign out" }).click();
  await signInAs(page, "not the password");
  await page.getByRole("alert").getByText("Invalid email or password").waitFor();
  await expectUsable(page);
  await signInAs(page, operator.password);
  await expectDraft(page);
});

test("while the server is away nothing is lost, and afterwards it is published", async () => {
  const page = await openSignedIn(browser, world.product.url, session);
  await write(page, "Written through a storm");
  await page.route("**/api/**", (route) => route.abort());
  await publish(page);
  await page.getByRole("alert").getByText("what you wrote is still here").waitFor();
  await expectUsable(page);
  await page.unroute("**/api/**");
  await publish(page);
  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();
});

// Publishing in one go, and by a run of its own where the choice is another one than auto-posting's.
test.each([
  { lost: "PATCH", path: "**/api/v1/posts/*", text: "Lost on the way back" },
  { lost: "POST", path: "**/api/v1/runs", text: "Lost on another way back" },
])("after a lost answer to $lost, trying again sends nothing twice", async (way) => {
  const page = await openSignedIn(browser, world.product.url, session);
  await write(page, way.text);
  if (way.lost === "POST") await page.getByRole("checkbox", { name: person }).uncheck();
  await page.getByText("of 2,000 characters").waitFor();
  await page.route(way.path, (route) => loseAnswerTo(way.lost, route));
  await publish(page);
  await page.getByText("It is not known whether your post went out").waitFor();
  await expectUsable(page);

  await page.reload();
  const text = page.getByLabel("Text", { exact: true });
  await text.waitFor();
  expect(await text.inputValue()).toBe(way.text);
  expect(await text.getAttribute("readonly"), "it may not change now").not.toBeNull();
  await page.unroute(way.path);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { name: /live/i }).waitFor();
  await page.getByRole("link", { name: "Open the post" }).first().waitFor();
  expect(textsAt(world.discord).filter((each) => each === way.text)).toHaveLength(1);
});

test("a double click publishes once", async () => {
  const page = await openSignedIn(browser, world.product.url, session);
  await write(page, "Clicked twice");
  await page.getByRole("button", { name: "Publish" }).dblclick();
  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();
  expect(textsAt(world.discord).filter((text) => text === "Clicked twice")).toHaveLength(1);
});

test("what cannot be sent is said before it is sent", async () => {
  const page = await openSignedIn(browser, world.product.url, session);
  await publish(page);
  await page.getByRole("alert").getByText("There is nothing to publish yet").waitFor();
  await write(page, `https://example.org/${"long".repeat(100)}`);
  await page.getByText("A link in this text is longer than the 300 characters").waitFor();
  await publish(page);
  await page.getByRole("alert").getByText(`${person}: A link in this text`).waitFor();
  await write(page, "");
  await page.getByLabel("Title").fill("Only a title");
  await page.getByRole("checkbox", { name: person }).uncheck();
  await page.getByRole("checkbox", { name: channel }).uncheck();
  await publish(page);
  await page.getByRole("alert").getByText("Choose at least one connection").waitFor();
});

test("a file that is no image is refused in words", async () => {
  const page = await openSignedIn(browser, world.product.url, session);
  const file = { name: "a.png", mimeType: "image/png", buffer: Buffer.from("no picture") };
  await page.locator("input[type=file]").setInputFiles(file);
  await page.getByRole("alert").waitFor();
  expect(await page.getByLabel("Image 1: what it shows").count()).toBe(0);
});

test.each([
  { way: "by events", blocked: "" },
  { way: "by asking, where events do not get through", blocked: "**/api/v1/events" },
])("a delivery becomes a link in its place, $way", async ({ blocked }) => {
  world.discord.faults.inject({ aim: "post", times: 1, fault: "slow", delayMs: 2_500 });
  const page = await openSignedIn(browser, world.product.url, session);
  if (blocked !== "") {
    await page.route(blocked, (route) => route.abort());
    await page.reload();
  }
  await write(page, `Slowly ${blocked}`);
  await publish(page);
  const row = page.getByRole("listitem").filter({ hasText: channel });
  await row.getByText("Sending").waitFor();
  await page.getByText("Publishing: 1 of 2 live").waitFor();
  const before = await row.boundingBox();
  await row.getByRole("link", { name: "Open the post" }).waitFor();
  expect(await row.boundingBox()).toEqual(before);
  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();
});

test("a platform that asks to wait is waited for, in sight", async () => {
  world.discord.faults.inject({ aim: "post", times: 1, fault: "rate-limit", resetInMs: 3_000 });
  const page = await openSignedIn(browser, world.product.url, session);
  await write(page, "Patiently");
  await publish(page);
  const row = page.getByRole("listitem").filter({ hasText: channel });
  await row.getByText("Will be tried again").waitFor();
  await row.getByText("It goes on by itself").waitFor();
  await row.getByRole("link", { name: "Open the post" }).waitFor();
});

test("an uncertain delivery shows what was sent and takes its address", async () => {
  world.discord.faults.inject({ aim: "post", times: 1, fault: "lose-reply" });
  const page = await openSignedIn(browser, world.product.url, session);
  await write(page, "Did this arrive?");
  await publish(page);
  const row = page.getByRole("listitem").filter({ hasText: channel });
  await row.getByText("Uncertain", { exact: true }).waitFor();
  await row.getByText("Did this arrive?").waitFor();
  await expectUsable(page);
  const address = row.getByLabel(`Look at ${channel}`);
  await address.fill("https://example.org/elsewhere");
  await row.getByRole("button", { name: "It is live" }).click();
  await row.getByText(`This is not the address of a post of ${channel}`).waitFor();
  await address.fill(world.discord.fake.posts().at(-1)?.permalink ?? "");
  await row.getByRole("button", { name: "It is live" }).click();
  await row.getByRole("link", { name: "Open the post" }).waitFor();
  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();
});

test("an uncertain delivery that is not there is sent again", async () => {
  world.discord.faults.inject({ aim: "post", times: 1, fault: "server-error" });
  const page = await openSignedIn(browser, world.product.url, session);
  await write(page, "This did not arrive");
  await publish(page);
  await page.getByRole("button", { name: "send again" }).click();
  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();
  expect(textsAt(world.discord).filter((text) => text === "This did not arrive")).toHaveLength(1);
});

test("what is held for an ended authorisation goes on once it is connected again", async () => {
  world.webhook.isDeleted = true;
  const page = await openSignedIn(browser, world.product.url, session);
  await write(page, "Held for a while");
  await publish(page);
  const row = page.getByRole("listitem").filter({ hasText: channel });
  await row.getByText("Held", { exact: true }).waitFor();
  await row.getByRole("button", { name: "Retry" }).waitFor();
  await expectUsable(page);
  const address = page.url();
  await row.getByRole("link", { name: "Connect it again" }).click();
  await page.getByText("Connect it again").waitFor();
  await expectUsable(page);

  await page.getByRole("button", { name: "Discord", exact: true }).click();
  const entry = page.getByLabel(/^Webhook URL/);
  await entry.fill(entriesOf("discord", 1)["webhookUrl"] ?? "");
  await page.getByRole("button", { name: "Connect Discord" }).click();
  await page.locator(".mantine-InputWrapper-error").waitFor();
  world.webhook.isDeleted = false;
  await page.getByRole("button", { name: "Connect Discord" }).click();
  await page.getByText("Active").nth(1).waitFor();
  await page.goto(address);
  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();
});

async function signInAs(page: Page, password: string): Promise<void> {
  await page.getByLabel("E-mail").fill(operator.email);
  await page.getByLabel(/^Password/).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByLabel("Text", { exact: true }).fill(text);
}

async function publish(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Publish" }).click();
}

async function picture() {
  const buffer = Buffer.from(await png({ width: 120, height: 80 }));
  return { name: "picture.png", mimeType: "image/png", buffer };
}

async function expectDraft(page: Page): Promise<void> {
  await page.getByLabel("Image 1: what it shows").waitFor();
  expect(await page.getByLabel("Title").inputValue()).toBe("Half of a title");
  expect(await page.getByLabel("Text", { exact: true }).inputValue()).toBe("Half of a thought");
  expect(await page.getByLabel("Image 1: what it shows").inputValue()).toBe("A picture");
}

function runShown(page: Page) {
  return world.client.run(new URL(page.url()).pathname.replace("/runs/", ""));
}

/** The server does what it is asked; nobody hears of it. */
async function loseAnswerTo(method: string, route: Route): Promise<void> {
  const request = route.request();
  const isIt = request.method() === method && !request.postData()?.includes('"body"');
  if (!isIt) return route.continue();
  await route.fetch();
  await route.abort();
}
