// Where the product keeps its data, on either kind of database, and what can befall the database.

import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { run, withDatabase } from "#test/database/template.ts";
import { killPostmaster, query } from "#test/supervisor/scratch.ts";

export interface Place extends AsyncDisposable {
  dataDir: string;
  env: Readonly<Record<string, string>>;
  /** By name; the product lives through them. */
  harms: Readonly<Record<string, () => Promise<void>>>;
  /** What else a crash of the whole machine would end. */
  endDatabase(): Promise<void>;
}

const cutAll =
  "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";

export async function embeddedPlace(): Promise<Place> {
  const dataDir = await newDataDir();
  const endDatabase = () => killPostmaster(dataDir);
  return {
    ...{ dataDir, endDatabase },
    // An empty value is as good as none.
    env: { DATABASE_URL: "" },
    harms: {
      "PostgreSQL is killed": endDatabase,
      "all its connections are cut": async () => {
        await query(dataDir, cutAll);
      },
    },
    async [Symbol.asyncDispose]() {
      await endDatabase();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A database of its own on the tester's server. */
export async function postgresPlace(adminUrl: string): Promise<Place> {
  const dataDir = await newDataDir();
  const name = `broadside_faults_${randomUUID().slice(0, 8)}`;
  await run(adminUrl, `create database ${name}`);
  const url = withDatabase(adminUrl, name);
  return {
    dataDir,
    env: { DATABASE_URL: url },
    harms: { "all its connections are cut": () => run(url, cutAll) },
    endDatabase: () => Promise.resolve(),
    async [Symbol.asyncDispose]() {
      await run(adminUrl, `drop database if exists ${name} with (force)`);
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Why there is no PostgreSQL to use; undefined when there is. */
export function postgresMissing(): string | undefined {
  return process.env["DATABASE_URL"] ? undefined : "no PostgreSQL given (set DATABASE_URL)";
}

function newDataDir(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), "broadside-faults-"));
}
