// PostgreSQL's programs, ready to run: those of the installed package wherever they do as they are.
// Else there is, beside the data, a directory of links where the package lacks them (npm runs no
// install scripts), or a copy where the account cannot read the package (an app under /root).

import { randomBytes } from "node:crypto";
import type { Dirent } from "node:fs";
import { chmod, cp, lchown, readdir, readlink, rename, rm, stat, symlink } from "node:fs/promises";
import { join } from "node:path";

import { mayEnter, permits, type Account } from "./account.ts";
import { DatabaseStartError } from "./errors.ts";
import { makeDirectory, type Layout } from "./layout.ts";
import { findPackage, type InstalledPackage } from "./package.ts";
import { flush, visitTree } from "./files.ts";

export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
  /** Where the loader finds the libraries that are not beside the programs. */
  readonly libraryPath?: string;
}

/** Call it under the start lock and while no PostgreSQL runs: it removes what older versions used. */
export async function preparePrograms(layout: Layout): Promise<Programs> {
  const installed = await findPackage();
  if (layout.account.switched && !(await canRun(installed, layout.account))) {
    return copyPrograms(installed, layout);
  }
  if (installed.linked) return programsIn(installed.native);
  // A colon or semicolon ends a path in the loader's list, and nothing can quote it: ld.so(8).
  if (/[:;]/.test(layout.programsDir)) return copyPrograms(installed, layout);
  return { ...programsIn(installed.native), libraryPath: await linkLibraries(installed, layout) };
}

function programsIn(directory: string): Programs {
  return {
    initdb: join(directory, "bin", "initdb"),
    postgres: join(directory, "bin", "postgres"),
  };
}

async function canRun({ native }: InstalledPackage, account: Account): Promise<boolean> {
  for (const part of ["bin", "lib", "share"]) {
    if (!(await mayEnter(join(native, part), account))) return false;
  }
  return permits(await stat(programsIn(native).postgres), account, 0o5);
}

/**
 * Makes a directory of links with every library under all its names. Those that are not missing are
 * in it, too: a library loaded by a link looks for its own libraries beside the link.
 */
async function linkLibraries(installed: InstalledPackage, layout: Layout): Promise<string> {
  const directory = join(layout.programsDir, "links");
  await makeDirectory(layout.programsDir, 0o755, layout.account.keeper);
  await makeDirectory(directory, 0o755, layout.account.keeper);
  const libraries = join(installed.native, "lib");
  const present = (await readdir(libraries)).map((file) => ({ name: file, file }));
  for (const { name, file } of [...present, ...installed.links]) {
    const link = join(directory, name);
    const library = join(libraries, file);
    if ((await readlink(link).catch(() => undefined)) === library) continue;
    await rm(link, { force: true });
    await symlink(library, link);
  }
  return directory;
}

/** Copies the programs, readable to all and complete, once per version. */
async function copyPrograms(installed: InstalledPackage, layout: Layout): Promise<Programs> {
  const { programsDir, account } = layout;
  // initdb looks for postgres beside itself through a shell, with its path in double quotes.
  if (/["$`\\]/.test(programsDir)) {
    throw new DatabaseStartError(
      `PostgreSQL's programs cannot be run from ${programsDir}. Choose a DATA_DIR without double quotes, dollar signs, backticks and backslashes.`,
    );
  }
  await makeDirectory(programsDir, 0o755, account.keeper);
  const copy = join(programsDir, installed.version);
  const present = await readdir(programsDir);
  if (present.includes(installed.version)) return programsIn(copy);
  for (const name of present) await rm(join(programsDir, name), { recursive: true });

  const part = join(programsDir, `part-${randomBytes(4).toString("hex")}`);
  await cp(installed.native, part, { recursive: true, filter: isNeeded, verbatimSymlinks: true });
  if (!installed.linked) {
    for (const { name, file } of installed.links) await symlink(file, join(part, "lib", name));
  }
  await visitTree(part, (path, entry) => settle(path, entry, account));
  await chmod(part, 0o755);
  await rename(part, copy);
  await flush(programsDir);
  return programsIn(copy);
}

/** Nothing is compiled or linked against this PostgreSQL. */
function isNeeded(path: string): boolean {
  return !/\.a$|\/(include|pkgconfig|pgxs)$/.test(path);
}

async function settle(path: string, entry: Dirent, account: Account): Promise<void> {
  const { keeper, switched } = account;
  if (switched) await lchown(path, keeper.uid, keeper.gid);
  if (entry.isSymbolicLink()) return;
  const runnable = entry.isDirectory() || ((await stat(path)).mode & 0o100) !== 0;
  await chmod(path, runnable ? 0o755 : 0o644);
  await flush(path);
}
