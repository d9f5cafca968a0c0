// The database, whichever it is: PostgreSQL by DATABASE_URL, or the embedded one in the data
// directory. One driver, one schema; nothing outside this file knows the difference.

import { CamelCasePlugin, Kysely, PostgresDialect } from "kysely";
import type { Transaction } from "kysely";
import pg from "pg";
import { minutes } from "#kernel/clock.ts";
import type { DB } from "./database.ts";
import { openEmbedded } from "./embedded/open.ts";
import { migrate } from "./migrate.ts";
import { greetServer } from "./greet.ts";

export type Database = Kysely<DB>;
export type Tx = Transaction<DB>;
/** Either: for functions that do not care whether they run inside a transaction. */
export type Queryable = Database | Tx;

export interface Store extends AsyncDisposable {
  readonly db: Database;
  /** The connections under `db`, for libraries that bring their own SQL. */
  readonly pool: pg.Pool;
  /** A connection of its own, for what a pool cannot do: LISTEN and session locks. Not connected yet. */
  newClient(): pg.Client;
}

export interface StoreOptions {
  /** A PostgreSQL URL; undefined means the embedded server. */
  databaseUrl: string | undefined;
  /** Absolute path; used by the embedded server. */
  dataDir: string;
  maxConnections?: number;
}

/**
 * A process that is paused in the middle of a transaction keeps its rows locked: only so long. The
 * longest wait of a living one is for a platform that renews a credential, two requests of a minute.
 */
const idleTransactionMs = minutes(3);

/** Opens, migrates and hands out the database. @throws DatabaseStartError with what to do. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { databaseUrl, dataDir } = options;
  if (databaseUrl !== undefined) await greetServer(databaseUrl);
  const embedded = databaseUrl === undefined ? await openEmbedded({ dataDir }) : undefined;
  const settings: pg.ClientConfig = {
    ...(embedded?.connection ?? { connectionString: databaseUrl }),
    application_name: "broadside",
    idle_in_transaction_session_timeout: idleTransactionMs,
  };
  const pool = new pg.Pool({ ...settings, max: options.maxConnections ?? 16 });
  // A connection that dies is replaced at the next query, and what was using it gets the error from its
  // own query. Without these listeners, for one at rest and for one in use, it would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const db = new Kysely<DB>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
  const close = async () => {
    await db.destroy();
    await embedded?.close();
  };
  try {
    await migrate(db);
  } catch (error) {
    await close();
    throw error;
  }
  return { db, pool, newClient: () => new pg.Client(settings), [Symbol.asyncDispose]: close };
}
