// postmaster.pid: PostgreSQL's own lock on its data directory, and where it tells its state.
// https://github.com/postgres/postgres/blob/REL_18_STABLE/src/include/utils/pidfile.h (2026-11).

import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";

import { unlessMissing } from "./files.ts";
import { port, type Layout } from "./layout.ts";
import { livingProcess, pidIsTaken } from "./processes.ts";

interface PostmasterFile {
  readonly pid: number;
  readonly status: "starting" | "stopping" | "ready" | "standby" | undefined;
}

/** How long after its creation an empty lock file can still be one that is being written. */
const emptyAtMostMs = 2_000;

/** What postmaster.pid says; undefined where it is missing, or too new to say anything. */
export async function readPostmasterFile(cluster: string): Promise<PostmasterFile | undefined> {
  const text = await unlessMissing(readFile(join(cluster, "postmaster.pid"), "utf8"));
  return text === undefined ? undefined : parsePostmasterFile(text);
}

/** Line 1 is the pid, line 8 the state, padded with spaces. */
export function parsePostmasterFile(text: string): PostmasterFile | undefined {
  const lines = text.split("\n").map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  const status = lines[7];
  switch (status) {
    case "starting":
    case "stopping":
    case "ready":
    case "standby":
      return { pid, status };
    default:
      return { pid, status: undefined };
  }
}

/** Whether the pid is that of a living PostgreSQL on this cluster. */
export function runsCluster(pid: number, cluster: string): boolean {
  const facts = livingProcess(pid);
  return (
    facts !== undefined &&
    (facts.workingDirectory === cluster || facts.command.includes(` -D ${cluster} `))
  );
}

/**
 * Removes the locks that PostgreSQL itself would respect forever: their pid is taken by a zombie
 * (containers whose PID 1 does not reap) or by a stranger. A lock whose pid is free stays: PostgreSQL
 * removes it after making sure that no child of the dead postmaster holds its shared memory.
 * That check is also made by the memory's key, so removing a file here does not get around it.
 */
export async function removeStaleLocks({ cluster, socketDir }: Layout): Promise<void> {
  for (const path of [join(cluster, "postmaster.pid"), join(socketDir, `.s.PGSQL.${port}.lock`)]) {
    const text = await unlessMissing(readFile(path, "utf8"));
    if (text !== undefined && (await isStale(path, text, cluster))) await rm(path, { force: true });
  }
}

async function isStale(path: string, text: string, cluster: string): Promise<boolean> {
  const pid = parsePostmasterFile(text)?.pid;
  if (pid !== undefined) return pidIsTaken(pid) && !runsCluster(pid, cluster);
  // Power was lost between the file's creation and its first line.
  return Date.now() - (await stat(path)).mtimeMs > emptyAtMostMs;
}
