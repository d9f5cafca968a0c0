// Databases to measure on: on the PostgreSQL that DATABASE_URL names, whose user may create others, or
// on an embedded server started for the bench.

import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openEmbedded } from "#store/embedded/open.ts";
import { run, withDatabase } from "#test/database/template.ts";

export interface Databases extends AsyncDisposable {
  /** By DATABASE_URL. */
  isGiven: boolean;
  /** Empty; disposing drops it. */
  create(): Promise<BenchDatabase>;
}

export interface BenchDatabase extends AsyncDisposable {
  url: string;
}

export async function openDatabases(): Promise<Databases> {
  const given = process.env["DATABASE_URL"];
  if (given) return { isGiven: true, ...databasesOn(given) };
  const dataDir = await mkdtemp(path.join(tmpdir(), "broadside-bench-"));
  const embedded = await openEmbedded({ dataDir });
  const { host, port, user, database } = embedded.connection;
  const adminUrl = `postgres://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`;
  return {
    isGiven: false,
    ...databasesOn(adminUrl),
    async [Symbol.asyncDispose]() {
      await embedded.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function databasesOn(adminUrl: string): Omit<Databases, "isGiven"> {
  return {
    async create() {
      const name = `broadside_bench_${randomUUID().slice(0, 8)}`;
      await run(adminUrl, `create database ${name}`);
      const drop = `drop database if exists ${name} with (force)`;
      return {
        url: withDatabase(adminUrl, name),
        [Symbol.asyncDispose]: () => run(adminUrl, drop),
      };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
