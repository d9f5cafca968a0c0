// Global setup of the suite on the embedded server: one server per test run.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { openEmbedded } from "#store/embedded/open.ts";
import { createTemplate } from "./template.ts";

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "broadside-test-"));
  const embedded = await openEmbedded({ dataDir });
  const { host, port, user, database } = embedded.connection;
  const url = `postgres://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`;
  project.provide("database", await createTemplate(url));
  return async () => {
    await embedded.close();
    await rm(dataDir, { recursive: true, force: true });
  };
}
