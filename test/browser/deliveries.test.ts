// A run as it is watched: a platform that is slow, asks to wait, leaves us in the dark, or has ended the
// authorisation.

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { signIn } from "#test/e2e/session.ts";
import type { BrowserSession } from "#test/e2e/session.ts";
import { entriesOf, openWorld, textsAt } from "#test/e2e/world.ts";
import type { World } from "#test/e2e/world.ts";
import { expectUsable, openBrowser, openSignedIn } from "./browser.ts";

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

test.each([
  { way: "by events", blocked: "" },
  { way: "by asking, where events do not get through", blocked: "**/api/v1/events" },
])("a delivery becomes a link in its place, $way", async ({ blocked }) => {
  world.discord.faults.inject({ aim: "post", times: 1, fault: "slow", delayMs: 10_000 });
  const page = await openRunOf(`Slowly ${blocked}`, blocked);
  const row = page.getByRole("listitem").filter({ hasText: channel });
  await row.getByText("Sending").waitFor();
  await page.getByText("Publishing: 1 of 2 live").waitFor();
  const before = await row.boundingBox();
  await row.getByRole("link", { name: "Open the post" }).waitFor();
  expect(await row.boundingBox()).toEqual(before);
  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();
});

test("a platform that asks to wait is waited for, in sight", async () => {
  world.discord.faults.inject({ aim: "post", times: 1, fault: "rate-limit", resetInMs: 10_000 });
  const page = await openRunOf("Patiently");
  const row = page.getByRole("listitem").filter({ hasText: channel });
  await row.getByText("Will be tried again").waitFor();
  await row.getByText("It goes on by itself").waitFor();
  await row.getByRole("link", { name: "Open the post" }).waitFor();
});

test("an uncertain delivery shows what was sent and takes its address", async () => {
  world.discord.faults.inject({ aim: "post", times: 1, fault: "lose-reply" });
  const page = await openRunOf("Did this arrive?");
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

test("an uncertain delivery stands in the list of posts, and is sent again from its run", async () => {
  world.discord.faults.inject({ aim: "post", times: 1, fault: "server-error" });
  const text = "This did not arrive";
  const page = await openRunOf(text);
  await page.getByRole("button", { name: "send again" }).waitFor();
  await page.getByRole("link", { name: "Posts", exact: true }).click();
  const row = page.getByRole("listitem").filter({ hasText: text });
  await row.getByRole("link", { name: "Live at person-1.sandbox.test (Bluesky)" }).waitFor();
  await expectUsable(page);
  await row.getByRole("link", { name: `${channel}: Uncertain` }).click();
  await page.getByRole("button", { name: "send again" }).click();
  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();
  expect(textsAt(world.discord).filter((each) => each === text)).toHaveLength(1);
});

test("what is held for an ended authorisation goes on once it is connected again", async () => {
  world.webhook.isDeleted = true;
  const page = await openRunOf("Held for a while");
  const row = page.getByRole("listitem").filter({ hasText: channel });
  await row.getByText("Held", { exact: true }).waitFor();
  await row.getByRole("button", { name: "Retry" }).waitFor();
  await expectUsable(page);
  const address = page.url();
  await page.goto(`${world.product.url}/posts/new`);
  await page.getByText("must be connected again first; until then the post is held").waitFor();
  await expectUsable(page);
  await page.goto(address);
  await row.getByRole("link", { name: "Connect it again" }).click();
  await page.getByText("Expired", { exact: true }).waitFor();
  await expectUsable(page);

  await page.getByRole("button", { name: "Discord", exact: true }).click();
  await page
    .locator("form")
    .getByLabel(/^Webhook URL/)
    .fill(entriesOf("discord", 1)["webhookUrl"] ?? "");
  await page.getByRole("button", { name: "Connect Discord" }).click();
  await page.locator(".mantine-InputWrapper-error").waitFor();
  world.webhook.isDeleted = false;
  await page.getByRole("button", { name: "Connect Discord" }).click();
  await page.getByText("Active").nth(1).waitFor();
  await page.goto(address);
  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();
});

/** The page of a run that has just begun. */
async function openRunOf(text: string, blocked = ""): Promise<Page> {
  const page = await openSignedIn(browser, `${world.product.url}/connections`, session);
  if (blocked !== "") await page.route(blocked, (route) => route.abort());
  const { run } = await world.client.post({ siteId: world.client.siteId, body: text });
  await page.goto(`${world.product.url}/runs/${run?.id ?? ""}`);
  return page;
}
