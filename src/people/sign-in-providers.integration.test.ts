// Signing in with an account of a platform: the whole way, with the platform's fake.

import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { serveFake } from "#connector/serve-fake.ts";
import type { CreateFake } from "#connector/fake.ts";
import { plus, days } from "#kernel/clock.ts";
import { loadConnectors, loadFake } from "#platforms/load.ts";
import { invite } from "./invitations.ts";
import { chooseProviders } from "./sign-in-providers.ts";
import type { Visitor } from "./testing/accounts.ts";
import {
  ada,
  addSite,
  bob,
  codeOf,
  logger,
  openAccounts,
  signUp,
  visit,
} from "./testing/accounts.ts";

interface Person {
  id: string;
  email?: string | null;
  verified?: boolean;
  global_name?: string | null;
}

const sandy = { id: "300000000000000001", name: "Sandy Box", email: "sandy@sandbox.test" };
const accounts = await openAccounts();
const { db } = accounts.store;
/** What the platform says of whoever signs in there, besides what its fake says. */
let person: Partial<Person> = {};
const served = await serveFake({
  createFake: whoSays(await loadFake("discord")),
  now: () => new Date(),
});
const connector = (await loadConnectors()).get("discord")?.connector;
const providers = chooseProviders(
  connector ? [{ connector, origins: { main: served.origin, web: served.origin } }] : [],
  (name) => (name.startsWith("DISCORD_CLIENT") ? "an app of this test" : undefined),
);
const auth = accounts.open({ providers });

afterAll(async () => {
  await served.close();
  await accounts[Symbol.asyncDispose]();
});

beforeEach(async () => {
  await accounts.clear();
  person = {};
});

test("only what is configured is offered", async () => {
  expect(auth.signInWith).toEqual([{ id: "discord", name: "Discord" }]);
  expect(accounts.open().signInWith).toEqual([]);
  const google = await visit(auth).post("/sign-in/social", { provider: "google" });
  expect(await codeOf(google)).toBe("404 PROVIDER_NOT_FOUND");
  expect((await visit(auth).get("/callback/google?code=1&state=2")).status).toBe(404);
});

describe("signing up", () => {
  test("makes an account of what the platform says, the first one the operator's", async () => {
    const visitor = visit(auth);
    expect(await goThrough(visitor)).toBe("/");
    expect((await visitor.session())?.user).toMatchObject({
      ...{ name: "Sandy Box", email: "sandy@sandbox.test" },
      ...{ emailVerified: true, isOperator: true },
    });
    expect(accounts.mails).toEqual([]);
    const again = visit(auth);
    expect(await goThrough(again)).toBe("/");
    expect((await again.session())?.user.id).toBe((await visitor.session())?.user.id);
  });

  test("keeps nothing of what else the platform handed over", async () => {
    await goThrough(visit(auth));
    await goThrough(visit(auth));
    const [method] = await db.selectFrom("signInMethods").selectAll().execute();
    expect(method).toMatchObject({
      ...{ providerId: "discord", accountId: sandy.id, password: null },
      ...{ accessToken: null, refreshToken: null, idToken: null, accessTokenExpiresAt: null },
    });
    expect(await db.selectFrom("users").select("image").execute()).toEqual([{ image: null }]);
  });

  test("somebody without a name there has one here", async () => {
    person = { global_name: " " };
    const visitor = visit(auth);
    await goThrough(visitor);
    expect((await visitor.session())?.user.name).toBe("sandy");
  });

  test("takes an address", async () => {
    person = { email: null };
    expect(await goThrough(visit(auth))).toBe("/sign-in?error=email_not_found");
  });

  test("an address that is not verified there is verified here", async () => {
    person = { verified: false };
    const visitor = visit(auth);
    expect(await goThrough(visitor)).toBe("/");
    expect((await visitor.session())?.user.emailVerified).toBe(false);
    await visitor.get(accounts.linkTo(sandy.email));
    expect((await visitor.session())?.user.emailVerified).toBe(true);
  });

  test("closed: nobody can follow, and they are told why", async () => {
    const closed = accounts.open({ providers, signUp: "closed" });
    await signUp(closed, ada);
    const back = new URL(await goThrough(visit(closed)), "http://here");
    expect(back.pathname).toBe("/sign-in");
    expect(back.searchParams.get("error")).toBe("SIGN_UP_CLOSED");
    expect(back.searchParams.get("error_description")).toContain("Nobody else can sign up");
    expect(await countUsers()).toBe(1);
  });

  test("by invitation: an open one for the address suffices, if the platform vouches", async () => {
    const invited = accounts.open({ providers, signUp: "invite" });
    await signUp(invited, ada);
    expect(await goThrough(visit(invited))).toContain("error=INVITATION_NEEDED");
    await inviteSandy(plus(new Date(), -days(8)));
    expect(await goThrough(visit(invited))).toContain("error=INVITATION_NEEDED");
    await inviteSandy();
    person = { verified: false };
    expect(await goThrough(visit(invited))).toContain("error=PROVIDER_ADDRESS_NOT_VERIFIED");
    expect(await countUsers()).toBe(1);
    person = {};
    const visitor = visit(invited);
    expect(await goThrough(visitor)).toBe("/");
    expect((await visitor.session())?.user.isOperator).toBe(false);
  });
});

