// Creates the database of a data directory: in a temporary directory, flushed and then renamed,
// so that a crash, a full disk or a loss of power leaves either a whole database or none.

import { chown, mkdtemp, readFile, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

import { creatorFor, mayEnter, type Account } from "./account.ts";
import { DatabaseStartError, explainProgramFailure } from "./errors.ts";
import { flush, giveTree, unlessMissing } from "./files.ts";
import { run } from "./launch.ts";
import type { Layout } from "./layout.ts";
import type { Programs } from "./programs.ts";

/** The superuser and the database of the connection. */
export const databaseName = "broadside";

/** PostgreSQL's major version, whose data no other major version can read. */
const majorVersion = "18";

const draftPrefix = "postgres-new-";

/** @throws DatabaseStartError when the cluster's directory holds something this PostgreSQL cannot use. */
export async function isInitialised({ cluster, dataDir }: Layout): Promise<boolean> {
  const names = (await unlessMissing(readdir(cluster))) ?? [];
  if (names.length === 0) return false;
  if (!names.includes("PG_VERSION")) {
    throw new DatabaseStartError(
      `${cluster} holds files, and is not a PostgreSQL data directory. Move it away, or point DATA_DIR elsewhere.`,
    );
  }
  const found = (await readFile(join(cluster, "PG_VERSION"), "utf8")).trim();
  if (found === majorVersion) return true;
  throw new DatabaseStartError(
    `The data directory ${dataDir} was made by PostgreSQL ${found}, and this Broadside brings PostgreSQL ${majorVersion}. Export the data with the version of Broadside that made it and import it here, or set DATABASE_URL to a PostgreSQL ${found} that serves it.`,
  );
}

/** Call it under the start lock. */
export async function initialise(layout: Layout, programs: Programs): Promise<void> {
  const { dataDir, cluster, account } = layout;
  await removeDrafts(dataDir);
  const draft = await mkdtemp(join(dataDir, draftPrefix));
  try {
    const creator = await creatorFor(account);
    if (account.switched) await chown(draft, creator.uid, creator.gid);
    await fill(draft, { layout, programs, creator });
    if (creator.uid !== account.uid) await giveTree(draft, account);
    await rename(draft, cluster);
    await flush(dataDir);
  } catch (error) {
    await rm(draft, { recursive: true, force: true, maxRetries: 3 });
    throw error;
  }
}

/** What an initialisation that was killed has left. */
async function removeDrafts(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith(draftPrefix)) continue;
    // Its initdb may live for a moment longer and still add files.
    await rm(join(dataDir, name), { recursive: true, force: true, maxRetries: 10 });
  }
}

interface Filling {
  layout: Layout;
  programs: Programs;
  creator: Account;
}

async function fill(draft: string, { layout, programs, creator }: Filling): Promise<void> {
  const { dataDir } = layout;
  const walledOff = creator.switched && !(await mayEnter(dataDir, creator));
  const step = async (program: "initdb" | "postgres", args: string[], input?: string) => {
    const finished = await run({ programs, program, args, account: creator, walledOff }, input);
    if (finished.succeeded) return;
    const what = `PostgreSQL could not create a database in ${dataDir}`;
    throw explainProgramFailure({ what, output: finished.output, dataDir });
  };
  await step("initdb", [
    `--pgdata=${draft}`,
    `--username=${databaseName}`,
    "--encoding=UTF8",
    "--locale=C",
    "--data-checksums",
    // Whoever can enter the socket's 0700 directory is the account itself, or root.
    "--auth-local=trust",
    "--auth-host=reject",
    "--no-sync",
  ]);
  await step(
    "postgres",
    ["--single", "-D", draft, "-c", "exit_on_error=on", "postgres"],
    `CREATE DATABASE ${databaseName}\n`,
  );
  await step("initdb", [`--pgdata=${draft}`, "--sync-only"]);
}
