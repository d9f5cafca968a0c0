// The first word with the PostgreSQL that DATABASE_URL names: is it there, does it let us in, is it new
// enough? What is wrong is told so that a person can put it right, and never with the password.

import pg from "pg";
import { seconds } from "#kernel/clock.ts";
import { DatabaseStartError } from "./embedded/errors.ts";

/** 15 is the oldest that the schema and the tests know. */
const minMajorVersion = 15;
const patienceMs = seconds(10);

/** @throws DatabaseStartError */
export async function greetServer(databaseUrl: string, leastVersion = minMajorVersion) {
  const client = new pg.Client({
    ...{ connectionString: databaseUrl, connectionTimeoutMillis: patienceMs },
  });
  client.on("error", () => undefined);
  const server = `PostgreSQL at ${client.host}:${client.port} (DATABASE_URL)`;
  const version = await askVersion(client).catch((cause: unknown) => {
    throw new DatabaseStartError(`${server} ${objection(client, cause)}`, { cause });
  });
  if (version >= leastVersion) return;
  throw new DatabaseStartError(
    `${server} is version ${version}. Broadside needs ${leastVersion} or newer.`,
  );
}

async function askVersion(client: pg.Client): Promise<number> {
  try {
    await client.connect();
    const { rows } = await client.query<{ number: number }>(
      "select current_setting('server_version_num')::int as number",
    );
    return Math.floor((rows[0]?.number ?? 0) / 10_000);
  } finally {
    await client.end();
  }
}

/** How the sentence goes on that begins with the server's name. */
function objection({ user, database }: pg.Client, error: unknown): string {
  switch (codeOf(error)) {
    // https://www.postgresql.org/docs/current/errcodes-appendix.html (2026-11-01)
    case "28000":
    case "28P01":
      return `does not let the user "${user}" in. Check the user and the password in it.`;
    case "3D000":
      return `has no database "${database}". Create it (createdb), or name another.`;
    case "53300":
      return "has no connection left for us. Raise its max_connections, or end other clients.";
    case "57P03":
      return "is starting or stopping. Try again in a moment.";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "cannot be found: its host has no address here. Check the host's name.";
    default:
      return `does not answer (${wordsOf(error)}). Is it running, and may this computer reach it?`;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

function wordsOf(error: unknown): string {
  const code = codeOf(error);
  if (typeof code === "string" && code !== "") return code;
  return error instanceof Error ? error.message : String(error);
}
