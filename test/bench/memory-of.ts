// The memory of a process and of all that it started, as if nothing else ran: pages that PostgreSQL's
// processes share count once (proportional set size, proc_pid_smaps_rollup(5)); of a Node every resident
// page counts, although other Nodes on this machine share its program.

import { readFileSync, readdirSync, readlinkSync } from "node:fs";

/** In MB. Undefined where the system does not tell: elsewhere than on Linux. */
export function memoryOfTree(rootPid: number): number | undefined {
  if (process.platform !== "linux") return undefined;
  return treeOf(rootPid).reduce((sum, pid) => sum + bytesOf(pid), 0) / 1e6;
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

/** Of a process that ended meanwhile, none. */
function bytesOf(pid: number): number {
  try {
    const isNode = readlinkSync(`/proc/${pid}/exe`) === process.execPath;
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
    const line = new RegExp(`^${isNode ? "Rss" : "Pss"}:\\s+(\\d+) kB$`, "m").exec(rollup);
    return Number(line?.[1] ?? 0) * 1024;
  } catch (error) {
    if (readdirSync("/proc").includes(String(pid))) throw error;
    return 0;
  }
}
