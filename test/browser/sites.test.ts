// Sites, their members and invitations: whose connections a site's posts go to is changed and seen here.

import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createdInvitationSchema } from "#api/contract/sites.ts";
import { signIn } from "#test/e2e/session.ts";
import type { BrowserSession } from "#test/e2e/session.ts";
import { openWorld } from "#test/e2e/world.ts";
import type { World } from "#test/e2e/world.ts";
import { totpCode } from "#test/totp.ts";
import { expectUsable, openBrowser, openPage, openSignedIn, tabTo } from "./browser.ts";

const password = "a horse that staples";

let world: World;
let browser: Browser;
let session: BrowserSession;
let people = 0;

beforeAll(async () => {
  [world, browser] = await Promise.all([openWorld(), openBrowser()]);
  session = await signIn(world.product.url);
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser.close();
  await world[Symbol.asyncDispose]();
});

test("a site is created, renamed and set up, and what is typed wrong says so", async () => {
  const page = await openAt("/sites");
  await page.getByRole("button", { name: "New site" }).click();
  await expectUsable(page);
  await page.getByLabel("Name").fill("Gazette");
  await page.getByRole("button", { name: "Create site" }).click();
  await page.getByRole("heading", { level: 1, name: "Gazette" }).waitFor();
  await page.getByText("Posts go to your connections: you are the first member").waitFor();

  await page.getByLabel("Name").fill("The Gazette");
  await page.getByLabel("Address", { exact: true }).fill("not a place");
  await page.getByRole("combobox", { name: "Time zone" }).fill("new york");
  await page.getByRole("option", { name: "America/New York" }).click();
  await page.getByLabel("Undo time").fill("10");
  await expectUsable(page);
  await page.getByRole("button", { name: "Save settings" }).click();
  await page.locator(".mantine-InputWrapper-error").waitFor();
  expect(await page.getByLabel("Name").inputValue(), "nothing is lost").toBe("The Gazette");
  await page.getByLabel("Address", { exact: true }).fill("gazette.example");
  await page.getByRole("button", { name: "Save settings" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();

  await page.reload();
  await page.getByRole("heading", { level: 1, name: "The Gazette" }).waitFor();
  const shown = ["Address", "Time zone", "Undo time, in minutes"].map((label) =>
    page.getByRole(label.startsWith("Time") ? "combobox" : "textbox", { name: label }).inputValue(),
  );
  expect(await Promise.all(shown)).toEqual(["https://gazette.example", "America/New York", "10"]);
  await page.getByRole("link", { name: "Sites", exact: true }).click();
  await page.getByRole("link", { name: "The Gazette", exact: true }).waitFor();
  await page.getByText("Ada (you), the first member: nobody is a biller").first().waitFor();
});

test("who is invited joins by the link, and a biller's flag changes the default user", async () => {
  const { id } = await session.newSite({ name: "Letters" });
  const page = await openAt(`/sites/${id}`);
  await page.getByLabel("E-mail").fill("grace@example.test");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const link = page.getByLabel("Link for grace@example.test");
  await page.getByText("No mail server is set up").waitFor();
  await expectUsable(page);

  const guest = await openPage(browser, await link.inputValue());
  await guest.getByText("Ada invites you to Letters").waitFor();
  await expectUsable(guest);
  await guest.getByLabel("Your name").fill("Grace");
  await guest.getByLabel(/^Password/).fill(password);
  await guest.getByRole("button", { name: "Create account and join" }).click();
  await guest.getByRole("heading", { level: 1, name: "Letters" }).waitFor();
  await guest.getByText("You are an editor of this site").waitFor();
  await guest.getByText("Posts go to Ada’s connections").waitFor();
  expect(await guest.getByRole("button", { name: "Invite", exact: true }).count()).toBe(0);
  expect(await guest.getByRole("switch").count()).toBe(0);
  await expectUsable(guest);

  await page.reload();
  await page.getByRole("switch", { name: "Grace is a biller" }).check();
  await page.getByText("After saving, posts go to Grace’s connections").waitFor();
  await expectUsable(page);
  await page.getByRole("button", { name: "Save members" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();
  await page.getByText("Posts go to Grace’s connections: Grace is the first biller.").waitFor();
  await guest.reload();
  await guest.getByText("Posts go to your connections: you are the first biller.").waitFor();
  await page.getByRole("link", { name: "Sites", exact: true }).click();
  await page.getByText("Grace, the first biller").waitFor();
});

test("members are put in order by keyboard, and the focus stays", async () => {
  const { id } = await session.newSite({ name: "Orders" });
  const { name } = await addMember(id);
  const page = await openAt(`/sites/${id}`);
  const up = page.getByRole("button", { name: `Move ${name} up` });
  await up.waitFor();
  await tabTo(page, up);
  await page.keyboard.press("Enter");
  await page.getByText(`After saving, posts go to ${name}’s connections`).waitFor();
  await page.getByText(`${name} is now number 1 of 2.`).waitFor();
  expect(await page.locator(":focus").and(up).count()).toBe(1);
  await tabTo(page, page.getByRole("button", { name: "Save members" }));
  await page.keyboard.press("Enter");
  await page.getByText("Saved", { exact: true }).waitFor();
  await page.reload();
  await page.getByText(`Posts go to ${name}’s connections`).waitFor();
  expect(await page.getByRole("listitem").filter({ hasText: "@" }).first().innerText()).toContain(
    name,
  );
});

test("what was changed is kept when somebody joins meanwhile", async () => {
  const { id } = await session.newSite({ name: "Meanwhile" });
  const { name: first } = await addMember(id);
  const page = await openAt(`/sites/${id}`);
  await page.getByRole("switch", { name: `${first} is a biller` }).check();
  const { name: second } = await addMember(id);
  await page.getByRole("button", { name: "Save members" }).click();
  await page.getByText("Somebody has joined or left meanwhile").waitFor();
  await page.getByRole("switch", { name: `${second} is a biller` }).waitFor();
  expect(await page.getByRole("switch", { name: `${first} is a biller` }).isChecked()).toBe(true);
  await page.getByRole("button", { name: "Save members" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();
  await page.getByText(`Posts go to ${first}’s connections`).waitFor();
});

test("the last admin cannot leave, another member can be removed", async () => {
  const { id } = await session.newSite({ name: "Alone" });
  const { name } = await addMember(id);
  const page = await openAt(`/sites/${id}`);
  await page.getByRole("button", { name: "Leave this site" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Leave" }).click();
  await dialog.getByText("A site needs an admin.").waitFor();
  await expectUsable(page);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: `Remove ${name}` }).click();
  await dialog.getByRole("button", { name: "Remove" }).click();
  await page.getByText(name, { exact: true }).waitFor({ state: "detached" });

  const { name: admin } = await addMember(id, { role: "admin" });
  await page.reload();
  await page.getByText(admin, { exact: true }).waitFor();
  await page.getByRole("button", { name: "Leave this site" }).click();
  await dialog.getByRole("button", { name: "Leave" }).click();
  await page.getByRole("heading", { level: 1, name: "Sites" }).waitFor();
  await page.getByRole("link", { name: "Alone", exact: true }).waitFor({ state: "detached" });
});

test("an invitation to another address explains itself, and is joined by who signs in", async () => {
  const known = await session.newSite({ name: "Known" });
  const { email } = await addMember(known.id);
  const { id } = await session.newSite({ name: "Elsewhere" });
  const link = await inviteTo(id, { email, role: "admin" });
  // Of its own: it is about to end.
  const page = await openSignedIn(browser, link, await signIn(world.product.url));
  await page.getByText(`This invitation is for ${email}`).waitFor();
  await expectUsable(page);
  await page.getByRole("button", { name: "Sign out and go on" }).click();
  await page.getByLabel(/^Password/).fill("not the password at all");
  await page.getByRole("button", { name: "Sign in and join" }).click();
  await page.getByRole("alert").waitFor();
  await expectUsable(page);
  await page.getByLabel(/^Password/).fill(password);
  await page.getByRole("button", { name: "Sign in and join" }).click();
  await page.getByRole("heading", { level: 1, name: "Elsewhere" }).waitFor();
  await page.getByRole("button", { name: "Save settings" }).waitFor();
  expect(await page.getByLabel("Site", { exact: true }).inputValue(), "it is chosen").toBe(id);

  await page.goto(link);
  await page.getByRole("heading", { name: "This invitation is not open" }).waitFor();
  await expectUsable(page);
});

test("who is signed in joins by a press", async () => {
  const known = await session.newSite({ name: "Home" });
  const { email, cookie } = await addMember(known.id);
  const { id } = await session.newSite({ name: "Abroad" });
  const link = await inviteTo(id, { email });
  const page = await openSignedIn(browser, link, { ...session, cookie });
  await page.getByText(`You are signed in as ${email}.`).waitFor();
  await expectUsable(page);
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("heading", { level: 1, name: "Abroad" }).waitFor();
});

test("joining asks for the code where two-factor sign-in is on", async () => {
  const known = await session.newSite({ name: "Careful" });
  const { email, cookie } = await addMember(known.id);
  const uri = await turnTwoFactorOn(cookie);
  const { id } = await session.newSite({ name: "Open" });
  const page = await openPage(browser, await inviteTo(id, { email }));
  await page.getByLabel(/^Password/).fill(password);
  await page.getByRole("button", { name: "Sign in and join" }).click();
  await page.getByRole("textbox", { name: "Code" }).fill(totpCode(uri));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: "Open" }).waitFor();
});

test("a link that was replaced or taken back is refused", async () => {
  const { id } = await session.newSite({ name: "Twice" });
  const first = await inviteTo(id, { email: "twice@example.test" });
  const page = await openAt(`/sites/${id}`);
  await page.getByRole("button", { name: "Send again to twice@example.test" }).click();
  const second = await page.getByLabel("Link for twice@example.test").inputValue();
  expect(second).not.toBe(first);
  const guest = await openPage(browser, first);
  await guest.getByRole("heading", { name: "This invitation is not open" }).waitFor();
  await page.getByRole("button", { name: "Take back the invitation of twice@" }).click();
  await page.getByText("twice@example.test", { exact: true }).waitFor({ state: "detached" });
  await guest.goto("about:blank");
  await guest.goto(second);
  await guest.getByRole("heading", { name: "This invitation is not open" }).waitFor();

  await page.getByLabel("E-mail").fill("ada@example.test");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await page.getByText("ada@example.test is a member of Twice already.").waitFor();
});

test("a site is deleted after its name was typed", async () => {
  const { id } = await session.newSite({ name: "Brief" });
  const page = await openAt(`/sites/${id}`);
  await page.getByRole("button", { name: "Delete this site" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete Brief?" });
  const confirm = dialog.getByRole("button", { name: "Delete" });
  expect(await confirm.isDisabled()).toBe(true);
  await expectUsable(page);
  await dialog.getByLabel("To delete it, type its name").fill("Brief");
  await confirm.click();
  await page.getByRole("heading", { level: 1, name: "Sites" }).waitFor();
  await page.getByRole("link", { name: "Brief", exact: true }).waitFor({ state: "detached" });
  await page.goto(`${world.product.url}/sites/${id}`);
  await page.getByRole("heading", { name: "This is none of your sites" }).waitFor();
});

test("nobody leaves unsaved changes behind unasked", async () => {
  const { id } = await session.newSite({ name: "Unsaved" });
  const page = await openAt(`/sites/${id}`);
  await page.getByLabel("Name").fill("Almost");
  await page.getByRole("link", { name: "History" }).click();
  const dialog = page.getByRole("dialog", { name: "Leave without saving?" });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  expect(await page.getByLabel("Name").inputValue()).toBe("Almost");
  await page.getByRole("button", { name: "Discard" }).click();
  expect(await page.getByLabel("Name").inputValue()).toBe("Unsaved");
  await page.getByRole("link", { name: "History" }).click();
  await page.getByRole("heading", { level: 1, name: "History" }).waitFor();
});

test.each([
  { side: "dark", options: { colorScheme: "dark" } },
  { side: "a phone", options: { viewport: { width: 360, height: 740 }, isMobile: true } },
] satisfies { side: string; options: BrowserContextOptions }[])(
  "sites and invitations have their side for $side",
  async ({ options }) => {
    const { id } = await session.newSite({ name: "A site with a name that takes its room" });
    await addMember(id);
    const link = await inviteTo(id, { email: "a.very.long.address@subdomain.example.test" });
    const page = await openAt("/sites", options);
    await page.getByRole("link", { name: "A site with a name" }).first().waitFor();
    await expectUsable(page);
    await page.goto(`${world.product.url}/sites/${id}`);
    await page.getByText("a.very.long.address@subdomain.example.test").waitFor();
    await page.getByRole("switch", { name: /^Member/ }).check();
    await expectUsable(page);
    const guest = await openPage(browser, link, options);
    await guest.getByRole("button", { name: "Create account and join" }).waitFor();
    await expectUsable(guest);
  },
);

function openAt(path: string, options?: BrowserContextOptions): Promise<Page> {
  return openSignedIn(browser, world.product.url + path, session, options);
}

interface Invited {
  email: string;
  role?: "admin" | "editor";
}

async function inviteTo(siteId: string, invited: Invited): Promise<string> {
  const path = `/sites/${siteId}/invitations`;
  const answer = await session.call({ method: "POST", path, body: invited });
  return createdInvitationSchema.parse(await answer.json()).link;
}

interface Member {
  name: string;
  email: string;
  cookie: string;
}

/** A new person with an account, who joins the site. */
async function addMember(siteId: string, invited: Omit<Invited, "email"> = {}): Promise<Member> {
  people += 1;
  const name = `Member ${people}`;
  const email = `member.${people}@example.test`;
  const token = new URL(await inviteTo(siteId, { ...invited, email })).hash.slice(1);
  const signedUp = await send("/auth/sign-up/email", {
    headers: { "x-broadside-invitation": token },
    body: { name, email, password },
  });
  const cookie = cookieOf(signedUp);
  const joined = await send("/v1/invitations/accept", { headers: { cookie }, body: { token } });
  expect(joined.status).toBe(200);
  return { name, email, cookie };
}

/** Returns the address that an authenticator app makes codes of. */
async function turnTwoFactorOn(cookie: string): Promise<string> {
  const begun = await send("/auth/two-factor/enable", { headers: { cookie }, body: { password } });
  const { totpURI } = z.object({ totpURI: z.string() }).parse(await begun.json());
  const headers = { cookie: [cookie, cookieOf(begun)].filter(Boolean).join("; ") };
  const code = totpCode(totpURI);
  const confirmed = await send("/auth/two-factor/verify-totp", { headers, body: { code } });
  expect(confirmed.status).toBe(200);
  return totpURI;
}

interface Sent {
  headers: Record<string, string>;
  body: object;
}

/** As a browser of the person that was added last. */
function send(path: string, { headers, body }: Sent): Promise<Response> {
  const { url } = world.product;
  // Attempts are counted by address; a proxy on loopback is believed.
  const from = { "x-forwarded-for": `203.0.113.${people}` };
  return fetch(`${url}/api${path}`, {
    method: "POST",
    headers: { ...from, origin: url, "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

function cookieOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
}
