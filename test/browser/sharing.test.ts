// Sharing by hand, undoing, and whose connections a post goes to.

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { signIn } from "#test/e2e/session.ts";
import type { BrowserSession } from "#test/e2e/session.ts";
import { openWorld, textsAt } from "#test/e2e/world.ts";
import type { World } from "#test/e2e/world.ts";
import { expectUsable, openBrowser, openSignedIn } from "./browser.ts";
import { ageUnanswered, idShown, loseAnswers, save, write } from "./editor.ts";
import { joinSite, openAs, signUp } from "./people.ts";

const person = "person-1.sandbox.test";
const channel = "Announcements 1";

let world: World;
let browser: Browser;
let session: BrowserSession;

beforeAll(async () => {
  [world, browser] = await Promise.all([openWorld({ SIGN_UP: "open" }), openBrowser()]);
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
});

test("sharing a live post again names where it is live, and does it all the same", async () => {
  const { post, run } = await world.client.post({ siteId: world.client.siteId, body: "Once more" });
  await world.client.finished(run?.id ?? "");
  const page = await openAt(`/posts/${post.id}`);
  await page.getByRole("link", { name: "Share", exact: true }).click();
  const box = page.getByRole("checkbox", { name: channel });
  await box.waitFor();
  expect(await page.getByRole("checkbox", { checked: true }).count(), "none beforehand").toBe(0);
  expect(await page.getByRole("button", { name: "Run now" }).isDisabled()).toBe(true);
  const live = page.getByRole("link", { name: `live on ${channel} already` });
  expect(await live.getAttribute("href")).toBe(permalinkOf("Once more"));
  await expectUsable(page);
  await box.check();
  await page.getByText("It will be there twice.").waitFor();
  await page.getByText("9 of 2,000 characters").waitFor();
  await expectUsable(page);
  await page.getByRole("button", { name: "Run now" }).click();
  await page.getByRole("heading", { name: "It is live" }).waitFor();
  expect(countAt("Once more")).toBe(2);
  expect((await world.client.run(idShown(page))).trigger).toBe("person");
});

test("a draft is shared in other words for one connection, before it has a page", async () => {
  const { post } = await world.client.post({
    ...{ siteId: world.client.siteId, title: "A draft", body: "Its text", status: "draft" },
  });
  const page = await openAt(`/posts/${post.id}/share`);
  await page.getByText("it has no page that the copies could link to").waitFor();
  await page.getByRole("checkbox", { name: person }).uncheck();
  await page.getByLabel(`Caption for ${channel}`).fill("Said differently: {{titel}}");
  await page.getByText("There is no variable {{titel}}").waitFor();
  await page.getByLabel(`Caption for ${channel}`).fill("Said differently: {{title}}");
  await page.getByText("Said differently: A draft").waitFor();
  await expectUsable(page);
  await page.getByRole("button", { name: "Run now" }).click();
  await page.getByRole("heading", { name: "It is live" }).waitFor();
  expect(countAt("Said differently: A draft")).toBe(1);
});

test("after a lost answer, sharing again sends nothing twice", async () => {
  const { post } = await world.client.post({
    ...{ siteId: world.client.siteId, body: "Shared into the dark", autopost: false },
  });
  const page = await openAt(`/posts/${post.id}/share`);
  await page.getByRole("checkbox", { name: person }).uncheck();
  const hearAgain = await loseAnswers(page, "POST", "**/api/v1/runs");
  await page.getByRole("button", { name: "Run now" }).click();
  await page.getByText("It is not known whether this was shared").waitFor();
  await expectUsable(page);
  await page.reload();
  hearAgain();
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { name: "It is live" }).waitFor();
  expect(countAt("Shared into the dark")).toBe(1);
});

test("who gives up an unanswered run sees in History what became of it, and can share anew", async () => {
  const { post } = await world.client.post({
    ...{ siteId: world.client.siteId, body: "Given up", autopost: false },
  });
  const page = await openAt(`/posts/${post.id}/share`);
  await page.getByRole("checkbox", { name: person }).uncheck();
  await loseAnswers(page, "POST", "**/api/v1/runs");
  await page.getByRole("button", { name: "Run now" }).click();
  await page.getByText("Or give up, and look into History").waitFor();
  await page.getByRole("button", { name: "Give up" }).click();
  await page.getByText("It will be there twice.").waitFor();
  await expectUsable(page);
  await page.getByRole("button", { name: "Run now" }).click();
  await page.getByText("It is not known whether this was shared").waitFor();
  await ageUnanswered(page);
  await page.reload();
  await page.getByText("could not tell a second try from the first").waitFor();
  expect(await page.getByRole("button", { name: "Try again" }).count()).toBe(0);
  expect(await page.getByRole("button", { name: "Run now" }).isDisabled()).toBe(true);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page
    .getByRole("status")
    .getByRole("link", { name: "History" })
    .waitFor({ state: "detached" });
  expect(await page.getByRole("button", { name: "Run now" }).isEnabled()).toBe(true);
});

