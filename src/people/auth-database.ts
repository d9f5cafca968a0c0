// The sign-in library's view of our database. Unlike the library's own, its transactions are ours to
// join: a rule about a new user is decided, and what belongs to the user written, with the user.

import { AsyncLocalStorage } from "node:async_hooks";
import type { BetterAuthOptions } from "better-auth";
import { getAdapter } from "better-auth/db/adapter";
import type { Database, Queryable, Tx } from "#store/open.ts";

type Adapter = Awaited<ReturnType<typeof getAdapter>>;

const transactions = new AsyncLocalStorage<Tx>();

/** What the library calls `database`, for these options. It checks at first use that all columns are there. */
export async function openAuthDatabase(
  db: Database,
  options: BetterAuthOptions,
): Promise<() => Adapter> {
  const adapter = await adapterOn(db, options);
  adapter.transaction = (work) =>
    db.transaction().execute(async (tx) => {
      const inside = await adapterOn(tx, options);
      return transactions.run(tx, () => work(inside));
    });
  return () => adapter;
}

/** The transaction in which the library runs the caller. @throws Error where it runs it in none. */
export function currentTransaction(): Tx {
  const tx = transactions.getStore();
  if (tx === undefined) throw new Error("The sign-in library has no transaction open here");
  return tx;
}

function adapterOn(db: Queryable, options: BetterAuthOptions): Promise<Adapter> {
  return getAdapter({
    ...options,
    database: { db, type: "postgres", transaction: !db.isTransaction },
  });
}
