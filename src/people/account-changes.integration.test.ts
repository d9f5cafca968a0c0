// Proving an address, and changing what an account consists of.

import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { minutes, plus } from "#kernel/clock.ts";
import type { Visitor } from "./testing/accounts.ts";
import {
  ada,
  bob,
  codeOf,
  logger,
  openAccounts,
  publicUrl,
  signIn,
  signUp,
  visit,
} from "./testing/accounts.ts";

const accounts = await openAccounts();
const { db } = accounts.store;
const auth = accounts.open();
const newPassword = "another correct horse";
let visitor: Visitor;

afterAll(() => accounts[Symbol.asyncDispose]());

beforeEach(async () => {
  await accounts.clear();
  visitor = await signUp(auth, ada);
});

describe("verifying the address", () => {
  test("a mail goes out at sign-up, and signing in does not wait for it", async () => {
    expect((await visitor.session())?.user.emailVerified).toBe(false);
    expect(accounts.mails).toMatchObject([
      { to: ada.email, subject: "Confirm your e-mail address" },
    ]);
    const link = accounts.linkTo(ada.email);
    expect(link).toMatch(`${publicUrl}/api/auth/verify-email?token=`);
    const answer = await visit(auth).get(link);
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/?verified=1"]);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect((await visitor.session())?.user.emailVerified).toBe(true);
  });

  test("following the link twice does no harm", async () => {
    const link = accounts.linkTo(ada.email);
    await visitor.get(link);
    expect((await visitor.get(link)).headers.get("location")).toBe("/?verified=1");
  });

  test("a link that was tampered with or is too old verifies nothing", async () => {
    const link = new URL(accounts.linkTo(ada.email));
    const forged = new URL(link);
    forged.searchParams.set("token", `${link.searchParams.get("token")}x`);
    const answer = await visitor.get(forged.href);
    expect(answer.headers.get("location")).toBe("/?verified=1&error=INVALID_TOKEN");
    vi.useFakeTimers({ now: plus(new Date(), minutes(25 * 60)), toFake: ["Date"] });
    try {
      const late = await visit(auth).get(link.href);
      expect(late.headers.get("location")).toBe("/?verified=1&error=TOKEN_EXPIRED");
    } finally {
      vi.useRealTimers();
    }
    expect((await visitor.session())?.user.emailVerified).toBe(false);
  });

  test("it can be sent again, for the own address, until it is verified", async () => {
    accounts.mails.length = 0;
    const own = { email: ada.email };
    expect((await visitor.post("/send-verification-email", own)).status).toBe(200);
    const other = await visitor.post("/send-verification-email", { email: bob.email });
    expect(await codeOf(other)).toBe("400 EMAIL_MISMATCH");
    await visitor.get(accounts.linkTo(ada.email));
    const again = await visitor.post("/send-verification-email", own);
    expect(await codeOf(again)).toBe("400 EMAIL_ALREADY_VERIFIED");
    expect((await visitor.post("/send-verification-email", own)).status).toBe(429);
  });

  test("where a link leads is not for the client to say", async () => {
    accounts.mails.length = 0;
    const body = { email: ada.email, callbackURL: "/somewhere" };
    await visitor.post("/send-verification-email", body);
    expect(accounts.linkTo(ada.email)).toMatch(/callbackURL=%2F%3Fverified%3D1$/);
  });
});

