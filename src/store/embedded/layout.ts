// Where the embedded database keeps its things inside the data directory, and whose they are.

import { createHash } from "node:crypto";
import { chown, lstat, mkdir, realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

import { chooseAccount, mayEnter, serviceAccount, type Account } from "./account.ts";
import { DatabaseStartError } from "./errors.ts";
import { giveTree } from "./files.ts";

/** Also names the socket: `.s.PGSQL.5432`. No TCP port is opened. */
export const port = 5432;

/** The shorter of macOS's 104 bytes and Linux's 108, less the closing NUL: unix(7). */
const longestSocketPathBytes = 103;

export interface Layout {
  readonly dataDir: string;
  /** PostgreSQL's own directory. */
  readonly cluster: string;
  readonly logFile: string;
  /** Who is starting the database, and who uses it: claims.ts. */
  readonly claimsDir: string;
  /** PostgreSQL's programs, or links to their libraries, where the installed ones do not do. */
  readonly programsDir: string;
  /** Holds the socket, and only the account may enter it. */
  readonly socketDir: string;
  readonly account: Account;
  /** The account cannot reach the data directory by the permission bits of the path to it. */
  readonly walledOff: boolean;
}

/** Makes the data directory ready to hold a database. */
export async function prepareLayout(wantedDataDir: string): Promise<Layout> {
  await makeDataDirectory(wantedDataDir);
  const dataDir = await realpath(wantedDataDir);
  const cluster = join(dataDir, "postgres");
  const account = await chooseAccount(dataDir, cluster);
  const claimsDir = join(dataDir, "postgres-claims");
  await makeDirectory(claimsDir, 0o700, account.keeper);
  return {
    dataDir,
    cluster,
    logFile: join(dataDir, "postgres.log"),
    claimsDir,
    programsDir: join(dataDir, "postgres-programs"),
    socketDir: socketDirectory(cluster),
    account,
    walledOff: account.switched && !(await mayEnter(dataDir, account)),
  };
}

/** Under root the account may pass through a new data directory, and nobody else may. */
async function makeDataDirectory(dataDir: string): Promise<void> {
  await mkdir(dirname(dataDir), { recursive: true });
  const root = process.getuid?.() === 0;
  const made = await mkdir(dataDir, { recursive: true, mode: root ? 0o710 : 0o700 });
  if (made !== undefined && root) await chown(dataDir, 0, (await serviceAccount()).gid);
}

/** Makes a directory unless it is there, for an owner that only root can choose. */
export async function makeDirectory(
  path: string,
  mode: number,
  owner: { uid: number; gid: number },
): Promise<void> {
  const made = await mkdir(path, { recursive: true, mode });
  if (made !== undefined && process.getuid?.() === 0) await chown(path, owner.uid, owner.gid);
}

/**
 * The cluster's own directory, which PostgreSQL keeps at 0700; where that path is too long for a
 * socket, one in /tmp, and not in os.tmpdir(): every process must find the same one.
 */
export function socketDirectory(cluster: string): string {
  if (Buffer.byteLength(join(cluster, `.s.PGSQL.${port}`)) <= longestSocketPathBytes)
    return cluster;
  const digest = createHash("sha256").update(cluster).digest("hex");
  return `/tmp/broadside-${digest.slice(0, 16)}`;
}

/** Everyone may make names in /tmp: a socket goes only where nobody but the account can enter. */
export async function secureSocketDirectory({
  socketDir,
  cluster,
  account,
}: Layout): Promise<void> {
  if (socketDir === cluster) return;
  await makeDirectory(socketDir, 0o700, account);
  const found = await lstat(socketDir);
  if (found.isDirectory() && found.uid === account.uid && (found.mode & 0o077) === 0) return;
  throw new DatabaseStartError(
    `${socketDir} is needed for PostgreSQL's socket, and is not a directory that only uid ${account.uid} can enter. Remove it, or shorten the path of the data directory ${cluster}.`,
  );
}

/** A cluster that root has restored or copied belongs to root, whom PostgreSQL refuses. */
export async function takeFromRoot({ cluster, account }: Layout): Promise<void> {
  if (account.switched && (await stat(cluster)).uid === 0) await giveTree(cluster, account);
}
