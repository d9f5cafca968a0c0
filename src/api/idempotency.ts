// Idempotency-Key: a create that is repeated gets the first one's answer. The key, what was created and
// the answer are saved in one transaction, and the database lets a second request with the same key
// wait for the first, so there is nothing in between.

import { createHash } from "node:crypto";
import type { Context } from "hono";
import { hours, plus } from "#kernel/clock.ts";
import type { Queryable, Tx } from "#store/open.ts";
import type { ApiContext, ApiEnv } from "./env.ts";
import { ApiProblem } from "./problems.ts";

export const keyLastsMs = hours(24);

const maxKeyLength = 255;

export interface Answer<T> {
  status: 201 | 202;
  body: T;
}

type Create<T> = (tx: Tx) => Promise<Answer<T>>;

interface KeyUse {
  userId: string;
  key: string;
  requestHash: Buffer;
  now: Date;
}

/**
 * Creates in a transaction, or returns what was answered to the same request before. `prepare` does
 * what must not hold a transaction open, such as fetching; a repeated request does not get that far.
 * @throws ApiProblem when the key came with another request before
 */
export async function createOnce<T extends object>(
  { db, clock }: ApiContext,
  c: Context<ApiEnv>,
  prepare: () => Create<T> | Promise<Create<T>>,
): Promise<Answer<T>> {
  const key = c.req.header("idempotency-key");
  if (key === undefined) return db.transaction().execute(await prepare());
  if (key.length === 0 || key.length > maxKeyLength) throw wrongLength();
  const { userId } = c.get("caller");
  const use = { userId, key, requestHash: await hashOf(c), now: clock.now() };
  const kept = await findAnswer<T>(db, use);
  if (kept !== undefined) return replayed(c, kept);
  const create = await prepare();
  return db.transaction().execute(async (tx) => {
    if (!(await takeKey(tx, use))) {
      const first = await findAnswer<T>(tx, use);
      if (first === undefined) throw new Error("An Idempotency-Key was taken without an answer");
      return replayed(c, first);
    }
    const answer = await create(tx);
    await keepAnswer(tx, use, answer);
    return answer;
  });
}

/** What this very request was answered before. @throws ApiProblem when it was another request */
async function findAnswer<T>(
  db: Queryable,
  { userId, key, requestHash, now }: KeyUse,
): Promise<Answer<T> | undefined> {
  const row = await db
    .selectFrom("idempotencyKeys")
    .select(["requestHash", "status", "answer"])
    .where("userId", "=", userId)
    .where("key", "=", key)
    .where("createdAt", ">=", plus(now, -keyLastsMs))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  if (!row.requestHash.equals(requestHash)) throw usedBefore();
  // Written below by the same route, so it has the route's own shape.
  return { status: row.status, body: row.answer } as Answer<T>;
}

/** Waits for who took it first. False: the key is not free. */
async function takeKey(tx: Tx, { userId, key, requestHash, now }: KeyUse): Promise<boolean> {
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
  return taken !== undefined;
}

async function keepAnswer(tx: Tx, { userId, key }: KeyUse, answer: Answer<object>): Promise<void> {
  await tx
    .updateTable("idempotencyKeys")
    .set({ status: answer.status, answer: JSON.stringify(answer.body) })
    .where("userId", "=", userId)
    .where("key", "=", key)
    .execute();
}

function replayed<T>(c: Context<ApiEnv>, answer: Answer<T>): Answer<T> {
  c.header("idempotency-replayed", "true");
  return answer;
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
