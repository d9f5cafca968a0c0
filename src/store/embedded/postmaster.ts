// Starts PostgreSQL on a cluster and stops it.

import type { ChildProcess } from "node:child_process";
import { chown, open, rename, rmdir, stat, statfs } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

import { probe, type ConnectionSettings } from "./ask.ts";
import { unlessMissing } from "./files.ts";
import { launch } from "./launch.ts";
import { port, type Layout } from "./layout.ts";
import { readPostmasterFile, runsCluster } from "./postmaster-file.ts";
import type { Programs } from "./programs.ts";

const pollMs = 5;
const largeLogBytes = 10 * 1024 * 1024;
const logTailBytes = 16 * 1024;
const fullDiskBytes = 1024 * 1024;

/** Time for a fast shutdown's last checkpoint before PostgreSQL is told to stop without one. */
const fastShutdownMs = 30_000;
const immediateShutdownMs = 10_000;

/** Started and ready, or ended before it was, with what it said. */
export type StartOutcome = { ready: true; pid: number } | { ready: false; output: string };

export interface Start {
  layout: Layout;
  programs: Programs;
  settings: ConnectionSettings;
  /** Called again and again while PostgreSQL is starting. */
  onWait: () => void;
}

/** Starts PostgreSQL so that it outlives this process, and waits until it answers or ends. */
export async function startPostmaster(start: Start): Promise<StartOutcome> {
  const { layout, programs } = start;
  const log = await openLog(layout);
  try {
    const logged = (await log.stat()).size;
    const child = await launch({
      programs,
      program: "postgres",
      args: ["-D", layout.cluster, ...options(layout)],
      account: layout.account,
      walledOff: layout.walledOff,
      stdio: ["ignore", log.fd, log.fd],
      detached: true,
    });
    child.unref();
    if (await becomesReady(child, start)) return { ready: true, pid: child.pid ?? 0 };
    return { ready: false, output: await readLog(layout, logged) };
  } finally {
    await log.close();
  }
}

/** Ends PostgreSQL: clients are cut off, everything is written, and it is gone when this resolves. */
export async function stopPostmaster({ cluster, socketDir }: Layout): Promise<void> {
  const pid = (await readPostmasterFile(cluster))?.pid;
  if (pid === undefined || !runsCluster(pid, cluster)) return;
  // https://www.postgresql.org/docs/18/server-shutdown.html (2026-11): SIGINT is the fast
  // shutdown, SIGQUIT the immediate one, after which the next start recovers from the log.
  process.kill(pid, "SIGINT");
  if (!(await isGone(pid, cluster, fastShutdownMs))) {
    process.kill(pid, "SIGQUIT");
    if (!(await isGone(pid, cluster, immediateShutdownMs))) {
      throw new Error(`PostgreSQL (process ${pid}) does not stop`);
    }
  }
  // A killed postmaster leaves its socket, and then the directory stays for the next start.
  if (socketDir !== cluster) await rmdir(socketDir).catch(() => undefined);
}

function options({ socketDir }: Layout): string[] {
  const values = {
    cluster_name: "broadside",
    listen_addresses: "",
    port: `${port}`,
    // A list of paths; quoted, a path may hold commas and spaces.
    unix_socket_directories: `"${socketDir.replaceAll('"', '""')}"`,
    unix_socket_permissions: "0700",
    max_connections: "60",
    shared_buffers: "64MB",
    // No resident processes for what one small machine does not use: 22 → 19 MB idle (measured 2026-11).
    io_method: "sync",
    max_logical_replication_workers: "0",
    max_wal_senders: "0",
    log_timezone: "UTC",
    log_checkpoints: "off",
    // Statements and row values stay out of the log: they hold what people write.
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
  };
  return Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

async function openLog({ logFile, account }: Layout) {
  const found = await unlessMissing(stat(logFile));
  if (found !== undefined && found.size > largeLogBytes) await rename(logFile, `${logFile}.old`);
  const log = await open(logFile, "a+", 0o600);
  if (account.switched) await chown(logFile, account.keeper.uid, account.keeper.gid);
  return log;
}

async function becomesReady(child: ChildProcess, start: Start): Promise<boolean> {
  for (; isRunning(child); await sleep(pollMs)) {
    start.onWait();
    const file = await readPostmasterFile(start.layout.cluster);
    if (file?.pid === child.pid && file?.status === "ready") {
      if ((await probe(start.settings)) === "ready") return true;
    }
  }
  return false;
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

async function readLog({ logFile, dataDir }: Layout, from: number): Promise<string> {
  const log = await open(logFile, "r");
  try {
    const position = Math.max(from, (await log.stat()).size - logTailBytes);
    const { buffer, bytesRead } = await log.read({ buffer: Buffer.alloc(logTailBytes), position });
    const text = buffer.toString("utf8", 0, bytesRead);
    if (text.trim() !== "") return text;
  } finally {
    await log.close();
  }
  // On a full disk nothing can be logged either.
  const { bavail, bsize } = await statfs(dataDir);
  return bavail * bsize < fullDiskBytes ? "No space left on device" : "";
}

async function isGone(pid: number, cluster: string, withinMs: number): Promise<boolean> {
  for (const beganAt = performance.now(); runsCluster(pid, cluster); await sleep(pollMs)) {
    if (performance.now() - beganAt > withinMs) return false;
  }
  return true;
}
