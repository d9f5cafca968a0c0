// A scratch directory and the processes that use databases in it; at the end of its test all of
// them are ended, PostgreSQL included, and the directory is removed.

import { execFileSync, spawnSync } from "node:child_process";
import { chmod, chown, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { Client } from "pg";
import { onTestFinished } from "vitest";

import { port, socketDirectory } from "#store/embedded/layout.ts";
import { readPostmasterFile, runsCluster } from "#store/embedded/postmaster-file.ts";

import { appFor, checkout, type User } from "./app.ts";
import { launchServer, type Server } from "./server-process.ts";

export const isRoot = process.getuid?.() === 0;
export const rootOnly = "needs root, to act as several users";
export const mountOnly = "needs to mount a small disk (root with CAP_SYS_ADMIN)";

interface ServeOptions {
  /** What the process does with the database: server.ts. */
  does?: ["idle"] | ["write", label: string] | ["cycle", times: string];
  /** Whom the process runs as; this process's user if not given. */
  user?: User;
  /** The application's directory; this checkout if not given. */
  app?: string;
}

export interface Scratch {
  readonly path: string;
  /** Makes a directory; under root it can be another user's. */
  directory(name: string, owner?: User): Promise<string>;
  /** Mounts a small disk; undefined where this process may not. */
  disk(name: string, size: string): Promise<string | undefined>;
  /** Starts a process that opens the database in `dataDir`. */
  serve(dataDir: string, options?: ServeOptions): Promise<Server>;
}

export async function scratch(): Promise<Scratch> {
  const path = await mkdtemp(join(tmpdir(), "broadside-test-"));
  await chmod(path, 0o755);
  const servers: Server[] = [];
  const dataDirs = new Set<string>();
  const disks: string[] = [];

  onTestFinished(async () => {
    await Promise.all(servers.map((server) => server.kill()));
    for (const dataDir of dataDirs) await endPostgres(dataDir);
    for (const disk of disks) execFileSync("umount", ["--lazy", disk]);
    await rm(path, { recursive: true, force: true, maxRetries: 5 });
  });

  return {
    path,
    directory: async (name, owner) => {
      const made = join(path, name);
      await mkdir(made, { recursive: true });
      if (owner) await chown(made, owner.uid, owner.gid);
      return made;
    },
    disk: async (name, size) => {
      const made = join(path, name);
      await mkdir(made);
      const options = `size=${size},mode=755`;
      const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", made]);
      if (status !== 0) return undefined;
      disks.push(made);
      return made;
    },
    serve: async (dataDir, { does = ["idle"], user, app } = {}) => {
      const readable = user ? await appFor(user, path) : { app: checkout, node: process.execPath };
      dataDirs.add(dataDir);
      const server = launchServer({ dataDir, does, user, ...readable, ...(app && { app }) });
      servers.push(server);
      return server;
    },
  };
}

/** The pid of the PostgreSQL that runs on a data directory. */
export async function postmasterPid(dataDir: string): Promise<number | undefined> {
  const cluster = join(dataDir, "postgres");
  const pid = (await readPostmasterFile(cluster))?.pid;
  return pid !== undefined && runsCluster(pid, cluster) ? pid : undefined;
}

/** Kills PostgreSQL without warning; resolves when it is gone. */
export async function killPostmaster(dataDir: string): Promise<void> {
  await signalPostmaster(dataDir, "SIGKILL");
}

async function endPostgres(dataDir: string): Promise<void> {
  await signalPostmaster(dataDir, "SIGQUIT");
  const socketDir = socketDirectory(join(dataDir, "postgres"));
  if (!socketDir.startsWith(dataDir)) await rm(socketDir, { recursive: true, force: true });
}

async function signalPostmaster(dataDir: string, signal: NodeJS.Signals): Promise<void> {
  const pid = await postmasterPid(dataDir);
  if (pid === undefined) return;
  process.kill(pid, signal);
  while (runsCluster(pid, join(dataDir, "postgres"))) await sleep(5);
}

/** Asks the database of a data directory that is open. */
export async function query(dataDir: string, sql: string): Promise<unknown[][]> {
  const client = new Client({
    host: socketDirectory(join(dataDir, "postgres")),
    port,
    user: "broadside",
    database: "broadside",
  });
  // A test that kills PostgreSQL breaks this connection, too; the statement's promise tells of it.
  client.on("error", () => undefined);
  await client.connect();
  try {
    const result = await client.query<unknown[]>({ text: sql, rowMode: "array" });
    return result.rows;
  } finally {
    await client.end();
  }
}
