// Whom PostgreSQL runs as. It refuses uid 0 (https://www.postgresql.org/docs/18/app-postgres.html,
// read 2026-11), so under root its programs run as the account that owns the data, else as one made
// for services. Every other user runs them as itself.

import type { Stats } from "node:fs";
import { readFile, realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";

import { DatabaseStartError } from "./errors.ts";
import { unlessMissing } from "./files.ts";

export interface Account {
  readonly uid: number;
  readonly gid: number;
  /** This process is root and takes on the account for PostgreSQL's programs only. */
  readonly switched: boolean;
  /** Owns what this process itself puts beside the cluster. */
  readonly keeper: { readonly uid: number; readonly gid: number };
}

/**
 * `broadside` is for operators who make an account of our own. `postgres` exists where a package
 * made it, and runs nothing but databases. `nobody` exists everywhere, yet others may share it.
 */
const serviceAccounts = ["broadside", "postgres", "nobody"];

/** @throws DatabaseStartError when the cluster belongs to somebody this process cannot become. */
export async function chooseAccount(dataDir: string, cluster: string): Promise<Account> {
  const keeper = await stat(dataDir);
  const clusterOwner = await unlessMissing(stat(cluster));
  const uid = process.getuid?.();
  if (uid === 0) {
    const owner = [clusterOwner, keeper].find((candidate) => candidate && candidate.uid !== 0);
    const { uid: asUid, gid } = owner ?? (await serviceAccount());
    return { uid: asUid, gid, switched: true, keeper };
  }
  if (clusterOwner !== undefined && clusterOwner.uid !== uid) {
    throw new DatabaseStartError(
      `The database in ${cluster} belongs to uid ${clusterOwner.uid}, and this process runs as uid ${uid}. Start as its owner or as root, or give the data directory to uid ${uid} (chown -R).`,
    );
  }
  return { uid: uid ?? keeper.uid, gid: process.getgid?.() ?? keeper.gid, switched: false, keeper };
}

/**
 * The account that creates a cluster for `account`: initdb insists on an entry in /etc/passwd, which
 * the owner of a directory mounted into a container often lacks. Root can create and then give away.
 */
export async function creatorFor(account: Account): Promise<Account> {
  if (!account.switched) return account;
  const entries = [...(await passwdEntries()).values()];
  if (entries.some((entry) => entry.uid === account.uid)) return account;
  return { ...account, ...(await serviceAccount()) };
}

/** The account that a fresh data directory made by root lets in. */
export async function serviceAccount(): Promise<{ uid: number; gid: number }> {
  const entries = await passwdEntries();
  for (const name of serviceAccounts) {
    const entry = entries.get(name);
    if (entry !== undefined) return entry;
  }
  throw new DatabaseStartError(
    `PostgreSQL refuses to run as root, and this system has none of the accounts ${serviceAccounts.join(", ")}. Start as an ordinary user, make the data directory one's own (chown), or set DATABASE_URL to a PostgreSQL of your own.`,
  );
}

/**
 * Whether the permission bits let the account into a directory and all directories above it.
 * Access lists are not read: they only ever make this more careful than needed.
 */
export async function mayEnter(
  directory: string,
  account: Pick<Account, "uid" | "gid">,
): Promise<boolean> {
  for (let here = await realpath(directory); ; here = dirname(here)) {
    if (!permits(await stat(here), account, 0o1)) return false;
    if (here === dirname(here)) return true;
  }
}

/** Whether the account has all permission bits of `wanted` (4 read, 2 write, 1 execute or enter). */
export function permits(
  file: Pick<Stats, "uid" | "gid" | "mode">,
  account: Pick<Account, "uid" | "gid">,
  wanted: number,
): boolean {
  const shift = file.uid === account.uid ? 6 : file.gid === account.gid ? 3 : 0;
  return ((file.mode >> shift) & wanted) === wanted;
}

async function passwdEntries(): Promise<Map<string, { uid: number; gid: number }>> {
  return parsePasswd((await unlessMissing(readFile("/etc/passwd", "utf8"))) ?? "");
}

/** Accounts by name; passwd(5). */
export function parsePasswd(text: string): Map<string, { uid: number; gid: number }> {
  const entries = new Map<string, { uid: number; gid: number }>();
  for (const line of text.split("\n")) {
    const [name, , uid, gid] = line.split(":");
    if (name && uid && gid) entries.set(name, { uid: Number(uid), gid: Number(gid) });
  }
  return entries;
}
