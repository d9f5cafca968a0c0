// Signing up, in and out, and all that can be done on Profile.

import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { z } from "zod";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openWorld } from "#test/e2e/world.ts";
import type { World } from "#test/e2e/world.ts";
import { operator } from "#test/client.ts";
import { totpCode } from "#test/totp.ts";
import { expectUsable, openBrowser, openPage, tabTo } from "./browser.ts";
import { mailedLink, openAs, signUp } from "./people.ts";
import type { Person } from "./people.ts";

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

let world: World;
let browser: Browser;

beforeAll(async () => {
  const provider = { DISCORD_CLIENT_ID: "app", DISCORD_CLIENT_SECRET: "secret of the app" };
  [world, browser] = await Promise.all([
    openWorld({ SIGN_UP: "open", ...provider }),
    openBrowser(),
  ]);
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser.close();
  await world[Symbol.asyncDispose]();
});

test("somebody signs up, out, and in again, by keyboard too", async () => {
  const page = await openPage(browser, world.product.url);
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByRole("heading", { name: "Create your account" }).waitFor();
  await expectUsable(page);
  await page.getByLabel("Name").fill("Grace");
  await page.getByLabel("E-mail").fill(operator.email);
  await page.getByLabel(/^Password/).fill("a long enough secret");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByText("There is an account with this e-mail address already").waitFor();
  expect(await page.getByLabel("Name").inputValue(), "what was entered stays").toBe("Grace");
  await page.getByLabel("E-mail").fill("grace@example.test");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("heading", { name: "Name your site" }).waitFor();
  expect(new URL(page.url()).pathname, "not at the door any more").toBe("/");
  await page.getByLabel("Name").fill("Compilers");
  await page.getByRole("button", { name: "Start writing" }).click();

  await page.getByText("Confirm that grace@example.test is yours").waitFor();
  await page.getByText("ask whoever runs it").waitFor();
  await expectUsable(page);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("E-mail").waitFor();
  await page.keyboard.type("grace@example.test");
  await tabTo(page, page.getByLabel(/^Password/));
  await page.keyboard.type("not the secret");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await expectUsable(page);
  expect(await page.getByLabel("E-mail").inputValue()).toBe("grace@example.test");
  await page.getByLabel(/^Password/).fill("a long enough secret");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Sign out" }).waitFor();
});

test("whoever tries too often is told how long to wait", async () => {
  const { options, ...person } = await signUp(world.product, "Alan");
  const page = await openPage(browser, world.product.url, options);
  await enter(page, { ...person, password: "not the secret" });
  await page.getByRole("alert").waitFor();
  for (let tries = 1; tries < 10; tries += 1) {
    const answered = page.waitForResponse("**/sign-in/email");
    await page.getByRole("button", { name: "Sign in" }).click();
    await answered;
  }
  await enter(page, person);
  await page.getByText(/That was too often. Try again in \d+ seconds/).waitFor();
});

test("a forgotten password is replaced by the mail's link, which signs everybody out", async () => {
  const person = await signUp(world.product, "Bob");
  const inside = await openAs(browser, world.product.url, person);
  await inside.getByRole("button", { name: "Sign out" }).waitFor();

  const page = await openPage(browser, world.product.url, person.options);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.getByRole("heading", { name: "Forgot your password?" }).waitFor();
  expect(await page.getByLabel("E-mail").inputValue()).toBe(person.email);
  await expectUsable(page);
  await page.getByRole("button", { name: "Send the link" }).click();
  await page.getByText("If there is an account").waitFor();
  await expectUsable(page);
  await page.getByLabel("E-mail").fill("nobody@example.test");
  await page.getByRole("button", { name: "Send it again" }).click();
  await page.getByText("If there is an account with the address nobody@example.test").waitFor();

  const link = await mailedLink(world.product, { to: person.email, subject: "new password" });
  await page.goto(link);
  await page.getByLabel("New password").fill("another long secret");
  await expectUsable(page);
  await page.getByRole("button", { name: "Set the new password" }).click();
  await page.getByRole("heading", { name: "Your new password is set" }).waitFor();
  expect(page.url(), "the token is gone from the address").not.toContain("token");
  const next = page.getByRole("link", { name: "Sign in" });
  expect(await next.and(page.locator(":focus")).count(), "the focus is not lost").toBe(1);
  await expectUsable(page);
  await inside.reload();
  await inside.getByRole("heading", { name: "Sign in", exact: true }).waitFor();

  await page.getByRole("link", { name: "Sign in" }).click();
  await enter(page, { ...person, password: "another long secret" });
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  await page.goto(link);
  await page.getByLabel("New password").fill("a third long secret");
  await page.getByRole("button", { name: "Set the new password" }).click();
  await page.getByText("This link is no longer valid").waitFor();
  await expectUsable(page);
});

