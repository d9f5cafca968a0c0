import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { days, plus } from "#kernel/clock.ts";
import { invite } from "./invitations.ts";
import { ada, addSite, bob, codeOf, openAccounts, signUp, visit } from "./testing/accounts.ts";

const accounts = await openAccounts();
const { db } = accounts.store;

afterAll(() => accounts[Symbol.asyncDispose]());
beforeEach(() => accounts.clear());

test("whatever the setting, the first may sign up and becomes the operator", async () => {
  for (const mode of ["open", "invite", "closed"] as const) {
    await accounts.clear();
    const visitor = await signUp(accounts.open({ signUp: mode }), ada);
    expect((await visitor.session())?.user.isOperator).toBe(true);
  }
});

test("open: anybody may follow, and operates nothing", async () => {
  const auth = accounts.open({ signUp: "open" });
  await signUp(auth, ada);
  const visitor = await signUp(auth, bob);
  expect((await visitor.session())?.user).toMatchObject({ name: "Bob", isOperator: false });
});

test("open: of several at once, one is the operator and all have accounts", async () => {
  const servers = [accounts.open({ signUp: "open" }), accounts.open({ signUp: "open" })];
  const everybody = Array.from({ length: 6 }, (_, n) => ({
    ...ada,
    email: `user${n}@example.org`,
  }));
  const answers = await Promise.all(
    everybody.map((person, n) =>
      visit(servers[n % 2] ?? accounts.open()).post("/sign-up/email", person),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
  const users = await db.selectFrom("users").select("isOperator").execute();
  expect(users.filter(({ isOperator }) => isOperator)).toHaveLength(1);
});

test("closed: nobody can follow, invited or not", async () => {
  const auth = accounts.open({ signUp: "closed" });
  await signUp(auth, ada);
  const token = await inviteBob();
  const answer = await visit(auth).post("/sign-up/email", bob, { "x-broadside-invitation": token });
  expect(answer.status).toBe(403);
  expect(await answer.json()).toEqual({
    code: "SIGN_UP_CLOSED",
    message: expect.stringContaining("ask whoever runs the server") as string,
  });
});

describe("by invitation", () => {
  const auth = accounts.open({ signUp: "invite" });
  beforeEach(() => signUp(auth, ada));

  test("whoever has the link may sign up with the address it was sent to", async () => {
    const token = await inviteBob();
    const visitor = await signUp(auth, { ...bob, email: "BOB@example.org" }, header(token));
    expect((await visitor.session())?.user).toMatchObject({
      ...{ email: "bob@example.org", isOperator: false },
      // The link may have come by other ways than the mail.
      emailVerified: false,
    });
  });

  test.each([
    ["no token", () => ({})],
    ["an empty token", () => header("")],
    ["a wrong token", () => header("wrong")],
  ])("%s lets nobody in", async (_, headers) => {
    await inviteBob();
    const answer = await visit(auth).post("/sign-up/email", bob, headers());
    expect(answer.status).toBe(403);
    expect(await answer.json()).toEqual({
      code: "INVITATION_NEEDED",
      message: expect.stringContaining("ask for a new one") as string,
    });
  });

  test("nor does a token for another address", async () => {
    const token = await inviteBob();
    const eve = { ...bob, email: "eve@example.org" };
    const answer = await visit(auth).post("/sign-up/email", eve, header(token));
    expect(await codeOf(answer)).toBe("403 INVITATION_NEEDED");
  });

  test("nor one that has expired", async () => {
    const token = await inviteBob(plus(new Date(), -days(8)));
    const answer = await visit(auth).post("/sign-up/email", bob, header(token));
    expect(await codeOf(answer)).toBe("403 INVITATION_NEEDED");
  });

  test("who is there already is told only to who is invited", async () => {
    const uninvited = await visit(auth).post("/sign-up/email", ada);
    expect(await codeOf(uninvited)).toBe("403 INVITATION_NEEDED");
    const token = await inviteBob();
    await signUp(auth, bob, header(token));
    const again = await visit(auth).post("/sign-up/email", bob, header(token));
    expect(await codeOf(again)).toBe("422 USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL");
  });
});

function header(token: string) {
  return { "x-broadside-invitation": token };
}

async function inviteBob(at = new Date()): Promise<string> {
  const { id: userId } = await db.selectFrom("users").select("id").executeTakeFirstOrThrow();
  const siteId = await addSite(accounts, "Notes", [{ userId, role: "admin" }]);
  const invitation = { siteId, email: bob.email, role: "editor" as const, isBiller: false };
  const invited = await db
    .transaction()
    .execute((tx) => invite(tx, { ...invitation, invitedBy: userId }, at));
  if (invited.kind !== "invited") throw new Error(invited.kind);
  return invited.token;
}
