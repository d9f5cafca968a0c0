// Questions to a running PostgreSQL, over connections that live for one question.

import { Client, DatabaseError } from "pg";

export interface ConnectionSettings {
  /** The directory of the Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

const patienceMs = 2_000;

/** `busy`: it lives, and is starting, recovering or stopping. `silent`: nobody, or nobody able to answer. */
type Answer = "ready" | "busy" | "silent";

/** Whether a PostgreSQL accepts connections. */
export async function probe(settings: ConnectionSettings): Promise<Answer> {
  try {
    await withClient(settings, () => Promise.resolve());
    return "ready";
  } catch (error) {
    if (!(error instanceof DatabaseError)) return "silent";
    // Class 57 is operator intervention, 53300 too many connections:
    // https://www.postgresql.org/docs/18/errcodes-appendix.html (2026-11).
    if (error.code?.startsWith("57P")) return "busy";
    if (error.code === "53300") return "ready";
    throw error;
  }
}

/** How many clients are connected, this question's own not counted. */
export async function countClients(settings: ConnectionSettings): Promise<number> {
  const result = await withClient(settings, (client) =>
    client.query<{ clients: number }>(
      `SELECT count(*)::int AS clients FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    ),
  );
  return result.rows[0]?.clients ?? 0;
}

async function withClient<T>(
  settings: ConnectionSettings,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({
    ...settings,
    ssl: false,
    application_name: "broadside-supervisor",
    connectionTimeoutMillis: patienceMs,
    query_timeout: patienceMs,
  });
  // A connection that breaks also rejects the promise at hand; without a listener it would end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
