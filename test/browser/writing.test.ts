// Writing and publishing, also where something comes between: a reload, a lost answer, another hand.

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { operator } from "#test/client.ts";
import { signIn } from "#test/e2e/session.ts";
import type { BrowserSession } from "#test/e2e/session.ts";
import { openWorld, textsAt } from "#test/e2e/world.ts";
import type { World } from "#test/e2e/world.ts";
import {
  expectUsable,
  openBrowser,
  openPage,
  openSignedIn,
  tabTo,
  takeRequests,
} from "./browser.ts";
import { ageUnanswered, idShown, loseAnswers, picture } from "./editor.ts";
import { save, switchAutopost, write } from "./editor.ts";

// Both auto-post.
const person = "person-1.sandbox.test";
const channel = "Announcements 1";

let world: World;
let browser: Browser;
let session: BrowserSession;
let channelId: string;

beforeAll(async () => {
  [world, browser] = await Promise.all([openWorld(), openBrowser()]);
  session = await signIn(world.product.url);
  await world.connect("bluesky", 1);
  channelId = (await world.connect("discord", 1)).id;
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser.close();
  await world[Symbol.asyncDispose]();
});

test("a post is written and published by keyboard alone", async () => {
  const page = await openAt("/");
  await tabTo(page, page.getByRole("link", { name: "New", exact: true }));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "New post" }).waitFor();
  await tabTo(page, page.getByLabel("Title"));
  await page.keyboard.type("By keyboard");
  await tabTo(page, page.getByLabel("Text", { exact: true }));
  await page.keyboard.type("No mouse was moved for this.");
  await page.getByText("of 300 characters").waitFor();
  await page.keyboard.press("Control+Enter");
  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();
  await tabTo(page, page.getByRole("link", { name: "Open the post" }).first());
  expect(textsAt(world.bluesky)).toContain("By keyboard\n\nNo mouse was moved for this.");
});

test("Enter publishes nothing: in the title it goes on to the text, elsewhere it does nothing", async () => {
  const page = await openAt("/posts/new");
  await line(page, person);
  await page.getByText("Details").click();
  await page
    .getByLabel("Images", { exact: true })
    .and(page.locator("input"))
    .setInputFiles(await picture());
  const sent: string[] = [];
  page.on("request", (request) => sent.push(`${request.method()} ${request.url()}`));
  await page.getByLabel("Title").fill("Struck by habit");
  await page.getByLabel("Title").press("Enter");
  await page.keyboard.type("On to the text");
  expect(await page.getByLabel("Text", { exact: true }).inputValue()).toBe("On to the text");
  for (const field of ["Tags", "Link", "Address", "Image 1: what it shows"]) {
    await page.getByLabel(field).press("Enter");
  }
  await page.getByRole("switch", { name: "Auto-post" }).press("Enter");
  await page.getByText("of 300 characters").waitFor();
  expect(sent.filter((each) => /^POST .*\/posts$/.test(each))).toEqual([]);
  await page.getByRole("heading", { name: "New post" }).waitFor();
});

test("before it is saved, the Editor says where Save posts it, and what arrives there", async () => {
  const page = await openAt("/posts/new");
  await line(page, `posts it to ${person} (Bluesky) and ${channel} (Discord).`);
  await page.getByText("What you write is shown here").waitFor();
  await write(page, "To all as usual");
  const previews = page.getByRole("region", { name: "As it will be posted" });
  await previews.getByText("15 of 300 characters").waitFor();
  await previews.getByText("15 of 2,000 characters").waitFor();
  expect(await previews.getByText("To all as usual").count()).toBe(2);
  await expectUsable(page);
  await save(page);
  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();
  const run = await world.client.run(idShown(page));
  expect(run.trigger).toBe("publication");
  expect(run.deliveries).toHaveLength(2);
  await page.goto(`${world.product.url}/posts/new`);
  expect(await page.getByLabel("Text", { exact: true }).inputValue(), "empty again").toBe("");
});

test("with the switch off, it is published here only", async () => {
  const page = await openAt("/posts/new");
  await page.getByLabel("Title").fill("For this place only");
  await write(page, "Not for elsewhere");
  await page.getByText("of 300 characters").waitFor();
  await switchAutopost(page, false);
  await line(page, "Save publishes it here only.");
  expect(await page.getByText("of 300 characters").count()).toBe(0);
  await save(page);
  await page.getByText("Nothing was posted elsewhere, as you chose.").waitFor();
  await expectUsable(page);
  const copy = page.waitForEvent("popup");
  await page.getByRole("link", { name: "View page" }).click();
  await (await copy).getByText("Not for elsewhere").waitFor();
  expect(textsAt(world.discord).join()).not.toContain("Not for elsewhere");
});