test("an address is confirmed by its mail, and news of it is told once", async () => {
  const person = await signUp(world.product, "Carol");
  const page = await openAs(browser, world.product.url, person);
  const asked = page.getByText(`Confirm that ${person.email} is yours`);
  await asked.waitFor();
  await page.getByRole("button", { name: "Send it again" }).click();
  await page.getByRole("button", { name: "Sent again" }).waitFor();
  await page.getByRole("button", { name: "Later" }).click();
  await asked.waitFor({ state: "detached" });

  await page.goto(await mailedLink(world.product, { to: person.email, subject: "Confirm your" }));
  const news = page.getByText("your e-mail address is confirmed");
  await news.waitFor();
  await expectUsable(page);
  await page.reload();
  await page.getByRole("link", { name: "Profile" }).click();
  await page.getByText("Confirmed", { exact: true }).waitFor();
  expect(await news.count()).toBe(0);
  await page.goto(`${world.product.url}/?verified=1&error=TOKEN_EXPIRED`);
  await page.getByText("This link is no longer valid").waitFor();
});

test("a name and an address are changed", async () => {
  const person = await signUp(world.product, "Dan");
  const page = await openProfile(person);
  const name = page.getByRole("textbox", { name: "Name" });
  await name.fill("  Daniel ");
  await section(page, "Name").getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  await page.getByRole("navigation").locator("..").getByText("Daniel", { exact: true }).waitFor();

  const address = section(page, "E-mail address");
  await address.getByText("Not confirmed yet").waitFor();
  await address.getByRole("button", { name: "Change the address" }).click();
  await address.getByLabel("New address").fill("daniel@example.test");
  await address.getByLabel("Your password").fill("not this one");
  await address.getByRole("button", { name: "Send the link" }).click();
  await address.getByText("This is not your password.").waitFor();
  await address.getByLabel("Your password").fill(person.password);
  await expectUsable(page);
  await address.getByRole("button", { name: "Send the link" }).click();
  await address.getByText("To make daniel@example.test your address").waitFor();
  await expectUsable(page);
  const mail = { to: "daniel@example.test", subject: "Confirm your new" };
  const link = await mailedLink(world.product, mail);
  const signedOut = await openPage(browser, link, person.options);
  await signedOut.getByText("Sign in to the account that is to have it").waitFor();
  await expectUsable(signedOut);
  await page.goto(link);
  await page.goto(`${world.product.url}/profile`);
  await address.getByText("daniel@example.test").waitFor();
  await address.getByText("Confirmed", { exact: true }).waitFor();
});

test("a password is changed, and signs out everywhere else", async () => {
  const person = await signUp(world.product, "Erin");
  const elsewhere = await openPage(browser, world.product.url, person.options);
  await enter(elsewhere, person);
  await elsewhere.getByRole("button", { name: "Sign out" }).waitFor();

  const page = await openProfile(person);
  const part = section(page, "Password");
  await part.getByRole("button", { name: "Change the password" }).click();
  await part.getByLabel("Current password").fill("not the secret");
  await part.getByLabel("New password").fill("another long secret");
  await part.getByRole("button", { name: "Change the password" }).click();
  await part.getByText("This is not your password.").waitFor();
  await expectUsable(page);
  await part.getByLabel("Current password").fill(person.password);
  await part.getByRole("button", { name: "Change the password" }).click();
  await part.getByText("Your password is changed.").waitFor();
  const opener = part.getByRole("button", { name: "Change the password" });
  expect(await opener.and(page.locator(":focus")).count(), "the focus is not lost").toBe(1);

  await elsewhere.reload();
  await enter(elsewhere, { ...person, password: "another long secret" });
  await elsewhere.getByRole("button", { name: "Sign out" }).waitFor();
});

