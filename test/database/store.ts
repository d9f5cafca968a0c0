// A database of one's own for a test file.

import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { openStore } from "#store/open.ts";
import type { Store } from "#store/open.ts";
import { run, withDatabase } from "./template.ts";

export interface TestStore extends Store {
  /** For processes that a test starts. */
  readonly url: string;
}

/** A fresh, migrated database; disposing drops it. */
export async function openTestStore(): Promise<TestStore> {
  const { adminUrl, template } = inject("database");
  const name = `broadside_test_${randomUUID().slice(0, 13).replace("-", "")}`;
  await run(adminUrl, `create database ${name} template ${template}`);
  const url = withDatabase(adminUrl, name);
  const store = await openStore({ databaseUrl: url, dataDir: "" });
  return {
    ...store,
    url,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await run(adminUrl, `drop database if exists ${name} with (force)`);
    },
  };
}
