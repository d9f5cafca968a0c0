// API keys: what a program shows instead of a password. A key is seen once, when it is made; stored
// are its SHA-256 and its first characters, by which its owner tells it from others.
//
// A key has 256 random bits, so a fast hash is enough, and comparing needs no constant time: it is the
// hash that an index compares, and how far a guess's hash agrees with a stored one says nothing about
// the key behind it.

import { createHash, randomBytes } from "node:crypto";
import { minutes, plus } from "#kernel/clock.ts";
import { newId } from "#kernel/ids.ts";
import type { Database, Queryable } from "#store/open.ts";

export const apiKeyScopes = [
  "posts:read",
  "posts:write",
  "runs:read",
  "runs:write",
  "connections:read",
  "connections:write",
  "quota:read",
  "webhooks:write",
] as const;
export type ApiKeyScope = (typeof apiKeyScopes)[number];

export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  scopes: ApiKeyScope[];
  expiresAt: Date | null;
  /** To the minute. */
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  createdAt: Date;
}

export interface NewApiKey {
  userId: string;
  name: string;
  scopes: readonly ApiKeyScope[];
  expiresAt: Date | null;
}

/** For whom a presented key speaks, and what it may do. */
export interface ApiKeyHolder {
  keyId: string;
  userId: string;
  scopes: ApiKeyScope[];
}

const keyShape = /^bs_[A-Za-z0-9_-]{43}$/;
const prefixLength = 10;
const usedEveryMs = minutes(1);
const columns = [
  "id",
  "name",
  "prefix",
  "scopes",
  "expiresAt",
  "lastUsedAt",
  "revokedAt",
  "createdAt",
] as const;

/** `key` cannot be had again. */
export async function createApiKey(
  queryable: Queryable,
  { userId, name, scopes, expiresAt }: NewApiKey,
): Promise<{ key: string; record: ApiKey }> {
  const key = `bs_${randomBytes(32).toString("base64url")}`;
  const row = await queryable
    .insertInto("apiKeys")
    .values({
      id: newId(),
      userId,
      name,
      scopes: [...scopes],
      expiresAt,
      prefix: key.slice(0, prefixLength),
      hash: hashOf(key),
    })
    .returning(columns)
    .executeTakeFirstOrThrow();
  return { key, record: toRecord(row) };
}

/** Undefined for what is no key, and for one that is revoked or has expired. */
export async function findApiKey(
  db: Database,
  presented: string,
  now: Date,
): Promise<ApiKeyHolder | undefined> {
  if (!keyShape.test(presented)) return undefined;
  const row = await db
    .selectFrom("apiKeys")
    .select(["id", "userId", "scopes", "lastUsedAt"])
    .where("hash", "=", hashOf(presented))
    .where("revokedAt", "is", null)
    .where((where) => where.or([where("expiresAt", "is", null), where("expiresAt", ">", now)]))
    .executeTakeFirst();
  if (!row) return undefined;
  const staleSince = plus(now, -usedEveryMs);
  if (row.lastUsedAt === null || row.lastUsedAt <= staleSince) {
    // Not waited for; where it fails, the next use says the same a moment later.
    noteUse(db, row.id, { now, staleSince }).catch(() => undefined);
  }
  return { keyId: row.id, userId: row.userId, scopes: knownScopes(row.scopes) };
}

/** Newest first, revoked ones included. */
export async function listApiKeys(queryable: Queryable, userId: string): Promise<ApiKey[]> {
  const rows = await queryable
    .selectFrom("apiKeys")
    .select(columns)
    .where("userId", "=", userId)
    .orderBy("id", "desc")
    .execute();
  return rows.map(toRecord);
}

/** For good, from the next request on. False when the user has no such key, or no longer. */
export async function revokeApiKey(
  queryable: Queryable,
  { id, userId }: { id: string; userId: string },
  now: Date,
): Promise<boolean> {
  const result = await queryable
    .updateTable("apiKeys")
    .set({ revokedAt: now })
    .where("id", "=", id)
    .where("userId", "=", userId)
    .where("revokedAt", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

function hashOf(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}

async function noteUse(
  db: Database,
  id: string,
  { now, staleSince }: { now: Date; staleSince: Date },
): Promise<void> {
  await db
    .updateTable("apiKeys")
    .set({ lastUsedAt: now })
    .where("id", "=", id)
    .where((where) =>
      where.or([where("lastUsedAt", "is", null), where("lastUsedAt", "<=", staleSince)]),
    )
    .execute();
}

/** A scope that this version does not know allows nothing. */
function knownScopes(stored: readonly string[]): ApiKeyScope[] {
  return apiKeyScopes.filter((scope) => stored.includes(scope));
}

function toRecord(row: Omit<ApiKey, "scopes"> & { scopes: string[] }): ApiKey {
  return { ...row, scopes: knownScopes(row.scopes) };
}
