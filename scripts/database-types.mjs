// Writes src/store/database.ts from the migrated database; with --check, says whether it is current.

import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { openEmbedded } from "../src/store/embedded/open.ts";
import { openStore } from "../src/store/open.ts";

const check = process.argv.includes("--check");
const dataDir = await mkdtemp(path.join(tmpdir(), "broadside-types-"));
const embedded = await openEmbedded({ dataDir });
try {
  const { host, port, user, database } = embedded.connection;
  const url = `postgres://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`;
  await using store = await openStore({ databaseUrl: url, dataDir });
  void store;
  process.exitCode = generate(url);
} finally {
  await embedded.close();
  await rm(dataDir, { recursive: true, force: true });
}

function generate(url) {
  const { status, stdout, stderr } = spawnSync(
    fileURLToPath(new URL("../node_modules/.bin/kysely-codegen", import.meta.url)),
    [
      ...["--dialect", "postgres", "--url", url, "--camel-case"],
      ...["--include-pattern", "public.*", "--exclude-pattern", "*migrations*"],
      ...["--custom-imports", '{"Jsonb":"./jsonb.ts"}', "--type-mapping", '{"jsonb":"Jsonb"}'],
      ...["--out-file", "src/store/database.ts", ...(check ? ["--verify"] : [])],
    ],
    { encoding: "utf8" },
  );
  if (status !== 0) console.error(stdout, stderr, "Run: npm run types:database");
  return status ?? 1;
}