describe("a forgotten password", () => {
  test("the mail's link sets a new one, once, and ends all sessions", async () => {
    const elsewhere = await signIn(auth, ada);
    const { token, page } = await askForReset();
    expect(page).toBe(`${publicUrl}/reset-password`);
    const stranger = visit(auth);
    const answer = await stranger.post("/reset-password", { token, newPassword });
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await visitor.session()).toBeUndefined();
    expect(await elsewhere.session()).toBeUndefined();
    expect((await stranger.post("/sign-in/email", ada)).status).toBe(401);
    await signIn(auth, { ...ada, password: newPassword });
    const again = await stranger.post("/reset-password", { token, newPassword: ada.password });
    expect(await codeOf(again)).toBe("400 INVALID_TOKEN");
  });

  test("of two who use a link at once, one succeeds", async () => {
    const { token } = await askForReset();
    const answers = await Promise.all(
      [newPassword, "yet another horse"].map((each) =>
        visit(auth).post("/reset-password", { token, newPassword: each }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  test("a known and an unknown address get the same answer", async () => {
    accounts.mails.length = 0;
    const stranger = visit(auth);
    const known = await stranger.post("/request-password-reset", { email: ada.email });
    const unknown = await stranger.post("/request-password-reset", { email: bob.email });
    expect([known.status, unknown.status]).toEqual([200, 200]);
    expect(await known.json()).toEqual(await unknown.json());
    expect(accounts.mails.map(({ to }) => to)).toEqual([ada.email]);
  });

  test.each([
    ["too short", "short", "400 PASSWORD_TOO_SHORT"],
    ["too long", "x".repeat(129), "400 PASSWORD_TOO_LONG"],
  ])("a password that is %s leaves the link usable", async (_, password, code) => {
    const { token } = await askForReset();
    const stranger = visit(auth);
    const answer = await stranger.post("/reset-password", { token, newPassword: password });
    expect(await codeOf(answer)).toBe(code);
    expect((await stranger.post("/reset-password", { token, newPassword })).status).toBe(200);
  });

  test.each(["", "unknown", "nul\0nul", "\ud800"])("%j is no token", async (token) => {
    const answer = await visit(auth).post("/reset-password", { token, newPassword });
    expect(answer.status).toBe(400);
  });

  test("an expired link is none", async () => {
    const { token } = await askForReset();
    await db
      .updateTable("verifications")
      .set({ expiresAt: new Date(0) })
      .execute();
    const answer = await visit(auth).post("/reset-password", { token, newPassword });
    expect(await codeOf(answer)).toBe("400 INVALID_TOKEN");
  });

  test("who resets has proven the address; what was attached to it before goes", async () => {
    const impostor = await signUp(auth, bob);
    const { id: userId } = (await impostor.session())?.user ?? { id: "" };
    const common = { userId, id: userId };
    await db
      .insertInto("signInMethods")
      .values({ ...common, providerId: "elsewhere", accountId: "1" })
      .execute();
    await db
      .insertInto("apiKeys")
      .values({ ...common, name: "", prefix: "", hash: Buffer.of(1), scopes: [] })
      .execute();
    const { token } = await askForReset(bob.email);
    await visit(auth).post("/reset-password", { token, newPassword });
    const owner = await signIn(auth, { ...bob, password: newPassword });
    expect((await owner.session())?.user.emailVerified).toBe(true);
    const methods = await (await owner.get("/list-accounts")).json();
    expect(methods).toMatchObject([{ providerId: "credential" }]);
    expect(await db.selectFrom("apiKeys").select("id").execute()).toEqual([]);
  });

  test("the token is in no log", async () => {
    const spies = (["info", "warn", "error"] as const).map((level) => vi.spyOn(logger, level));
    const { token } = await askForReset();
    await visit(auth).post("/reset-password", { token, newPassword: "short" });
    await visit(auth).post("/reset-password", { token, newPassword });
    expect(JSON.stringify(spies.map((spy) => spy.mock.calls))).not.toContain(token);
    for (const spy of spies) spy.mockRestore();
  });
});

describe("changing the password", () => {
  test("takes the current one, and ends the other sessions where asked to", async () => {
    const elsewhere = await signIn(auth, ada);
    const wrong = { currentPassword: "wrong horses", newPassword, revokeOtherSessions: true };
    expect(await codeOf(await visitor.post("/change-password", wrong))).toBe(
      "400 INVALID_PASSWORD",
    );
    expect(await elsewhere.session()).toBeDefined();
    const right = { ...wrong, currentPassword: ada.password };
    expect((await visitor.post("/change-password", right)).status).toBe(200);
    expect(await elsewhere.session()).toBeUndefined();
    expect(await visitor.session()).toBeDefined();
    await signIn(auth, { ...ada, password: newPassword });
  });

  test("otherwise the other sessions go on", async () => {
    const elsewhere = await signIn(auth, ada);
    await visitor.post("/change-password", { currentPassword: ada.password, newPassword });
    expect(await elsewhere.session()).toBeDefined();
  });

  test("needs a session", async () => {
    const body = { currentPassword: ada.password, newPassword };
    expect((await visit(auth).post("/change-password", body)).status).toBe(401);
  });
});

describe("changing the address", () => {
  const newEmail = "ada@example.net";
  const { password } = ada;

  test.each([true, false])("takes the new one's mail (verified before: %s)", async (isVerified) => {
    if (isVerified) await visitor.get(accounts.linkTo(ada.email));
    accounts.mails.length = 0;
    const answer = await visitor.post("/change-email", { newEmail, password });
    expect(answer.status).toBe(200);
    expect(accounts.mails.map(({ to, subject }) => [to, subject])).toEqual([
      [newEmail, "Confirm your new e-mail address"],
      [ada.email, "Your e-mail address is about to change"],
    ]);
    expect((await visitor.session())?.user.email).toBe(ada.email);
    const link = accounts.linkTo(newEmail);
    expect((await visitor.get(link)).headers.get("location")).toBe("/?verified=1");
    const user = (await visitor.session())?.user;
    expect(user).toMatchObject({ email: newEmail, emailVerified: true });
    await signIn(auth, { ...ada, email: newEmail });
    const again = await visitor.get(link);
    expect(again.headers.get("location")).toBe("/?verified=1&error=INVALID_TOKEN");
  });

  test("says nothing of an address that is taken, and takes it from nobody", async () => {
    await signUp(auth, bob);
    accounts.mails.length = 0;
    const answer = await visitor.post("/change-email", { newEmail: bob.email, password });
    expect(answer.status).toBe(200);
    expect(accounts.mails).toEqual([]);
  });

  test("the link fails when somebody was faster with the address", async () => {
    await visitor.post("/change-email", { newEmail, password });
    await signUp(auth, { ...bob, email: newEmail });
    const link = accounts.mails.find(({ subject }) => subject.includes("new"))?.action?.url ?? "";
    const answer = await visitor.get(link);
    expect(answer.headers.get("location")).toBe("/?verified=1&error=ADDRESS_TAKEN");
    expect((await visitor.session())?.user.email).toBe(ada.email);
  });

  test("no link goes to somebody else's session", async () => {
    await visitor.post("/change-email", { newEmail, password });
    const link = accounts.linkTo(newEmail);
    const other = await signUp(auth, bob);
    expect((await other.get(link)).headers.get("location")).toBe(
      "/?verified=1&error=SIGN_IN_FIRST",
    );
  });

  test("takes the password, so that a session alone cannot carry the account off", async () => {
    for (const [given, code] of [
      [{}, "PASSWORD_NEEDED"],
      [{ password: "" }, "PASSWORD_NEEDED"],
      [{ password: "a wrong one" }, "INVALID_PASSWORD"],
    ] as const) {
      const answer = await visitor.post("/change-email", { newEmail, ...given });
      expect({ status: answer.status, body: await answer.json() }).toMatchObject({
        ...{ status: 400, body: { code } },
      });
    }
    expect(accounts.mails.filter(({ to }) => to === newEmail)).toEqual([]);
  });

  test("without a password, it takes a session of the last day", async () => {
    await db
      .updateTable("signInMethods")
      .set({ providerId: "elsewhere", password: null })
      .execute();
    await setSessionAge(25);
    const late = await visitor.post("/change-email", { newEmail });
    expect(await codeOf(late)).toBe("403 SESSION_NOT_FRESH");
    expect(accounts.mails.filter(({ to }) => to === newEmail)).toEqual([]);
    await setSessionAge(23);
    expect((await visitor.post("/change-email", { newEmail })).status).toBe(200);
    await visitor.get(accounts.linkTo(newEmail));
    expect((await visitor.session())?.user.email).toBe(newEmail);
  });

  test.each([
    ["a new password", "/change-password", { revokeOtherSessions: true }],
    ["signing out everywhere", "/revoke-sessions", {}],
    ["signing out", "/sign-out", {}],
  ])("after %s, the link without a session changes nothing", async (_, path, more) => {
    const thief = await signIn(auth, ada);
    await thief.post("/change-email", { newEmail, password });
    const link = accounts.linkTo(newEmail);
    const by = path === "/sign-out" ? thief : visitor;
    const answer = await by.post(path, { currentPassword: password, newPassword, ...more });
    expect(answer.status).toBe(200);
    for (const somebody of [thief, visit(auth)]) {
      const refused = await somebody.get(link);
      expect(refused.headers.get("location")).toBe("/?verified=1&error=SIGN_IN_FIRST");
    }
    expect(await addresses()).toEqual([ada.email]);
  });

  test("who signs in and follows the link again has the new address", async () => {
    await visitor.post("/change-email", { newEmail, password });
    const link = accounts.linkTo(newEmail);
    await visit(auth).get(link);
    const again = await (await signIn(auth, ada)).get(link);
    expect(again.headers.get("location")).toBe("/?verified=1");
    expect(await addresses()).toEqual([newEmail]);
  });

  test("from before the password was set, the link changes nothing for its owner either", async () => {
    await visitor.post("/change-email", { newEmail, password });
    const link = accounts.linkTo(newEmail);
    vi.useFakeTimers({ now: plus(new Date(), minutes(1)), toFake: ["Date"] });
    try {
      await visitor.post("/change-password", { currentPassword: password, newPassword });
      const answer = await visitor.get(link);
      expect(answer.headers.get("location")).toBe("/?verified=1&error=INVALID_TOKEN");
    } finally {
      vi.useRealTimers();
    }
    expect(await addresses()).toEqual([ada.email]);
  });

  test("the link of whoever made the account beforehand is dead once its owner takes it over", async () => {
    const victim = { name: "Vera", email: "vera@example.org", password };
    const before = await signUp(auth, victim);
    await before.post("/change-email", { newEmail, password });
    const link = accounts.linkTo(newEmail);
    accounts.mails.length = 0;
    const owner = visit(auth);
    await owner.post("/request-password-reset", { email: victim.email });
    const token = new URLSearchParams(new URL(accounts.linkTo(victim.email)).hash.slice(1));
    await owner.post("/reset-password", { token: token.get("token"), newPassword });
    for (const somebody of [before, visit(auth)]) {
      const answer = await somebody.get(link);
      expect(answer.headers.get("location")).toBe("/?verified=1&error=SIGN_IN_FIRST");
    }
    const current = await signIn(auth, { ...victim, password: newPassword });
    expect((await current.session())?.user.email).toBe(victim.email);
  });
});

describe("changing the name", () => {
  test("is seen at once", async () => {
    const answer = await visitor.post("/update-user", { name: "  Ada L.  " });
    expect(answer.status).toBe(200);
    expect((await visitor.session())?.user.name).toBe("Ada L.");
  });

  test.each([
    [{ name: "  " }, "400 NAME_MISSING"],
    [{ name: 5 }, "400 NAME_MISSING"],
    [{ name: "x".repeat(201) }, "400 NAME_TOO_LONG"],
    [{ name: "nul\0" }, "400 VALIDATION_ERROR"],
    [{ name: "Ada", isOperator: true }, "400 FIELD_NOT_ALLOWED"],
    [{ name: "Ada", twoFactorEnabled: true }, "400 FIELD_NOT_ALLOWED"],
    [{ email: "ada@example.net" }, "400 EMAIL_CAN_NOT_BE_UPDATED"],
    [{}, "400"],
  ])("refuses %j", async (body, code) => {
    expect(await codeOf(await visitor.post("/update-user", body))).toMatch(code);
    expect((await visitor.session())?.user).toMatchObject({ name: "Ada", isOperator: true });
  });

  test("nobody stops being the operator, or becomes it, by saying so", async () => {
    await visitor.post("/update-user", { name: "Ada L.", isOperator: false });
    expect((await visitor.session())?.user).toMatchObject({ name: "Ada L.", isOperator: true });
    const other = await signUp(auth, bob);
    await other.post("/update-user", { name: "Bob L.", isOperator: true });
    expect((await other.session())?.user).toMatchObject({ name: "Bob", isOperator: false });
  });

  test("an image from elsewhere is not kept", async () => {
    await visitor.post("/update-user", { name: "Ada", image: "https://tracker.example/a.png" });
    expect(await db.selectFrom("users").select("image").execute()).toEqual([{ image: null }]);
  });
});

async function askForReset(email = ada.email): Promise<{ token: string; page: string }> {
  accounts.mails.length = 0;
  await visit(auth).post("/request-password-reset", { email });
  const [page = "", token = ""] = accounts.linkTo(email).split("#token=");
  return { token, page };
}

async function addresses(): Promise<string[]> {
  return (await db.selectFrom("users").select("email").execute()).map(({ email }) => email);
}

async function setSessionAge(hours: number): Promise<void> {
  const createdAt = plus(new Date(), minutes(-60 * hours));
  await db.updateTable("sessions").set({ createdAt }).execute();
}
