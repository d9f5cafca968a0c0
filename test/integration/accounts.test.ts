// Accounts over HTTP, with all that belongs to them: mails that arrive, sessions, other ways to sign
// in, and going for good.

import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sessionSchema, welcomeSchema } from "#api/contract/accounts.ts";
import { linkIn, openMailbox } from "#test/smtp.ts";
import type { Mailbox } from "#test/smtp.ts";
import { eventually } from "./eventually.ts";
import { openWorld } from "./world.ts";
import type { World } from "./world.ts";

const password = "correct horse battery";
const app = { DISCORD_CLIENT_ID: "an-app", DISCORD_CLIENT_SECRET: "its secret" };
let mailbox: Mailbox;
let world: World;

beforeAll(async () => {
  mailbox = await openMailbox();
  const SMTP_URL = `smtp://127.0.0.1:${mailbox.port}`;
  world = await openWorld({ ...app, SMTP_URL, MAIL_FROM: "Notes <notes@example.test>" });
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await mailbox[Symbol.asyncDispose]();
});

test("the first page knows what it can offer", async () => {
  const welcome = await openBrowser().welcome();
  expect(welcome).toMatchObject({ user: null, signUp: "open", hasMail: true, isSandbox: false });
  expect(welcome.signInWith).toEqual([
    { id: "discord", name: "Discord" },
    { id: "linkedin", name: "LinkedIn" },
  ]);
});

describe("a mail", () => {
  test("arrives, and its link works", async () => {
    const browser = await signUp("mia@example.test");
    const mail = await mailTo("mia@example.test");
    expect(mail.from).toBe("notes@example.test");
    const answer = await browser.open(linkIn(mail));
    expect(answer.headers.get("location")).toBe("/?verified=1");
    expect((await browser.welcome()).user?.emailVerified).toBe(true);
  });

  test("that the server takes later arrives later, once", async () => {
    mailbox.refuse({ at: "content", code: 451, words: "Try again later" });
    await signUp("noa@example.test");
    await eventually(async () => ((await mailJobs("retry")).length === 1 ? true : undefined));
    // The pause before it is a matter of seconds, and none of this test's.
    await sql`update pgboss.job set start_after = now() where state = 'retry'`.execute(world.db);
    await mailTo("noa@example.test");
    expect(mailbox.received.filter(({ to }) => to[0] === "noa@example.test")).toHaveLength(1);
  });

  test("cannot be read in the queue", async () => {
    await signUp("ole@example.test");
    const link = linkIn(await mailTo("ole@example.test"));
    const jobs = JSON.stringify(await mailJobs());
    expect(jobs).toContain("sealed");
    expect(jobs).not.toContain("ole@example.test");
    expect(jobs).not.toContain(new URL(link).searchParams.get("token"));
  });
});

test("sessions are listed and ended over HTTP", async () => {
  const laptop = await signUp("pia@example.test");
  const phone = openBrowser();
  await phone.post("/api/auth/sign-in/email", { email: "pia@example.test", password });
  const sessions = await laptop.sessions();
  expect(sessions.map(({ isCurrent }) => isCurrent).sort()).toEqual([false, true]);
  expect(JSON.stringify(sessions)).not.toContain("token");
  const other = sessions.find(({ isCurrent }) => !isCurrent)?.id ?? "";
  expect((await laptop.delete(`/api/v1/sessions/${other}`)).status).toBe(204);
  expect((await phone.open("/api/v1/sessions")).status).toBe(401);
  expect((await laptop.delete(`/api/v1/sessions/${other}`)).status).toBe(404);
  expect((await laptop.sessions()).map(({ isCurrent }) => isCurrent)).toEqual([true]);
});

test("one signs in with a platform's account, the whole way", async () => {
  const browser = openBrowser();
  const asked = { provider: "discord", callbackURL: "/", errorCallbackURL: "/sign-in" };
  const left = await browser.post("/api/auth/sign-in/social", asked);
  const { url } = (await left.json()) as { url: string };
  expect(new URL(url).origin).toBe(world.discord.origin);
  const there = await fetch(url, { redirect: "manual" });
  const back = await browser.open(there.headers.get("location") ?? "");
  expect(back.headers.get("location")).toBe("/");
  expect((await browser.welcome()).user).toMatchObject({ name: "Sandy Box", emailVerified: true });
});

test("an account goes with its connections, keys and sites", async () => {
  const admin = await world.person("Quinn");
  const goer = await world.person("Rosa");
  const site = await admin.createSite({ name: "Shared" });
  await admin.letIn(site, goer);
  const own = await goer.createSite({ name: "Own" });
  await goer.connect(41);
  await goer.post({ siteId: own.id, title: "Hello" });
  const program = await goer.program(["posts:read"]);
  expect((await program("GET", "/sites")).status).toBe(200);

  const browser = openBrowser();
  await browser.post("/api/auth/sign-in/email", { email: goer.email, password });
  const deleted = await browser.post("/api/auth/delete-user", { password });
  expect(deleted.status).toBe(200);
  expect((await browser.welcome()).user).toBeNull();
  expect((await program("GET", "/sites")).status).toBe(401);
  expect((await goer.call("GET", "/sites")).status).toBe(401);
  const connections = await world.db
    .selectFrom("connections")
    .select("id")
    .where("userId", "=", goer.userId)
    .execute();
  expect(connections).toEqual([]);
  const sites = await world.db.selectFrom("sites").select("id").where("id", "=", own.id).execute();
  expect(sites).toEqual([]);
  expect((await admin.call("GET", `/sites/${site.id}`)).status).toBe(200);
});

function openBrowser() {
  const jar = new Map<string, string>();
  async function open(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("cookie", [...jar].map((pair) => pair.join("=")).join("; "));
    headers.set("origin", world.url);
    const url = new URL(path, world.url);
    const answer = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      jar.set(name, value);
    }
    return answer;
  }
  return {
    open,
    post: (path: string, body: object) =>
      open(path, {
        method: "POST",
        headers: { "content-type": "application/json", "x-forwarded-for": address() },
        body: JSON.stringify(body),
      }),
    delete: (path: string) => open(path, { method: "DELETE" }),
    welcome: async () => welcomeSchema.parse(await (await open("/api/v1/welcome")).json()),
    sessions: async () =>
      sessionSchema
        .array()
        .parse(((await (await open("/api/v1/sessions")).json()) as { data: unknown }).data),
  };
}

async function signUp(email: string) {
  const browser = openBrowser();
  const answer = await browser.post("/api/auth/sign-up/email", {
    name: "Somebody",
    email,
    password,
  });
  if (!answer.ok) throw new Error(await answer.text());
  return browser;
}

let addresses = 0;

/** Nobody is kept waiting because of somebody else's attempts. */
function address(): string {
  addresses += 1;
  return `203.0.113.${addresses}`;
}

function mailTo(address: string) {
  return eventually(() => Promise.resolve(mailbox.received.find(({ to }) => to.includes(address))));
}

async function mailJobs(state?: string) {
  const { rows } = await sql<{ state: string; data: unknown }>`
    select state, data from pgboss.job where name = 'send-mail'
  `.execute(world.db);
  return rows.filter((row) => state === undefined || row.state === state);
}
