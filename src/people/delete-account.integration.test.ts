import { afterAll, beforeEach, expect, test } from "vitest";
import { newId } from "#kernel/ids.ts";
import type { Visitor } from "./testing/accounts.ts";
import { ada, addSite, bob, codeOf, openAccounts, signUp, visit } from "./testing/accounts.ts";

const accounts = await openAccounts();
const { db } = accounts.store;
const unlinked: string[] = [];
let whenUnlinking: () => Promise<void>;
const auth = accounts.open({
  async unlinkConnections(userId) {
    unlinked.push(userId);
    await whenUnlinking();
  },
});

/** The operator, and who goes. */
let [operator, goer] = [visit(auth), visit(auth)];
let [operatorId, goerId] = ["", ""];

afterAll(() => accounts[Symbol.asyncDispose]());

beforeEach(async () => {
  await accounts.clear();
  unlinked.length = 0;
  whenUnlinking = () => Promise.resolve();
  operator = await signUp(auth, ada);
  goer = await signUp(auth, bob);
  [operatorId, goerId] = [await idOf(operator), await idOf(goer)];
});

test("everything that is the user's goes, and nothing of anybody else's", async () => {
  const own = await addSite(accounts, "Own", [{ userId: goerId, role: "admin" }]);
  const other = await addSite(accounts, "Other", [{ userId: operatorId, role: "admin" }]);
  await addPost(own, await addImage(goerId));
  await addImage(goerId);
  await addConnection(goerId);
  await db
    .insertInto("apiKeys")
    .values({ id: newId(), userId: goerId, name: "", prefix: "", hash: Buffer.of(1), scopes: [] })
    .execute();
  await goer.post("/two-factor/enable", { password: bob.password });
  await visit(auth).post("/request-password-reset", { email: bob.email });

  const answer = await goer.post("/delete-user", { password: bob.password });
  expect([answer.status, await answer.json()]).toMatchObject([200, { success: true }]);
  expect(goer.headers().get("cookie") ?? "").toBe("");
  expect(unlinked).toEqual([goerId]);
  expect(await ids("users")).toEqual([operatorId]);
  expect(await ids("sites")).toEqual([other]);
  for (const table of ["posts", "media", "connections", "apiKeys", "twoFactors"] as const) {
    expect(await ids(table)).toEqual([]);
  }
  for (const table of ["sessions", "signInMethods"] as const) {
    const rows = await db.selectFrom(table).select("userId").execute();
    expect(rows).toEqual([{ userId: operatorId }]);
  }
  expect(await ids("verifications")).toEqual([]);
  expect(await operator.session()).toBeDefined();
  expect((await visit(auth).post("/sign-in/email", bob)).status).toBe(401);
});

test("the address is free again", async () => {
  await goer.post("/delete-user", { password: bob.password });
  await signUp(auth, bob);
});

test.each([
  ["no password", {}, "400 PASSWORD_NEEDED"],
  ["an empty password", { password: "" }, "400 PASSWORD_NEEDED"],
  ["a wrong password", { password: "wrong horses" }, "400 INVALID_PASSWORD"],
  ["a token of another kind", { token: "x" }, "400 PASSWORD_NEEDED"],
])("%s deletes nothing", async (_, body, code) => {
  expect(await codeOf(await goer.post("/delete-user", body))).toBe(code);
  expect(await ids("users")).toHaveLength(2);
  expect(unlinked).toEqual([]);
});

test("nobody signed in, nothing deleted", async () => {
  const answer = await visit(auth).post("/delete-user", { password: bob.password });
  expect(answer.status).toBe(401);
});

test("without a password, it takes a session of the last day", async () => {
  await db
    .updateTable("signInMethods")
    .set({ providerId: "elsewhere", password: null })
    .where("userId", "=", goerId)
    .execute();
  await setSessionAge(goerId, 25);
  expect(await codeOf(await goer.post("/delete-user"))).toBe("400 SESSION_EXPIRED");
  await setSessionAge(goerId, 23);
  expect((await goer.post("/delete-user")).status).toBe(200);
  expect(await ids("users")).toEqual([operatorId]);
});

test("it is refused where others would be left without an admin, naming the sites", async () => {
  const both = [
    { userId: goerId, role: "admin" },
    { userId: operatorId, role: "editor" },
  ] as const;
  await addSite(accounts, "Notes", both);
  await addSite(accounts, "Recipes", both);
  await addSite(accounts, "Own", [{ userId: goerId, role: "admin" }]);
  const answer = await goer.post("/delete-user", { password: bob.password });
  expect(answer.status).toBe(409);
  expect(await answer.json()).toEqual({
    code: "ONLY_ADMIN",
    message: expect.stringContaining("“Notes”, “Recipes”, and others") as string,
  });
  expect([await ids("users"), await ids("sites")].map(({ length }) => length)).toEqual([2, 3]);
  expect(unlinked).toEqual([]);
});