test("two-factor sign-in is turned on, asked for, and turned off", async () => {
  const person = await signUp(world.product, "Frank");
  const page = await openProfile(person);
  const part = section(page, "Two-factor sign-in");
  const { uri, codes } = await turnOn(page, person);

  const door = await openPage(browser, world.product.url, person.options);
  await enter(door, person);
  await door.getByRole("heading", { name: "One more step" }).waitFor();
  await expectUsable(door);
  await door.getByLabel(/^Code/).fill("000000");
  await door.getByRole("button", { name: "Sign in" }).click();
  await door.getByText("This code is not right").waitFor();
  await expectUsable(door);
  await door.getByLabel(/^Code/).fill(totpCode(uri));
  await door.getByLabel("Do not ask for a code in this browser").check();
  await door.getByRole("button", { name: "Sign in" }).click();
  await door.getByRole("button", { name: "Sign out" }).click();
  await enter(door, person);
  await door.getByRole("button", { name: "Sign out" }).waitFor();

  const other = await openPage(browser, world.product.url, person.options);
  await enter(other, person);
  await other.getByRole("button", { name: "Use a backup code instead" }).click();
  await other.getByLabel("Backup code").fill(codes[0] ?? "");
  await other.getByRole("button", { name: "Sign in" }).click();
  await other.getByRole("button", { name: "Sign out" }).click();
  await enter(other, person);
  await other.getByRole("button", { name: "Use a backup code instead" }).click();
  await other.getByLabel("Backup code").fill(codes[0] ?? "");
  await other.getByRole("button", { name: "Sign in" }).click();
  await other.getByText("This is none of your backup codes, or it was used before").waitFor();

  await part.getByRole("button", { name: "New backup codes" }).click();
  await part.getByLabel("Your password").fill(person.password);
  await part.getByRole("button", { name: "Make new codes" }).click();
  const newCodes = await part.getByRole("list", { name: "Backup codes" }).innerText();
  expect(newCodes).not.toContain(codes[1]);
  await part.getByRole("button", { name: "I have kept them" }).click();
  await part.getByRole("button", { name: "Turn off" }).click();
  await part.getByLabel("Your password").fill(person.password);
  await part.getByRole("button", { name: "Turn off" }).click();
  await part.getByRole("button", { name: "Turn on" }).waitFor();
});

test("after too many wrong codes the password is asked for again, with the reason", async () => {
  const person = await signUp(world.product, "Gus");
  await turnOn(await openProfile(person), person);
  const door = await openPage(browser, world.product.url, person.options);
  await enter(door, person);
  await door.getByLabel(/^Code/).fill("000000");
  let code = "INVALID_CODE";
  while (code === "INVALID_CODE") {
    const answered = door.waitForResponse("**/two-factor/verify-totp");
    await door.getByRole("button", { name: "Sign in" }).click();
    ({ code } = z.object({ code: z.string() }).parse(await (await answered).json()));
  }
  await door.getByRole("alert").getByText("Enter your password once more").waitFor();
  expect(await door.getByLabel("E-mail").inputValue()).toBe(person.email);
  await expectUsable(door);
});

test("sessions are listed, and ended one by one, elsewhere, and everywhere", async () => {
  const person = await signUp(world.product, "Heidi");
  const userAgent =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
  const others: Page[] = [];
  for (const agent of [userAgent, "curl/8.1"]) {
    const other = await openPage(browser, world.product.url, {
      ...person.options,
      userAgent: agent,
    });
    await enter(other, person);
    await other.getByRole("button", { name: "Sign out" }).waitFor();
    others.push(other);
  }
  const page = await openProfile(person);
  const part = section(page, "Where you are signed in");
  const rows = part.getByRole("listitem");
  await rows.filter({ hasText: "This one" }).waitFor();
  expect(await rows.count()).toBe(3);
  await rows.filter({ hasText: "Firefox on Windows" }).getByText("last seen today").waitFor();
  await rows.filter({ hasText: "Another program (curl)" }).waitFor();
  await part.getByRole("button", { name: "Sign out Firefox on Windows" }).click();
  await part.getByText("Firefox on Windows").waitFor({ state: "detached" });
  await others[0]?.reload();
  await others[0]?.getByRole("heading", { name: "Sign in", exact: true }).waitFor();

  await part.getByRole("button", { name: "Sign out everywhere else" }).click();
  await part.getByText("Another program (curl)").waitFor({ state: "detached" });
  await expectUsable(page);
  await part.getByRole("button", { name: "Sign out everywhere", exact: true }).click();
  await page.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
});

