// The memory of a process and of all that it started: proportional set size, in which a page that
// several share counts once (proc_pid_smaps_rollup(5)).

import { readFileSync, readdirSync } from "node:fs";

/** In MB. Undefined where the system does not tell: elsewhere than on Linux. */
export function memoryOfTree(rootPid: number): number | undefined {
  try {
    return treeOf(rootPid).reduce((sum, pid) => sum + pssBytes(pid), 0) / 1e6;
  } catch (error) {
    if (process.platform === "linux") throw error;
    return undefined;
  }
}

function treeOf(rootPid: number): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const children = Map.groupBy(pids.map(Number), parentOf);
  const below = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(below)];
  return below(rootPid);
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // proc_pid_stat(5): the name before it may hold spaces and brackets.
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}

function pssBytes(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
  return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0) * 1024;
}
