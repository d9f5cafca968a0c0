import { createHash } from "node:crypto";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { hours, minutes, plus, seconds } from "#kernel/clock.ts";
import { newId } from "#kernel/ids.ts";
import { openTestStore } from "#test/database/store.ts";
import { apiKeyScopes, createApiKey, findApiKey, listApiKeys, revokeApiKey } from "./api-keys.ts";

const store = await openTestStore();
const { db } = store;
const now = new Date("2027-03-01T12:00:00Z");
let userId: string;

afterAll(() => store[Symbol.asyncDispose]());

beforeEach(async () => {
  userId = newId();
  await db
    .insertInto("users")
    .values({ id: userId, name: "Ada", email: `${userId}@example.org` })
    .execute();
});

test("a key is random, shown once and stored as its hash and first characters", async () => {
  const { key, record } = await create();
  expect(key).toMatch(/^bs_[A-Za-z0-9_-]{43}$/);
  expect(record).toMatchObject({ name: "CI", prefix: key.slice(0, 10), lastUsedAt: null });
  expect((await create()).key).not.toBe(key);
  const row = await db
    .selectFrom("apiKeys")
    .selectAll()
    .where("id", "=", record.id)
    .executeTakeFirstOrThrow();
  expect(row.hash).toEqual(createHash("sha256").update(key).digest());
  expect(JSON.stringify(row)).not.toContain(key.slice(10));
});

test("a key speaks for its user within its scopes", async () => {
  const { key, record } = await create();
  expect(await findApiKey(db, key, now)).toEqual({
    keyId: record.id,
    userId,
    scopes: ["posts:read", "posts:write"],
  });
});

test("what is no key, or nobody's, is refused", async () => {
  const { key } = await create();
  const other = key.slice(0, -1) + (key.endsWith("A") ? "B" : "A");
  for (const presented of ["", "bs_", key.slice(0, -1), `${key}A`, ` ${key}`, other]) {
    expect(await findApiKey(db, presented, now)).toBeUndefined();
  }
});

test("a key ends when it expires", async () => {
  const { key } = await create({ expiresAt: plus(now, hours(1)) });
  expect(await findApiKey(db, key, plus(now, hours(1) - 1))).toBeDefined();
  expect(await findApiKey(db, key, plus(now, hours(1)))).toBeUndefined();
});

test("a key ends when its user revokes it, once and nobody else's", async () => {
  const { key, record } = await create();
  const stranger = newId();
  expect(await revokeApiKey(db, { id: record.id, userId: stranger }, now)).toBe(false);
  expect(await findApiKey(db, key, now)).toBeDefined();
  expect(await revokeApiKey(db, { id: record.id, userId }, now)).toBe(true);
  expect(await findApiKey(db, key, now)).toBeUndefined();
  expect(await revokeApiKey(db, { id: record.id, userId }, plus(now, 1))).toBe(false);
  expect(await listApiKeys(db, userId)).toMatchObject([{ revokedAt: now }]);
});

test("a user's keys are listed, newest first, and nobody else's", async () => {
  const first = await create();
  const second = await create();
  expect(await listApiKeys(db, userId)).toEqual([second.record, first.record]);
  expect(await listApiKeys(db, newId())).toEqual([]);
});

test("its last use is noted, at most once a minute", async () => {
  const { key } = await create();
  const lastUsedAt = async () => (await listApiKeys(db, userId))[0]?.lastUsedAt;
  await findApiKey(db, key, now);
  await expect.poll(lastUsedAt).toEqual(now);
  const updates = vi.spyOn(db, "updateTable");
  await findApiKey(db, key, plus(now, seconds(59)));
  expect(updates).not.toHaveBeenCalled();
  updates.mockRestore();
  await findApiKey(db, key, plus(now, minutes(1)));
  await expect.poll(lastUsedAt).toEqual(plus(now, minutes(1)));
});

test("scopes that this version does not know allow nothing", async () => {
  const { key } = await create();
  await db
    .updateTable("apiKeys")
    .set({ scopes: ["posts:read", "posts:burn"] })
    .execute();
  expect((await findApiKey(db, key, now))?.scopes).toEqual(["posts:read"]);
});

test("every scope can be given", async () => {
  const { record } = await create({ scopes: apiKeyScopes });
  expect(record.scopes).toEqual(apiKeyScopes);
});

function create(changes: Partial<Parameters<typeof createApiKey>[1]> = {}) {
  return createApiKey(db, {
    userId,
    name: "CI",
    scopes: ["posts:read", "posts:write"],
    expiresAt: null,
    ...changes,
  });
}