describe("an account with the same address", () => {
  const local = { ...bob, email: sandy.email };

  test("is linked by itself where both sides have proven the address", async () => {
    const visitor = await signUp(auth, local);
    await visitor.get(accounts.linkTo(sandy.email));
    const other = visit(auth);
    expect(await goThrough(other)).toBe("/");
    expect((await other.session())?.user.name).toBe("Bob");
    expect(await methodsOf(visitor)).toEqual(["credential", "discord"]);
  });

  test("is not where the platform has not proven it", async () => {
    const visitor = await signUp(auth, local);
    await visitor.get(accounts.linkTo(sandy.email));
    person = { verified: false };
    expect(await goThrough(visit(auth))).toBe("/sign-in?error=account_not_linked");
    expect(await methodsOf(visitor)).toEqual(["credential"]);
  });

  test("nor where it is not proven here: somebody may lie in wait", async () => {
    const visitor = await signUp(auth, local);
    expect(await goThrough(visit(auth))).toBe("/sign-in?error=account_not_linked");
    expect(await methodsOf(visitor)).toEqual(["credential"]);
    expect((await visitor.session())?.user.emailVerified).toBe(false);
  });
});

describe("linking", () => {
  test("who is signed in may link an account with whatever address, and unlink it", async () => {
    const visitor = await signUp(auth, ada);
    expect(await goThrough(visitor, "/link-social")).toBe("/");
    expect(await methodsOf(visitor)).toEqual(["credential", "discord"]);
    const other = visit(auth);
    await goThrough(other);
    expect((await other.session())?.user.name).toBe("Ada");

    const id = await methodId(visitor, "discord");
    expect((await visitor.post("/unlink-account", { accountId: id })).status).toBe(200);
    expect(await methodsOf(visitor)).toEqual(["credential"]);
    const stranger = visit(auth);
    await goThrough(stranger);
    expect((await stranger.session())?.user.name).toBe("Sandy Box");
  });

  test("the last way to sign in stays", async () => {
    const visitor = visit(auth);
    await goThrough(visitor);
    const body = { accountId: await methodId(visitor, "discord") };
    expect(await codeOf(await visitor.post("/unlink-account", body))).toBe(
      "400 FAILED_TO_UNLINK_LAST_ACCOUNT",
    );
  });

  test("a password can be set by mail, and then the other way goes", async () => {
    const visitor = visit(auth);
    await goThrough(visitor);
    await visitor.post("/request-password-reset", { email: sandy.email });
    const token = accounts.linkTo(sandy.email).split("#token=")[1];
    await visitor.post("/reset-password", { token, newPassword: ada.password });
    await visitor.post("/sign-in/email", { email: sandy.email, password: ada.password });
    expect(await methodsOf(visitor)).toEqual(["discord", "credential"]);
    const accountId = await methodId(visitor, "discord");
    expect((await visitor.post("/unlink-account", { accountId })).status).toBe(200);
  });

  test("nobody links what is another's, or unlinks it", async () => {
    const owner = visit(auth);
    await goThrough(owner);
    const thief = await signUp(auth, ada);
    expect(await goThrough(thief, "/link-social")).toBe(
      "/sign-in?error=account_already_linked_to_different_user",
    );
    const body = { accountId: await methodId(owner, "discord") };
    expect((await thief.post("/unlink-account", body)).status).toBe(400);
    expect(await methodsOf(owner)).toEqual(["discord"]);
  });

  test("an unverified account there is not linked", async () => {
    person = { verified: false };
    const visitor = await signUp(auth, ada);
    expect(await goThrough(visitor, "/link-social")).toContain("error=unable_to_link_account");
    expect(await methodsOf(visitor)).toEqual(["credential"]);
  });

  test("takes a session, and unlinking a fresh one", async () => {
    expect((await visit(auth).post("/link-social", { provider: "discord" })).status).toBe(401);
    const visitor = await signUp(auth, ada);
    await goThrough(visitor, "/link-social");
    await db
      .updateTable("sessions")
      .set({ createdAt: plus(new Date(), -days(2)) })
      .execute();
    const body = { accountId: await methodId(visitor, "discord") };
    expect(await codeOf(await visitor.post("/unlink-account", body))).toBe("403 SESSION_NOT_FRESH");
  });
});