test("a site with another admin stays, and its posts keep their images", async () => {
  const site = await addSite(accounts, "Notes", [
    { userId: goerId, role: "admin" },
    { userId: operatorId, role: "admin" },
  ]);
  const image = await addImage(goerId);
  const fitted = await addImage(goerId, image);
  const unused = await addImage(goerId);
  const post = await addPost(site, image, goerId);
  expect((await goer.post("/delete-user", { password: bob.password })).status).toBe(200);
  const media = await db.selectFrom("media").select(["id", "userId"]).orderBy("id").execute();
  expect(media).toEqual([image, fitted].map((id) => ({ id, userId: operatorId })));
  expect(media.map(({ id }) => id)).not.toContain(unused);
  const posts = await db.selectFrom("posts").select(["id", "authorId"]).execute();
  expect(posts).toEqual([{ id: post, authorId: null }]);
  const members = await db.selectFrom("members").select(["siteId", "userId"]).execute();
  expect(members).toEqual([{ siteId: site, userId: operatorId }]);
});

test("so do the posts of a site that the user left long ago", async () => {
  const site = await addSite(accounts, "Notes", [{ userId: operatorId, role: "admin" }]);
  const image = await addImage(goerId);
  await addPost(site, image);
  expect((await goer.post("/delete-user", { password: bob.password })).status).toBe(200);
  expect(await ids("media")).toEqual([image]);
});

test("an editor of a shared site just leaves", async () => {
  await addSite(accounts, "Notes", [
    { userId: operatorId, role: "admin" },
    { userId: goerId, role: "editor" },
  ]);
  expect((await goer.post("/delete-user", { password: bob.password })).status).toBe(200);
});

test("the operator stays for as long as there are others", async () => {
  const answer = await operator.post("/delete-user", { password: ada.password });
  expect(answer.status).toBe(409);
  expect(await answer.json()).toEqual({
    code: "OPERATOR_NEEDED",
    message: expect.stringContaining("1 other person has") as string,
  });
  await goer.post("/delete-user", { password: bob.password });
  expect((await operator.post("/delete-user", { password: ada.password })).status).toBe(200);
  expect(await auth.hasUsers()).toBe(false);
  const next = await signUp(auth, bob);
  expect((await next.session())?.user.isOperator).toBe(true);
});

test("where a connection cannot be unlinked for a fault of ours, the account is whole", async () => {
  await addSite(accounts, "Own", [{ userId: goerId, role: "admin" }]);
  whenUnlinking = () => Promise.reject(new Error("our fault"));
  const deleting = goer.post("/delete-user", { password: bob.password });
  await expect(deleting).rejects.toThrow("our fault");
  expect([await ids("users"), await ids("sites")].map(({ length }) => length)).toEqual([2, 1]);
  whenUnlinking = () => Promise.resolve();
  expect((await goer.post("/delete-user", { password: bob.password })).status).toBe(200);
});

test("what has changed while connections were unlinked counts", async () => {
  whenUnlinking = async () => {
    await addSite(accounts, "Notes", [
      { userId: goerId, role: "admin" },
      { userId: operatorId, role: "editor" },
    ]);
  };
  const answer = await goer.post("/delete-user", { password: bob.password });
  expect(await codeOf(answer)).toBe("409 ONLY_ADMIN");
  expect(await ids("users")).toHaveLength(2);
});

async function idOf(visitor: Visitor): Promise<string> {
  return (await visitor.session())?.user.id ?? "";
}

type Table =
  | "users"
  | "sites"
  | "posts"
  | "media"
  | "connections"
  | "apiKeys"
  | "twoFactors"
  | "verifications";

async function ids(table: Table): Promise<string[]> {
  const rows = await db.selectFrom(table).select("id").orderBy("id").execute();
  return rows.map(({ id }) => id);
}

async function addImage(userId: string, originalId: string | null = null): Promise<string> {
  const id = newId();
  const facts = { mediaType: "image/png", sizeBytes: 1, widthPx: 1, heightPx: 1 };
  const fittedFor = originalId && "tests";
  const image = { id, userId, originalId, fittedFor, sha256: Buffer.alloc(32), ...facts };
  await db.insertInto("media").values(image).execute();
  return id;
}

async function addPost(siteId: string, mediaId: string, authorId: string | null = null) {
  const id = newId();
  await db
    .insertInto("posts")
    .values({ id, siteId, authorId, slug: id, status: "draft" })
    .execute();
  await db.insertInto("postImages").values({ postId: id, position: 0, mediaId }).execute();
  return id;
}

async function addConnection(userId: string): Promise<void> {
  const account = { platform: "somewhere", remoteId: "1", kind: "person", name: "Bob" };
  const id = newId();
  await db
    .insertInto("connections")
    .values({ id, userId, ...account, auth: "", grantId: id })
    .execute();
}

async function setSessionAge(userId: string, hours: number): Promise<void> {
  const createdAt = new Date(Date.now() - hours * 3_600_000);
  await db.updateTable("sessions").set({ createdAt }).where("userId", "=", userId).execute();
}
