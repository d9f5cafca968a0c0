import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { sql } from "kysely";
import { expect, it, onTestFinished } from "vitest";
import type { TestStore } from "#test/database/store.ts";
import { openTestStore } from "#test/database/store.ts";
import { migrate } from "./migrate.ts";

const first = { "0001_first.sql": "create table letters (id integer); create table stamps ();" };
const second = { "0002_second.sql": "insert into letters values (1)" };

it("changes nothing in a database that is up to date", async () => {
  await using store = await openTestStore();
  const before = await schemaOf(store);
  await migrate(store.db);
  expect(await schemaOf(store)).toEqual(before);
});

it("applies each migration once, in the order of their names, also when two servers try at once", async () => {
  await using store = await openEmptyStore();
  const folder = await migrations({ ...second, ...first });
  await Promise.all(Array.from({ length: 4 }, () => migrate(store.db, folder)));
  await migrate(store.db, folder);
  expect(await lettersIn(store)).toEqual([{ id: 1 }]);
});

it("applies those that are new to a database of an older version", async () => {
  await using store = await openEmptyStore();
  await migrate(store.db, await migrations(first));
  await migrate(store.db, await migrations({ ...first, ...second }));
  expect(await lettersIn(store)).toEqual([{ id: 1 }]);
});

it("leaves the database as it was when a migration fails, and names that migration", async () => {
  await using store = await openEmptyStore();
  const folder = await migrations({
    ...{ ...first, ...second },
    "0003_broken.sql": "create table ink (id integer); insert into paper values (1)",
  });
  const before = await schemaOf(store);
  await expect(migrate(store.db, folder)).rejects.toThrow(/up to date \(0003_broken\)/);
  expect(await schemaOf(store)).toEqual(before);
  await migrate(store.db, await migrations({ ...first, ...second }));
  expect(await lettersIn(store)).toEqual([{ id: 1 }]);
});

it("does not touch the database of a newer version", async () => {
  await using store = await openEmptyStore();
  await migrate(store.db, await migrations({ ...first, ...second }));
  await expect(migrate(store.db, await migrations(first))).rejects.toThrow("newer version");
});

async function openEmptyStore(): Promise<TestStore> {
  const store = await openTestStore();
  await sql`drop schema public cascade`.execute(store.db);
  await sql`create schema public`.execute(store.db);
  return store;
}

async function migrations(files: Readonly<Record<string, string>>): Promise<URL> {
  const folder = await mkdtemp(path.join(tmpdir(), "broadside-migrations-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  return pathToFileURL(`${folder}/`);
}

/** Its tables, but for those that kysely keeps its own account in. */
async function schemaOf({ db }: TestStore): Promise<unknown[]> {
  const { rows } = await sql`
    select table_name, column_name, data_type from information_schema.columns
    where table_schema = 'public' and table_name not like 'migrations%'
    order by table_name, ordinal_position
  `.execute(db);
  return rows;
}

async function lettersIn({ db }: TestStore): Promise<unknown[]> {
  return (await sql`select id from letters`.execute(db)).rows;
}