test("a draft is posted when it is published, and its address follows its title till then", async () => {
  const page = await openAt("/posts/new");
  await page.getByLabel("Title").fill("A working title");
  await page.getByRole("button", { name: "Save as draft" }).click();
  await page.getByText("The draft is saved. Nothing is published.").waitFor();
  const draft = idShown(page);
  await page.getByLabel("Title").fill("Finished at last");
  await page.getByText("Unsaved changes").waitFor();
  await page.getByText("Details").click();
  await page.getByText("/finished-at-last").waitFor();
  await line(page, person);
  await save(page);
  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();
  expect(textsAt(world.bluesky)).toContain("Finished at last");
  expect(textsAt(world.bluesky).join()).not.toContain("A working title");
  const { body } = await world.client.call("GET", `/posts/${draft}`);
  expect(body).toMatchObject({ status: "published", slug: "finished-at-last" });
});

test("a post is scheduled, put off, taken back and published after all", async () => {
  const page = await openAt("/posts/new");
  await write(page, "All in good time");
  await page.getByRole("button", { name: "Schedule …" }).click();
  const time = page.getByLabel("When it is published");
  await page.getByText("In your time zone, Europe/Berlin").waitFor();
  await expectUsable(page);
  await time.fill("2020-01-05T09:00");
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  expect(await page.getByRole("dialog").isVisible(), "not in the past").toBe(true);
  await time.fill("2100-01-05T09:00");
  await page.getByRole("dialog").getByText("Jan 5, 2100, 9:00").waitFor();
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  await page.getByText("Scheduled for Jan 5, 2100, 9:00 AM GMT+1").waitFor();
  await line(page, `At its time it is posted to ${person}`);
  await expectUsable(page);
  await page.getByRole("button", { name: "Reschedule …" }).click();
  await time.fill("2101-02-05T10:30");
  await page.getByRole("button", { name: "Reschedule", exact: true }).click();
  await page.getByText("Scheduled for Feb 5, 2101, 10:30 AM GMT+1").waitFor();
  await page.getByRole("button", { name: "Back to draft" }).click();
  await page.getByText("Draft, saved").waitFor();
  await page.getByRole("button", { name: "Schedule …" }).click();
  await time.fill("2100-01-05T09:00");
  await time.press("Enter");
  await page.getByRole("button", { name: "Publish now" }).click();
  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();
  expect(countAt("All in good time")).toBe(1);
});

test("saving a published post changes it here and posts nothing again", async () => {
  const { post, run } = await world.client.post({
    siteId: world.client.siteId,
    body: "First words",
  });
  await world.client.finished(run?.id ?? "");
  const page = await openAt(`/posts/${post.id}`);
  await page.getByText("never posts it again").waitFor();
  await page.getByRole("link", { name: `Live at ${channel} (Discord)` }).waitFor();
  expect(await page.getByRole("switch").count()).toBe(0);
  await write(page, "Better words");
  await expectUsable(page);
  await page.keyboard.press("Control+Enter");
  await page.getByText("Saved here. Nothing was posted again.").waitFor();
  await page.reload();
  await page.getByText("Better words").waitFor();
  expect(countAt("Better words")).toBe(0);
});

test("what is written survives a reload, a sign-out and a wrong password", async () => {
  const page = await openPage(browser, `${world.product.url}/posts/new`);
  await signInAs(page, operator.password);
  await page.getByLabel("Title").fill("Half of a title");
  await write(page, "Half of a thought");
  await page
    .getByLabel("Images", { exact: true })
    .and(page.locator("input"))
    .setInputFiles(await picture());
  await page.getByLabel("Image 1: what it shows").fill("A picture");
  await switchAutopost(page, false);
  await page.reload();
  await expectDraft(page);

  await page.getByRole("button", { name: "Sign out" }).click();
  await signInAs(page, "not the password");
  await page.getByRole("alert").waitFor();
  await signInAs(page, operator.password);
  await expectDraft(page);
});

test("changes of a saved post survive a reload, and are discarded only by hand", async () => {
  const { post } = await world.client.post({
    ...{ siteId: world.client.siteId, title: "Kept", body: "As it was", status: "draft" },
  });
  const page = await openAt(`/posts/${post.id}`);
  await write(page, "As it is now");
  await page.reload();
  await page.getByText("Unsaved changes. They are kept").waitFor();
  await page.getByText("As it is now").first().waitFor();
  await world.client.call("PATCH", `/posts/${post.id}`, { body: "By another hand" });
  await page.reload();
  await page.getByText("was saved elsewhere after you began").waitFor();
  await expectUsable(page);
  await page.getByRole("button", { name: "Discard them" }).click();
  await page.getByText("By another hand").first().waitFor();
  expect(await page.getByText("Unsaved changes").count()).toBe(0);
});

