// The database of a running product, looked at from outside.

import { openStore } from "#store/open.ts";
import type { Store } from "#store/open.ts";
import type { Product } from "#test/product.ts";

export interface Looker extends AsyncDisposable {
  store: Store;
  /** How many rows the tables of the product have. */
  counts(): Promise<Record<string, number>>;
  /** Every row of every table as text; binary columns as hex. */
  dump(): Promise<string>;
}

export async function lookInto({ dataDir }: Product): Promise<Looker> {
  const store = await openStore({ databaseUrl: undefined, dataDir });

  async function tables(schemas: readonly string[]): Promise<string[]> {
    const { rows } = await store.pool.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name
       from pg_tables where schemaname = any($1) order by name`,
      [schemas],
    );
    return rows.map(({ name }) => name);
  }

  async function ask(query: string): Promise<string | null> {
    const { rows } = await store.pool.query<{ answer: string | null }>(query);
    return rows[0]?.answer ?? null;
  }

  return {
    store,
    async counts() {
      const counted: Record<string, number> = {};
      for (const table of await tables(["public"])) {
        counted[table] = Number(await ask(`select count(*)::text as answer from ${table}`));
      }
      return counted;
    },
    async dump() {
      const parts = (await tables(["public", "pgboss"])).map((table) =>
        ask(`select string_agg(t::text, E'\\n') as answer from ${table} t`),
      );
      return (await Promise.all(parts)).join("\n");
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
