import { sql } from "kysely";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestStore } from "#test/database/store.ts";
import type { TestStore } from "#test/database/store.ts";
import { isPassing } from "./passing.ts";

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});

afterAll(() => store[Symbol.asyncDispose]());

it("a connection that is cut in the middle of a transaction fails that one and nothing else", async () => {
  const failed = await store.db
    .transaction()
    .execute(async (tx) => {
      const own = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      await sql`select pg_terminate_backend(${own.rows[0]?.pid})`.execute(store.db);
      // It learns of its end between two queries, when nobody waits for an answer.
      await pause(50);
      await sql`select 1`.execute(tx);
    })
    .catch((error: unknown) => error);
  expect(isPassing(failed)).toBe(true);
  expect((await sql`select 1 as one`.execute(store.db)).rows).toEqual([{ one: 1 }]);
});

it("a connection that is cut at rest is replaced", async () => {
  const others = sql`pid <> pg_backend_pid() and datname = current_database()`;
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where ${others}`.execute(
    store.db,
  );
  await pause(50);
  const answers = Array.from({ length: 4 }, () => sql`select 1 as one`.execute(store.db));
  expect((await Promise.all(answers)).map(({ rows }) => rows)).toEqual(
    Array.from({ length: 4 }, () => [{ one: 1 }]),
  );
});

it("a transaction that somebody forgot does not keep its rows locked for ever", async () => {
  const shown = await sql<{ limit: string }>`
    select current_setting('idle_in_transaction_session_timeout') as limit
  `.execute(store.db);
  expect(shown.rows).toEqual([{ limit: "3min" }]);
});