test("what is set for sharing is kept until it is on its way, apart from what is gone", async () => {
  const { post } = await world.client.post({
    ...{ siteId: world.client.siteId, body: "Set with care", autopost: false },
  });
  const spare = await world.connect("discord", 2);
  const page = await openAt(`/posts/${post.id}/share`);
  const caption = page.getByLabel(`Caption for ${channel}`);
  await page.getByRole("checkbox", { name: person }).uncheck();
  await page.getByRole("checkbox", { name: "Announcements 2" }).check();
  await page.getByLabel("Caption for Announcements 2").fill("For another place");
  await caption.fill("Set with more care");
  await page.getByLabel("Core message").fill("Care");
  await page.getByRole("link", { name: "History" }).first().click();
  await world.client.call("DELETE", `/connections/${spare.id}`);
  await page.goto(`${world.product.url}/posts/${post.id}/share`);
  await caption.waitFor();
  expect(await caption.inputValue()).toBe("Set with more care");
  expect(await page.getByLabel("Core message").inputValue()).toBe("Care");
  expect(await page.getByRole("checkbox", { checked: true }).count()).toBe(1);
  await page.getByRole("button", { name: "Run now" }).click();
  await page.getByRole("heading", { name: "It is live" }).waitFor();
  expect(countAt("Set with more care")).toBe(1);
  await page.goto(`${world.product.url}/posts/${post.id}/share`);
  await page.getByRole("checkbox", { name: channel }).waitFor();
  expect(await page.getByRole("checkbox", { checked: true, name: channel }).count()).toBe(0);
  await page.getByRole("checkbox", { name: channel }).check();
  expect(await caption.inputValue()).toBe("Set with care");
});

test("during the undo time it can be undone, and then still be shared", async () => {
  await changeSite({ undoMinutes: 10 });
  const page = await openAt("/posts/new");
  await page.getByText("You can undo it for 10 minutes.").waitFor();
  await write(page, "On second thoughts");
  await save(page);
  await page.getByRole("heading", { name: "Not sent yet" }).waitFor();
  await page.getByText(/It is sent in (10:00|9:\d\d)/).waitFor();
  await expectUsable(page);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("heading", { name: "Cancelled: nothing was sent" }).waitFor();
  await expectUsable(page);
  await page.getByRole("link", { name: "Share it by hand" }).click();
  await page.getByRole("checkbox", { name: channel, checked: true }).waitFor();
  expect(countAt("On second thoughts")).toBe(0);
  await changeSite({ undoMinutes: 0 });
});

test("the first biller's connections are named as theirs, and another member may share to them", async () => {
  const bob = await signUp(world.product, "Bob");
  await joinSite(world.product, { siteId: world.client.siteId, session }, bob);
  const page = await openAs(browser, `${world.product.url}/posts/new`, bob);
  await page.getByLabel("Site").selectOption("Notes");
  await page.getByText(`posts it to ${person} (Bluesky) and ${channel} (Discord).`).waitFor();
  await page.getByText("Ada’s connections, as the site’s first member.").waitFor();
  await expectUsable(page);
  await write(page, "From Bob, by Ada");
  await save(page);
  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();
  expect(countAt("From Bob, by Ada")).toBe(1);

  const { body } = await world.client.call("GET", `/sites/${world.client.siteId}/members`);
  const { data } = body as { data: { userId: string; role: string; name: string }[] };
  const members = data.map(({ userId, role, name }) => ({
    userId,
    role,
    isBiller: name === "Bob",
  }));
  const path = `/sites/${world.client.siteId}/members`;
  expect((await session.call({ method: "PUT", path, body: { members } })).status).toBe(200);
  const ada = await openAt("/posts/new");
  await ada.getByText("Bob, the site’s first biller, has no connection").waitFor();
  await page.goto(`${world.product.url}/posts/new`);
  await page.getByText("no connection has auto-posting on. Settings").waitFor();
  await expectUsable(page);
  await page.getByLabel("Title").fill("Only here");
  await save(page);
  await page.getByText("because no connection has auto-posting on. Share it by hand").waitFor();
});

async function openAt(path: string): Promise<Page> {
  return openSignedIn(browser, world.product.url + path, session);
}

async function changeSite(body: object): Promise<void> {
  const path = `/sites/${world.client.siteId}`;
  const answer = await session.call({ method: "PATCH", path, body });
  expect(answer.status).toBe(200);
}

function permalinkOf(text: string): string | undefined {
  return world.discord.fake.posts().find((each) => each.text === text)?.permalink;
}

function countAt(text: string): number {
  return textsAt(world.discord).filter((each) => each === text).length;
}
