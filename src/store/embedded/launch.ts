// How PostgreSQL's programs are run: as the layout's account, with an environment of our own making.

import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";

import type { Account } from "./account.ts";
import { DatabaseStartError } from "./errors.ts";
import type { Programs } from "./programs.ts";

interface Launch {
  programs: Programs;
  program: "initdb" | "postgres";
  args: string[];
  account: Account;
  walledOff: boolean;
  stdio: StdioOptions;
  /** In a session of its own, so that the terminal's Ctrl-C and this process's end do not reach it. */
  detached?: boolean;
}

/** Starts a program; resolves once it runs. */
export async function launch(request: Launch): Promise<ChildProcess> {
  const { file, args, identity } = commandFor(request);
  try {
    const child = spawn(file, args, {
      ...identity,
      cwd: "/",
      env: environment(request.programs),
      detached: request.detached ?? false,
      stdio: request.stdio,
    });
    await once(child, "spawn");
    return child;
  } catch (error) {
    throw launchError(error, file, request.account);
  }
}

interface Finished {
  succeeded: boolean;
  output: string;
}

/** Runs a program to its end and collects what it says. */
export async function run(request: Omit<Launch, "stdio">, input = ""): Promise<Finished> {
  const child = await launch({ ...request, stdio: ["pipe", "pipe", "pipe"] });
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
  // A program that gives up early closes its input; its output says why.
  child.stdin?.on("error", () => undefined).end(input);
  const succeeded = await new Promise<boolean>((resolve) =>
    child.once("close", (code) => resolve(code === 0)),
  );
  return { succeeded, output: Buffer.concat(chunks).toString("utf8") };
}

interface Command {
  file: string;
  args: string[];
  identity: { uid?: number; gid?: number };
}

/**
 * Behind a wall such as /root (0700) no account but root reaches the data. There the account gets
 * one of root's powers, to read and to pass through directories, and drops all others for good.
 * no_setuid_fixup makes access(2), which PostgreSQL asks about its own program, see that power.
 */
function commandFor({ programs, program, args, account, walledOff }: Launch): Command {
  const file = programs[program];
  if (!account.switched) return { file, args, identity: {} };
  if (!walledOff) return { file, args, identity: { uid: account.uid, gid: account.gid } };
  const only = "-all,+dac_read_search";
  const confinement = [
    `--reuid=${account.uid}`,
    `--regid=${account.gid}`,
    "--clear-groups",
    "--no-new-privs",
    "--securebits=+no_setuid_fixup",
    `--bounding-set=${only}`,
    `--inh-caps=${only}`,
    `--ambient-caps=${only}`,
  ];
  return { file: "setpriv", args: [...confinement, "--", file, ...args], identity: {} };
}

function environment({ libraryPath }: Programs): Record<string, string> {
  const base = { PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", LANG: "C", TZ: "UTC" };
  if (libraryPath === undefined) return base;
  const name = process.platform === "darwin" ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH";
  return { ...base, [name]: libraryPath };
}

function launchError(error: unknown, file: string, { switched, uid }: Account): Error {
  const instead = "or set DATABASE_URL to a PostgreSQL of your own";
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const advice = () => {
    if (code === "ENOENT" && file === "setpriv") {
      return `PostgreSQL refuses to run as root, and uid ${uid} may not enter the data directory's path. Start as an ordinary user, point DATA_DIR at a place every user may enter (such as /var/lib/broadside), install setpriv (util-linux), ${instead}.`;
    }
    // exec reports a missing loader as if the program itself were missing: execve(2).
    if (code === "ENOENT" && existsSync(file)) {
      return `The embedded PostgreSQL needs glibc, which this system does not have (Alpine Linux uses musl). Use an image or system with glibc, such as Debian, ${instead}.`;
    }
    if (switched && (code === "EPERM" || code === "EINVAL")) {
      return `PostgreSQL refuses to run as root, and this process may not become uid ${uid}. Start as an ordinary user, ${instead}.`;
    }
    return `The embedded PostgreSQL could not be run (${String(code)}: ${file}). Reinstall the packages, make sure that programs may run from there (no noexec mount), ${instead}.`;
  };
  return new DatabaseStartError(advice(), { cause: error });
}
