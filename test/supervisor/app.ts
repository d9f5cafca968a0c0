// The application as another user, or another directory, would have it.

import { chmod, copyFile, cp, mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { z } from "zod";

import { mayEnter } from "#store/embedded/account.ts";
import { packageFor } from "#store/embedded/package.ts";

export interface User {
  uid: number;
  gid: number;
}

export const checkout = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const manifest = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });
const programsPackage = packageFor(process.platform, process.arch);

/** Copies what a process needs to use the embedded database, PostgreSQL's programs included. */
export async function copyApp(target: string): Promise<void> {
  await mkdir(join(target, "node_modules"), { recursive: true });
  for (const part of ["package.json", "src/store/embedded", "test/supervisor/server.ts"]) {
    await cp(join(checkout, part), join(target, part), { recursive: true });
  }
  for (const name of ["pg", "zod"]) await copyPackage(name, target);
  await copyPrograms(target);
}

/** Copies PostgreSQL's programs anew, as `npm ci` does: without links, since no script runs. */
export async function copyPrograms(target: string): Promise<void> {
  const copy = join(target, "node_modules", programsPackage);
  await rm(copy, { recursive: true, force: true });
  await cp(join(checkout, "node_modules", programsPackage), copy, { recursive: true });
  const links = z
    .array(z.object({ target: z.string() }))
    .parse(JSON.parse(await readFile(join(copy, "native", "pg-symlinks.json"), "utf8")));
  for (const link of links) await rm(join(copy, link.target), { force: true });
}

export async function removePrograms(target: string): Promise<void> {
  await rm(join(target, "node_modules", programsPackage), { recursive: true });
}

/** A checkout and a Node that the user can read: this one, or a copy in `scratch`. */
export async function appFor(user: User, scratch: string): Promise<{ app: string; node: string }> {
  const app = (await mayEnter(checkout, user)) ? checkout : join(scratch, "app");
  if (app !== checkout) await copyApp(app);
  if (await mayEnter(dirname(process.execPath), user)) return { app, node: process.execPath };
  const node = join(scratch, "node");
  await copyFile(process.execPath, node);
  await chmod(node, 0o755);
  return { app, node };
}

async function copyPackage(name: string, target: string): Promise<void> {
  const copy = join(target, "node_modules", name);
  await cp(join(checkout, "node_modules", name), copy, { recursive: true });
  const { dependencies } = manifest.parse(
    JSON.parse(await readFile(join(copy, "package.json"), "utf8")),
  );
  for (const dependency of Object.keys(dependencies)) await copyPackage(dependency, target);
}
