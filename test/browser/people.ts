// People besides the operator, each at an address of their own, and the mails that they get.

import { setTimeout as pause } from "node:timers/promises";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { createdInvitationSchema } from "#api/contract/sites.ts";
import type { BrowserSession } from "#test/e2e/session.ts";
import type { Product } from "#test/product.ts";
import { openSignedIn } from "./browser.ts";

const mailWithinMs = 15_000;
const password = "a long enough secret";
let count = 0;

export interface Person {
  name: string;
  email: string;
  password: string;
  /** The Cookie header of the browser that signed up. */
  cookie: string;
  /** For a browser that is where this person is. */
  options: BrowserContextOptions;
}

/** Signs somebody up, with a site of their own; the server has to be open to everybody. */
export async function signUp({ url }: Product, name: string): Promise<Person> {
  count += 1;
  const email = `${name.toLowerCase()}-${count}@example.test`;
  // Attempts are counted by address; a proxy on loopback is believed.
  const from = { "x-forwarded-for": `203.0.113.${count}` };
  const headers = { ...from, origin: url, "content-type": "application/json" };
  const answer = await fetch(`${url}/api/auth/sign-up/email`, {
    ...{ method: "POST", headers },
    body: JSON.stringify({ name, email, password }),
  });
  if (!answer.ok) throw new Error(`${name} could not sign up: ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
  await fetch(`${url}/api/v1/sites`, {
    ...{ method: "POST", headers: { ...headers, cookie } },
    body: JSON.stringify({ name: `${name}'s notes` }),
  });
  return { name, email, password, cookie, options: { extraHTTPHeaders: from } };
}

/** Makes them an editor of the site, invited by an admin of it. */
export async function joinSite(
  { url }: Product,
  { siteId, session }: { siteId: string; session: BrowserSession },
  { email, cookie }: Person,
): Promise<void> {
  const path = `/sites/${siteId}/invitations`;
  const created = await session.call({ method: "POST", path, body: { email } });
  const { link } = createdInvitationSchema.parse(await created.json());
  const answer = await fetch(`${url}/api/v1/invitations/accept`, {
    method: "POST",
    headers: { cookie, origin: url, "content-type": "application/json" },
    body: JSON.stringify({ token: link.split("#")[1] }),
  });
  if (!answer.ok) throw new Error(`${email} could not join: ${await answer.text()}`);
}

/** A page of the dashboard in a browser where that person is signed in. */
export function openAs(
  browser: Browser,
  url: string,
  person: Person,
  more: BrowserContextOptions = {},
): Promise<Page> {
  return openSignedIn(browser, url, person, { ...person.options, ...more });
}

/**
 * The link of the newest mail to that address with these words in its subject, once there are so many.
 * Without a mail server, the product prints its mails.
 */
export async function mailedLink(
  { output }: Product,
  { to, subject, number = 1 }: { to: string; subject: string; number?: number },
): Promise<string> {
  const deadline = performance.now() + mailWithinMs;
  while (performance.now() < deadline) {
    const mails = output()
      .split("\n")
      .filter((line) => line.includes(`"to":"${to}"`) && line.includes(subject));
    const link = /https?:[^\s"\\]+/.exec(mails[number - 1] ?? "")?.[0];
    if (link !== undefined) return link;
    await pause(50);
  }
  throw new Error(`There is no mail to ${to} about "${subject}"`);
}
