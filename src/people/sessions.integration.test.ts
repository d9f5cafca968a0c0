import { afterAll, beforeEach, expect, test } from "vitest";
import { endSession, forgetOldSessions, listSessions } from "./sessions.ts";
import type { Visitor } from "./testing/accounts.ts";
import { ada, bob, openAccounts, signIn, signUp, visit } from "./testing/accounts.ts";

const accounts = await openAccounts();
const { db } = accounts.store;
const auth = accounts.open();
let visitor: Visitor;

afterAll(() => accounts[Symbol.asyncDispose]());

beforeEach(async () => {
  await accounts.clear();
  visitor = await signUp(auth, ada);
});

test("all of a user's sessions are listed, without tokens, the one used last first", async () => {
  await signUp(auth, bob);
  const browser = visit(auth, { address: "192.0.2.7" });
  await browser.post("/sign-in/email", ada, { "user-agent": "A browser" });
  const own = (await visitor.session())?.user.id ?? "";
  const sessions = await listSessions(db, own, new Date());
  expect(sessions).toMatchObject([
    { id: (await browser.session())?.id, userAgent: "A browser", ipAddress: "192.0.2.7" },
    { id: (await visitor.session())?.id, userAgent: null },
  ]);
  expect(Object.keys(sessions[0] ?? {})).not.toContain("token");
});

test("one that has expired is none", async () => {
  const { user, id } = (await visitor.session()) ?? never();
  const { expiresAt } = (await listSessions(db, user.id, new Date()))[0] ?? never();
  expect(await listSessions(db, user.id, expiresAt)).toEqual([]);
  expect(await endSession(db, { id, userId: user.id })).toBe(true);
});

test("those that have expired are forgotten, and no others", async () => {
  const { user } = (await visitor.session()) ?? never();
  const { expiresAt } = (await listSessions(db, user.id, new Date()))[0] ?? never();
  await forgetOldSessions(db, expiresAt);
  expect(await visitor.session()).toBeDefined();
  await forgetOldSessions(db, new Date(expiresAt.getTime() + 1));
  expect(await visitor.session()).toBeUndefined();
});

test("ending one takes effect at once, there alone", async () => {
  const elsewhere = await signIn(auth, ada);
  const { user, id } = (await elsewhere.session()) ?? never();
  expect(await endSession(db, { id, userId: user.id })).toBe(true);
  expect(await elsewhere.session()).toBeUndefined();
  expect(await visitor.session()).toBeDefined();
  expect(await endSession(db, { id, userId: user.id })).toBe(false);
});

test("nobody ends another's", async () => {
  const other = await signUp(auth, bob);
  const { id } = (await other.session()) ?? never();
  const { user } = (await visitor.session()) ?? never();
  expect(await endSession(db, { id, userId: user.id })).toBe(false);
  expect(await other.session()).toBeDefined();
});

test("signing out everywhere ends all, also this one", async () => {
  const elsewhere = await signIn(auth, ada);
  const copy = visit(auth, { cookie: visitor.headers().get("cookie") ?? "" });
  expect((await visitor.post("/revoke-sessions")).status).toBe(200);
  for (const each of [visitor, elsewhere, copy]) expect(await each.session()).toBeUndefined();
});

test("signing out everywhere else leaves this one", async () => {
  const elsewhere = await signIn(auth, ada);
  expect((await visitor.post("/revoke-other-sessions")).status).toBe(200);
  expect(await elsewhere.session()).toBeUndefined();
  expect(await visitor.session()).toBeDefined();
});

test.each(["/revoke-sessions", "/revoke-other-sessions"])("%s needs a session", async (path) => {
  expect((await visit(auth).post(path)).status).toBe(401);
});

function never(): never {
  throw new Error("There is no session");
}
