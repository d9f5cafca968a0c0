// Global setup of the suite on a PostgreSQL of the tester's: DATABASE_URL names a database whose user
// may create others.

import type { TestProject } from "vitest/node";
import { createTemplate, dropTemplate } from "./template.ts";

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const database = await createTemplate(process.env["DATABASE_URL"] ?? "");
  project.provide("database", database);
  return () => dropTemplate(database);
}