test("what somebody else has saved meanwhile is replaced knowingly, or not at all", async () => {
  const { post } = await world.client.post({
    ...{ siteId: world.client.siteId, title: "Shared", body: "As it was", status: "draft" },
  });
  const saved = async () => (await world.client.call("GET", `/posts/${post.id}`)).body;
  const page = await openAt(`/posts/${post.id}`);
  await write(page, "By one hand");
  await world.client.call("PATCH", `/posts/${post.id}`, { body: "By another hand" });
  const asDraft = page.getByRole("button", { name: "Save as draft" });
  await asDraft.click();
  await page.getByRole("alert").getByText("Somebody has changed this post meanwhile").waitFor();
  await page.getByText("was saved elsewhere after you began").waitFor();
  expect(await saved()).toMatchObject({ body: "By another hand" });
  await asDraft.click();
  await page.getByText("The draft is saved").waitFor();
  expect(await saved()).toMatchObject({ body: "By one hand" });
});

test("while the server is away nothing is lost, and afterwards it is published", async () => {
  const page = await openAt("/posts/new");
  await line(page, person);
  await write(page, "Written through a storm");
  const comeBack = await takeRequests(page, "**/api/**", (route) => route.abort());
  await save(page);
  await page.getByRole("alert").getByText("what you wrote is still here").waitFor();
  await expectUsable(page);
  comeBack();
  await save(page);
  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();
});

test.each([
  { way: "a new post", method: "POST", path: "**/api/v1/posts", isDraft: false },
  { way: "a draft", method: "PATCH", path: "**/api/v1/posts/*", isDraft: true },
])("after a lost answer for $way, trying again makes nothing twice", async (given) => {
  const { way, method, path, isDraft } = given;
  const text = `Lost on the way back: ${way}`;
  const page = await openAt("/posts/new");
  await write(page, text);
  if (isDraft) {
    await page.getByRole("button", { name: "Save as draft" }).click();
    await page.getByText("The draft is saved").waitFor();
  }
  await line(page, person);
  const hearAgain = await loseAnswers(page, method, path);
  await save(page);
  await page.getByText("It is not known whether this was saved").waitFor();
  await expectUsable(page);

  await page.reload();
  const field = page.getByLabel("Text", { exact: true });
  await field.waitFor();
  expect(await field.inputValue()).toBe(text);
  expect(await field.getAttribute("readonly"), "it may not change now").not.toBeNull();
  hearAgain();
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();
  expect(countAt(text)).toBe(1);
  const posts = await world.client.call("GET", "/posts?limit=100");
  const { data } = posts.body as { data: { body: string }[] };
  expect(data.filter(({ body }) => body === text)).toHaveLength(1);
});

test("what has got no answer can be given up, and is not tried again for ever", async () => {
  const text = "Never heard of again";
  const page = await openAt("/posts/new");
  await line(page, person);
  await write(page, text);
  const comeBack = await takeRequests(page, "**/api/v1/posts", (route) => route.abort());
  await save(page);
  await page.getByText("It is not known whether this was saved").waitFor();
  comeBack();
  await ageUnanswered(page);
  await page.reload();
  await page.getByText("could not tell a second try from the first").waitFor();
  expect(await page.getByRole("button", { name: "Save", exact: true }).isDisabled()).toBe(true);
  await page.getByLabel("Text", { exact: true }).press("Control+Enter");
  await page.getByRole("alert").getByText("too long ago").waitFor();
  await expectUsable(page);
  await page.getByRole("button", { name: "Dismiss" }).click();
  expect(await page.getByText("It is not known").count()).toBe(0);
  expect(await page.getByLabel("Text", { exact: true }).inputValue()).toBe(text);
  await save(page);
  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();
  expect(countAt(text)).toBe(1);
});

test("a double click publishes once", async () => {
  const page = await openAt("/posts/new");
  await line(page, person);
  await write(page, "Clicked twice");
  await page.getByRole("button", { name: "Save", exact: true }).dblclick();
  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();
  expect(countAt("Clicked twice")).toBe(1);
});

