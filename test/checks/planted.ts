// A project with planted mistakes, in a folder of its own, and the project's scripts run on it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

export const projectRoot = fileURLToPath(new URL("../..", import.meta.url));

export interface Planted extends AsyncDisposable {
  folder: string;
}

/** The project's package.json and, unless told not to, its packages around files (path → content). */
export async function plant(
  files: Readonly<Record<string, string>>,
  { packages = true } = {},
): Promise<Planted> {
  const folder = await mkdtemp(path.join(tmpdir(), "broadside-planted-"));
  await cp(path.join(projectRoot, "package.json"), path.join(folder, "package.json"));
  if (packages) {
    await symlink(path.join(projectRoot, "node_modules"), path.join(folder, "node_modules"));
  }
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

export interface Ran {
  code: number | null;
  output: string;
}

/** Runs a script of this project in `folder`. */
export function runScript(
  name: string,
  folder: string,
  { nodeArgs = [] as readonly string[] } = {},
): Promise<Ran> {
  return runNode([...nodeArgs, path.join(projectRoot, "scripts", name)], folder);
}

/** Runs this Node in `folder`. */
export async function runNode(
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, ...env } });
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output: (await stdout) + (await stderr) };
}