test("an account elsewhere signs in, is unlinked and linked, and its trouble is told", async () => {
  const page = await openPage(browser, world.product.url);
  await page.getByRole("button", { name: "Continue with Discord" }).click();
  await page.getByRole("heading", { name: "Name your site" }).waitFor();
  await page.getByLabel("Name").fill("Boxes");
  await page.getByRole("button", { name: "Start writing" }).click();
  await page.getByRole("link", { name: "Profile" }).click();
  const part = section(page, "Accounts to sign in with");
  await part.getByText("Linked").waitFor();
  await section(page, "Password").getByText("Your account has none").waitFor();
  await section(page, "Two-factor sign-in").getByText("It goes with a password").waitFor();
  await expectUsable(page);
  await part.getByRole("button", { name: "Unlink Discord" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Unlink" }).click();
  await part.getByText("This is your only way to sign in").waitFor();

  await page.getByRole("button", { name: "Send me a link to set one" }).click();
  const mail = { to: "sandy@sandbox.test", subject: "new password" };
  await page.goto(await mailedLink(world.product, mail));
  await page.getByLabel("New password").fill("sandy has a secret");
  await page.getByRole("button", { name: "Set the new password" }).click();
  await page.getByRole("link", { name: "Sign in" }).click();
  await enter(page, { email: "sandy@sandbox.test", password: "sandy has a secret" });
  await page.getByRole("link", { name: "Profile" }).click();
  await part.getByRole("button", { name: "Unlink Discord" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Unlink" }).click();
  await part.getByRole("button", { name: "Link Discord" }).click();
  await part.getByText("Linked").waitFor();
  expect(new URL(page.url()).pathname).toBe("/profile");

  await page.goto(`${world.product.url}/profile?error=access_denied`);
  await page.getByText("You said no over there").waitFor();
  await expectUsable(page);
  await page.goto(`${world.product.url}/sign-in?error=account_already_linked_to_different_user`);
  await page.getByText("linked to somebody else here").waitFor();
});

test("deleting the account takes its password, and ends it", async () => {
  const person = await signUp(world.product, "Ivan");
  const page = await openProfile(person);
  const dialog = page.getByRole("dialog", { name: "Delete your account?" });
  await page.getByRole("button", { name: "Delete the account…" }).click();
  await dialog.getByLabel("Your password").fill("not the secret");
  await dialog.getByRole("button", { name: "Delete the account" }).click();
  await dialog.getByText("This is not your password.").waitFor();
  await expectUsable(page);
  await dialog.getByLabel("Your password").fill(person.password);
  await dialog.getByRole("button", { name: "Delete the account" }).click();
  await page.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
  await enter(page, person);
  await page.getByRole("alert").waitFor();
});

test("whoever is needed here is told why their account stays", async () => {
  const page = await openPage(browser, world.product.url);
  await enter(page, operator);
  await page.getByRole("link", { name: "Profile" }).click();
  await page.getByRole("button", { name: "Delete the account…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Your password").fill(operator.password);
  await dialog.getByRole("button", { name: "Delete the account" }).click();
  await dialog.getByRole("alert").waitFor();
  await expectUsable(page);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.waitFor({ state: "detached" });
});

test.each([
  { signUp: "invite", words: "Accounts are by invitation" },
  { signUp: "closed", words: "This server takes nobody new" },
])("where sign-up is $signUp, the door says so", async ({ signUp: mode, words }) => {
  const page = await openPage(browser, "about:blank");
  await page.route("**/api/v1/welcome", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), signUp: mode } });
  });
  await page.goto(world.product.url);
  await page.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
  expect(await page.getByRole("link", { name: "Create an account" }).count()).toBe(0);
  await page.goto(`${world.product.url}/sign-up`);
  await page.getByRole("heading", { name: words }).waitFor();
  await expectUsable(page);
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
  await page.goto(`${world.product.url}/sign-in?error=INVITATION_NEEDED`);
  await page.getByText("takes an open invitation").waitFor();
  await expectUsable(page);
});

test.each([
  { on: "a phone", options: phone },
  { on: "the dark", options: { colorScheme: "dark" } },
] satisfies { on: string; options: BrowserContextOptions }[])(
  "every page of accounts is usable on $on",
  async ({ options }) => {
    const person = await signUp(world.product, "Judy");
    const page = await openPage(browser, world.product.url, { ...person.options, ...options });
    for (const path of ["/", "/sign-up", "/forgot-password", "/reset-password#token=some"]) {
      await page.goto(world.product.url + path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await expectUsable(page);
    }
    const inside = await openProfile(person, options);
    await expectUsable(inside);
    await turnOn(inside, person);
  },
);

async function enter(page: Page, { email, password }: Pick<Person, "email" | "password">) {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel(/^Password/).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function openProfile(person: Person, options?: BrowserContextOptions): Promise<Page> {
  const page = await openAs(browser, `${world.product.url}/profile`, person, options);
  await page.getByText("This one").waitFor();
  return page;
}

function section(page: Page, name: string): Locator {
  return page.getByRole("region", { name, exact: true });
}

/** Returns what the authenticator app has learned, and the backup codes. */
async function turnOn(page: Page, { password }: Person): Promise<{ uri: string; codes: string[] }> {
  const part = section(page, "Two-factor sign-in");
  await part.getByRole("button", { name: "Turn on" }).click();
  await part.getByLabel("Your password").fill(password);
  await part.getByRole("button", { name: "Continue" }).click();
  await part.getByRole("img", { name: "QR code of the key" }).waitFor();
  await expectUsable(page);
  const uri = (await part.getByRole("link", { name: "Open it there" }).getAttribute("href")) ?? "";
  await part.getByLabel("Then enter the code").fill(totpCode(uri));
  await part.getByRole("button", { name: "Turn on" }).click();
  const list = part.getByRole("list", { name: "Backup codes" });
  await list.waitFor();
  await expectUsable(page);
  const codes = await list.getByRole("listitem").allInnerTexts();
  expect(codes).toHaveLength(10);
  await part.getByRole("button", { name: "I have kept them" }).click();
  await part.getByText("It is on.").waitFor();
  return { uri, codes };
}
