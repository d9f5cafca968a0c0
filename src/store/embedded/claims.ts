// A claim is an empty file named after the living process that placed it. A dead process's claim
// is void by itself, and as no two processes ever share a name, anyone may remove it without a race.
// One data directory therefore serves one pid namespace: processes of another look dead from here.

import { randomBytes } from "node:crypto";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { DatabaseStartError } from "./errors.ts";
import { livingProcess } from "./processes.ts";

type ClaimKind = "start" | "use";

export interface Claim {
  readonly pid: number;
  release(): Promise<void>;
}

/** Places a claim of this process. */
export async function placeClaim(directory: string, kind: ClaimKind): Promise<Claim> {
  const facts = livingProcess(process.pid);
  if (facts === undefined) {
    throw new DatabaseStartError(
      "This process cannot see itself in /proc, so it could not tell a running database from a dead one. Mount /proc, or set DATABASE_URL to a PostgreSQL of your own.",
    );
  }
  const unique = randomBytes(4).toString("hex");
  const path = join(directory, [kind, process.pid, facts.startMark, unique].join("."));
  await writeFile(path, "", { flag: "wx", mode: 0o600 });
  return { pid: process.pid, release: () => rm(path, { force: true }) };
}

/** The claims of one kind whose processes live, this process's own included. */
export async function livingClaims(directory: string, kind: ClaimKind): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (const name of await readdir(directory)) {
    const [itsKind, pid, startMark] = name.split(".");
    if (itsKind !== kind) continue;
    const claim = {
      pid: Number(pid),
      release: () => rm(join(directory, name), { force: true }),
    };
    const lives = startMark !== undefined && livingProcess(claim.pid)?.startMark === startMark;
    if (lives) claims.push(claim);
    else await claim.release();
  }
  return claims;
}