test("a provider that does not answer keeps nobody from signing in by password", async () => {
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  try {
    const origin = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const settings: Record<string, string> = { GOOGLE_ORIGIN: origin };
    const hanging = chooseProviders([], (name) => settings[name] ?? "an app of this test");
    const waiting = accounts.open({ providers: hanging });
    expect(waiting.signInWith).toEqual([{ id: "google", name: "Google" }]);
    const visitor = await signUp(waiting, ada);
    expect(await visitor.session()).toBeDefined();
  } finally {
    silent.close();
  }
});

describe("the way back", () => {
  test("takes the browser that went", async () => {
    const back = await leave(visit(auth));
    const other = visit(auth);
    expect(await arrive(other, back)).toContain("/sign-in?error=");
    expect(await other.session()).toBeUndefined();
  });

  test("works once", async () => {
    const visitor = visit(auth);
    const back = await leave(visitor);
    expect(await arrive(visitor, back)).toBe("/");
    expect(await arrive(visitor, back)).toContain("/sign-in?error=");
  });

  test("without permission, says so", async () => {
    const visitor = visit(auth);
    const back = new URL(await leave(visitor));
    back.searchParams.delete("code");
    back.searchParams.set("error", "access_denied");
    expect(await arrive(visitor, back.href)).toBe("/sign-in?error=access_denied");
  });

  test("leads nowhere else", async () => {
    const body = { provider: "discord", callbackURL: "https://evil.example/" };
    const answer = await visit(auth).post("/sign-in/social", body);
    expect(await codeOf(answer)).toBe("403 INVALID_CALLBACK_URL");
  });

  test("a platform in trouble signs nobody in, and no secret is logged", async () => {
    const error = vi.spyOn(logger, "error");
    const visitor = visit(auth);
    const back = await leave(visitor);
    served.faults.inject({ fault: "server-error", aim: "any", times: 1 });
    expect(await arrive(visitor, back)).toContain("/sign-in?error=");
    expect(await visitor.session()).toBeUndefined();
    expect(JSON.stringify(error.mock.calls)).not.toContain("an app of this test");
    error.mockRestore();
  });
});

type Door = "/sign-in/social" | "/link-social";

/** Where the browser is when it is all over: a path here. */
async function goThrough(visitor: Visitor, door: Door = "/sign-in/social"): Promise<string> {
  return arrive(visitor, await leave(visitor, door));
}

/** Off to the platform, which answers with the way back. */
async function leave(visitor: Visitor, door: Door = "/sign-in/social"): Promise<string> {
  const body = { provider: "discord", callbackURL: "/", errorCallbackURL: "/sign-in" };
  const { url } = (await (await visitor.post(door, body)).json()) as { url: string };
  const answer = await fetch(url, { redirect: "manual" });
  return answer.headers.get("location") ?? "";
}

async function arrive(visitor: Visitor, back: string): Promise<string> {
  return (await visitor.get(back)).headers.get("location") ?? "";
}

async function methodsOf(visitor: Visitor): Promise<string[]> {
  return (await listMethods(visitor)).map(({ providerId }) => providerId);
}

async function methodId(visitor: Visitor, provider: string): Promise<string> {
  const methods = await listMethods(visitor);
  return methods.find(({ providerId }) => providerId === provider)?.id ?? "";
}

async function listMethods(visitor: Visitor) {
  const methods = await (await visitor.get("/list-accounts")).json();
  return methods as { id: string; providerId: string }[];
}

async function countUsers(): Promise<number> {
  return (await db.selectFrom("users").select("id").execute()).length;
}

async function inviteSandy(at = new Date()): Promise<void> {
  const { id: invitedBy } = await db.selectFrom("users").select("id").executeTakeFirstOrThrow();
  const siteId = await addSite(accounts, "Notes", [{ userId: invitedBy, role: "admin" }]);
  const invitation = { siteId, email: sandy.email, role: "editor" as const, isBiller: false };
  await db.transaction().execute((tx) => invite(tx, { ...invitation, invitedBy }, at));
}

function whoSays(create: CreateFake): CreateFake {
  return (options) => {
    const fake = create(options);
    return {
      ...fake,
      async handle(request) {
        const answer = await fake.handle(request);
        if (!/\/users\/(@|%40)me$/.test(request.url) || !answer.ok) return answer;
        return Response.json({ ...((await answer.json()) as object), ...person });
      },
    };
  };
}
