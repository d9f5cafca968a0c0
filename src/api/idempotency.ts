// Idempotency-Key: a create that is repeated gets the first one's answer. The key, what was created and
// the answer are saved in one transaction, and the database lets a second request with the same key
// wait for the first, so there is nothing in between.

import { createHash } from "node:crypto";
import type { Context } from "hono";
import { hours, plus } from "#kernel/clock.ts";
import type { Tx } from "#store/open.ts";
import type { ApiContext, ApiEnv } from "./env.ts";
import { ApiProblem } from "./problems.ts";

export const keyLastsMs = hours(24);

const maxKeyLength = 255;

export interface Answer<T> {
  status: 201 | 202;
  body: T;
}

/**
 * Runs `create` in a transaction, or returns what it answered to the same request before.
 * @throws ApiProblem when the key came with another request before
 */
export async function createOnce<T extends object>(
  { db, clock }: ApiContext,
  c: Context<ApiEnv>,
  create: (tx: Tx) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const key = c.req.header("idempotency-key");
  if (key === undefined) return db.transaction().execute(create);
  if (key.length === 0 || key.length > maxKeyLength) throw wrongLength();
  const { userId } = c.get("caller");
  const requestHash = await hashOf(c);
  return db.transaction().execute(async (tx) => {
    const kept = await takeKey(tx, { userId, key, requestHash, now: clock.now() });
    if (kept !== undefined) {
      if (!kept.requestHash.equals(requestHash)) throw usedBefore();
      c.header("idempotency-replayed", "true");
      // Written below by the same route, so it has the route's own shape.
      return { status: kept.status, body: kept.answer } as Answer<T>;
    }
    const answer = await create(tx);
    await tx
      .updateTable("idempotencyKeys")
      .set({ status: answer.status, answer: JSON.stringify(answer.body) })
      .where("userId", "=", userId)
      .where("key", "=", key)
      .execute();
    return answer;
  });
}

interface KeyUse {
  userId: string;
  key: string;
  requestHash: Buffer;
  now: Date;
}

/** Undefined: the key is new, and now ours. */
async function takeKey(tx: Tx, { userId, key, requestHash, now }: KeyUse) {
  const fresh = { requestHash, createdAt: now, status: null, answer: null };
  const taken = await tx
    .insertInto("idempotencyKeys")
    .values({ userId, key, ...fresh })
    .onConflict((conflict) =>
      conflict
        .columns(["userId", "key"])
        .doUpdateSet(fresh)
        .where("idempotencyKeys.createdAt", "<", plus(now, -keyLastsMs)),
    )
    .returning("key")
    .executeTakeFirst();
  if (taken !== undefined) return undefined;
  return tx
    .selectFrom("idempotencyKeys")
    .select(["requestHash", "status", "answer"])
    .where("userId", "=", userId)
    .where("key", "=", key)
    .executeTakeFirstOrThrow();
}

async function hashOf(c: Context): Promise<Buffer> {
  const hash = createHash("sha256").update(`${c.req.method} ${c.req.path}\n`);
  return hash.update(Buffer.from(await c.req.arrayBuffer())).digest();
}

function wrongLength(): ApiProblem {
  const detail = `Idempotency-Key must have 1 to ${maxKeyLength} characters.`;
  return new ApiProblem({ status: 400, code: "invalid-idempotency-key", detail });
}

function usedBefore(): ApiProblem {
  const detail = "This Idempotency-Key was used before with another request. Use a new one.";
  return new ApiProblem({ status: 422, code: "idempotency-key-reused", detail });
}
