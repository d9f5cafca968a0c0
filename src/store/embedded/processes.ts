// What the kernel knows of a process: enough to tell a living process from a dead one, from a
// zombie, and from a stranger that was given the same pid later.

import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";

interface ProcessFacts {
  /** Tells two processes with the same pid apart, also across reboots; fit for a file name. */
  readonly startMark: string;
  /** The program and its arguments, each followed by a space. */
  readonly command: string;
  /** Known on Linux, to root and to the process's own user. */
  readonly workingDirectory: string | undefined;
  /** The program's file, ending in " (deleted)" when it is gone; known like workingDirectory. */
  readonly program: string | undefined;
}

/** The facts about a living process; undefined where there is none, or only a zombie. */
export function livingProcess(pid: number): ProcessFacts | undefined {
  return process.platform === "linux" ? fromProc(pid) : fromPs(pid);
}

/** Whether the kernel holds the pid for anything at all, zombies and other users' included. */
export function pidIsTaken(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function fromProc(pid: number): ProcessFacts | undefined {
  const stat = orUndefined(() => readFileSync(`/proc/${pid}/stat`, "latin1"));
  if (stat === undefined) return undefined;
  // proc_pid_stat(5): the second field is a name in brackets that may itself hold spaces and
  // brackets; after it come the state and, nineteen fields on, the start time in ticks since boot.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const state = fields[0];
  if (state === undefined || state === "Z" || state === "X") return undefined;
  return {
    startMark: `${bootId()}-${fields[19]}`,
    command:
      orUndefined(() => readFileSync(`/proc/${pid}/cmdline`, "utf8"))?.replaceAll("\0", " ") ?? "",
    workingDirectory: orUndefined(() => readlinkSync(`/proc/${pid}/cwd`)),
    program: orUndefined(() => readlinkSync(`/proc/${pid}/exe`)),
  };
}

function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").slice(0, 8);
}

/** For systems without /proc, such as macOS. */
export function fromPs(pid: number): ProcessFacts | undefined {
  const line = orUndefined(() =>
    execFileSync("ps", ["-ww", "-o", "stat=,lstart=,command=", "-p", `${pid}`], {
      encoding: "utf8",
      env: { PATH: "/usr/bin:/bin", LC_ALL: "C" },
      stdio: ["ignore", "pipe", "ignore"],
    }),
  );
  const match = line?.match(/^\s*(\S+)\s+(\w+\s+\w+\s+\d+\s+\d+:\d+:\d+\s+\d+)\s+(.*)$/m);
  const [, state = "Z", startedAt = "", command = ""] = match ?? [];
  if (state.startsWith("Z")) return undefined;
  return {
    startMark: startedAt.replaceAll(/\W+/g, "-"),
    command: `${command} `,
    workingDirectory: undefined,
    program: undefined,
  };
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