test("when the connections change meanwhile, Save asks again instead of posting elsewhere", async () => {
  const page = await openAt("/posts/new");
  await line(page, channel);
  await write(page, "Only to where I was told");
  await world.client.call("PATCH", `/connections/${channelId}`, { autopost: false });
  await save(page);
  await page.getByRole("alert").getByText("where it goes has just changed").waitFor();
  await page.getByText(`posts it to ${person} (Bluesky).`).waitFor();
  expect(textsAt(world.bluesky)).not.toContain("Only to where I was told");
  await save(page);
  await page.getByRole("heading", { name: "It is live" }).waitFor();
  await world.client.call("PATCH", `/connections/${channelId}`, { autopost: true });
});

test("what cannot be posted is said before it is", async () => {
  const page = await openAt("/posts/new");
  await line(page, person);
  await save(page);
  await page.getByRole("alert").getByText("There is nothing to publish yet").waitFor();
  await write(page, `https://example.org/${"long".repeat(100)}`);
  await page.getByText("A link in this text is longer than a post on Bluesky may be").waitFor();
  await save(page);
  await page.getByRole("alert").getByText(`${person}: A link in this text`).waitFor();
  const file = { name: "a.png", mimeType: "image/png", buffer: Buffer.from("no picture") };
  await page.getByLabel("Images", { exact: true }).and(page.locator("input")).setInputFiles(file);
  await page.getByRole("group", { name: "Images" }).getByRole("alert").waitFor();
  expect(await page.getByLabel("Image 1: what it shows").count()).toBe(0);
});

test("the details of a post are saved, and what is wrong with them stands beside them", async () => {
  const page = await openAt("/posts/new");
  await page.getByLabel("Title").fill("Called the same");
  await write(page, "The first paragraph.\n\nThe second one.");
  await page.getByText("Details").click();
  const excerpt = page.getByLabel("Excerpt");
  await page.getByText("/called-the-same").waitFor();
  expect(await excerpt.getAttribute("placeholder")).toBe("The first paragraph.");
  await page.getByLabel("Tags").fill("engines, #history,, engines");
  await page
    .getByLabel("Cover image", { exact: true })
    .and(page.locator("input"))
    .setInputFiles(await picture());
  await page.getByLabel("Cover: what it shows").fill("Brass");
  await world.client.post({
    ...{ siteId: world.client.siteId, title: "x", slug: "taken-by-another", status: "draft" },
  });
  await page.getByLabel("Address").fill("Taken by another");
  await expectUsable(page);
  await switchAutopost(page, false);
  await save(page);
  const field = page
    .locator(".mantine-InputWrapper-root")
    .filter({ has: page.getByLabel("Address") });
  await field.getByText("choose another").waitFor();
  await page.getByLabel("Address").fill("My own");
  await save(page);
  await page.getByText("as you chose").waitFor();
  const { body } = await world.client.call("GET", `/posts/${idShown(page)}`);
  expect(body).toMatchObject({
    ...{ slug: "my-own", tags: ["engines", "history"], excerpt: "" },
    images: [{ alt: "Brass", isCover: true }],
  });
});

test("a post is deleted after saying what stays", async () => {
  const { post, run } = await world.client.post({
    siteId: world.client.siteId,
    body: "To be deleted",
  });
  await world.client.finished(run?.id ?? "");
  const page = await openAt(`/posts/${post.id}`);
  await page.getByRole("button", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete this post?" });
  await dialog.getByText("Its 2 live copies stay where they are").waitFor();
  await expectUsable(page);
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("heading", { name: "Posts", exact: true }).waitFor();
  expect((await world.client.call("GET", `/posts/${post.id}`)).status).toBe(404);
});

async function openAt(path: string): Promise<Page> {
  return openSignedIn(browser, world.product.url + path, session);
}

/** What the line by the switch says. */
async function line(page: Page, words: string): Promise<void> {
  await page.getByRole("status").filter({ hasText: words }).first().waitFor();
}

async function signInAs(page: Page, password: string): Promise<void> {
  await page.getByLabel("E-mail").fill(operator.email);
  await page.getByLabel(/^Password/).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

async function expectDraft(page: Page): Promise<void> {
  await page.getByLabel("Image 1: what it shows").waitFor();
  expect(await page.getByLabel("Title").inputValue()).toBe("Half of a title");
  expect(await page.getByLabel("Text", { exact: true }).inputValue()).toBe("Half of a thought");
  expect(await page.getByLabel("Image 1: what it shows").inputValue()).toBe("A picture");
  expect(await page.getByRole("switch", { name: "Auto-post" }).isChecked()).toBe(false);
}

function countAt(text: string): number {
  return textsAt(world.discord).filter((each) => each === text).length;
}
