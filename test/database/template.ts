// One migrated template database per test run; every test file gets a copy of it.

import { randomUUID } from "node:crypto";
import pg from "pg";
import { openStore } from "#store/open.ts";

/** Given to the test files by vitest's `provide`. */
export interface TestDatabase {
  /** A database of the server that exists anyhow. */
  adminUrl: string;
  template: string;
}

declare module "vitest" {
  interface ProvidedContext {
    database: TestDatabase;
  }
}

export async function createTemplate(adminUrl: string): Promise<TestDatabase> {
  const template = `broadside_template_${randomUUID().slice(0, 8)}`;
  await run(adminUrl, `create database ${template}`);
  const store = await openStore({ databaseUrl: withDatabase(adminUrl, template), dataDir: "" });
  await store[Symbol.asyncDispose]();
  return { adminUrl, template };
}

export async function dropTemplate({ adminUrl, template }: TestDatabase): Promise<void> {
  await run(adminUrl, `drop database if exists ${template} with (force)`);
}

export async function run(adminUrl: string, statement: string): Promise<void> {
  const client = new pg.Client(adminUrl);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

export function withDatabase(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}
