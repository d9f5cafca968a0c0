// Brings the database to this version's schema. Migrations are plain SQL files, applied in the order
// of their names, each in a transaction; kysely's Migrator holds a lock, so two servers may try at once.

import { readdir, readFile } from "node:fs/promises";
import { sql } from "kysely";
import type { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import type { Migration } from "kysely/migration";
import { DatabaseStartError } from "./embedded/errors.ts";

const ownMigrations = new URL("./migrations/", import.meta.url);
const table = "migrations";

/**
 * Applies what is missing, all or nothing.
 * @throws DatabaseStartError when the database is of a newer version; Error naming a migration that failed
 */
export async function migrate<T>(db: Kysely<T>, folder = ownMigrations): Promise<void> {
  const migrations = await readMigrations(folder);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    migrationTableName: table,
    migrationLockTableName: "migrations_lock",
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find((result) => result.status === "Error")?.migrationName;
  if (failed === undefined) await refuseNewer(db, migrations);
  throw new Error(
    `The database could not be brought up to date (${failed ?? "no migration ran"})`,
    {
      cause: error,
    },
  );
}

async function refuseNewer<T>(
  db: Kysely<T>,
  known: Readonly<Record<string, Migration>>,
): Promise<void> {
  const applied = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(db);
  const newer = applied.rows.map(({ name }) => name).filter((name) => !(name in known));
  if (newer.length === 0) return;
  throw new DatabaseStartError(
    `The database was last used by a newer version of Broadside (it has ${newer.join(", ")}). Start that version, or restore a backup that this one made. Nothing was changed.`,
  );
}

async function readMigrations(folder: URL): Promise<Record<string, Migration>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, folder), "utf8")));
  return Object.fromEntries(
    names.map((name, index) => [name.slice(0, -".sql".length), toMigration(texts[index] ?? "")]),
  );
}

function toMigration(text: string): Migration {
  return {
    async up(db) {
      await sql.raw(text).execute(db);
    },
  };
}
