// The bytes: one file for each content, named by its SHA-256, under two levels of folders. A file
// that is there is whole: it was written under another name, brought to the disk, and then renamed.

import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, stat, unlink, utimes } from "node:fs/promises";
import path from "node:path";
import type { MediaContext } from "./context.ts";

const nameShape = /^[0-9a-f]{64}$/;
/** Windows cannot bring a folder to the disk, and need not. */
const syncsFolders = process.platform !== "win32";

export function hashOf(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}

/**
 * Makes sure that the file of these bytes is there, and that it counts as new: `removeFiles` leaves
 * new ones alone, so the row that needs it may be written after it.
 */
export async function keepBytes(
  { mediaDir, clock }: Pick<MediaContext, "mediaDir" | "clock">,
  sha256: Buffer,
  bytes: Uint8Array,
): Promise<void> {
  const file = pathOf(mediaDir, sha256);
  const now = clock.now();
  if (await isDone(utimes(file, now, now))) return;
  const folder = path.dirname(file);
  const madeFolder = await mkdir(folder, { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeThrough(draft, bytes, now);
    await rename(draft, file);
  } catch (error) {
    await unlink(draft).catch(() => undefined);
    throw error;
  }
  const changed = [folder, ...(madeFolder === undefined ? [] : [path.dirname(folder), mediaDir])];
  for (const one of syncsFolders ? changed : []) await syncFolder(one);
}

/** Undefined: there is no such file. */
export async function findBytes(
  mediaDir: string,
  sha256: Buffer,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await readFile(pathOf(mediaDir, sha256));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

export function pathOf(mediaDir: string, sha256: Buffer): string {
  const name = sha256.toString("hex");
  return path.join(mediaDir, name.slice(0, 2), name.slice(2, 4), name);
}

/**
 * Removes files that are older than `olderThan` and not among those `findNeeded` gives back, and what
 * broken-off writes left behind. Returns how many.
 */
export async function removeFiles(
  mediaDir: string,
  olderThan: Date,
  findNeeded: (hashes: Buffer[]) => Promise<Buffer[]>,
): Promise<number> {
  let removed = 0;
  for (const folder of await foldersIn(mediaDir)) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    const names = files.map(({ name }) => name).filter((name) => nameShape.test(name));
    const needed = await findNeeded(names.map((name) => Buffer.from(name, "hex")));
    const neededNames = new Set(needed.map((hash) => hash.toString("hex")));
    for (const { parentPath, name } of files) {
      if (neededNames.has(name)) continue;
      if (await isDone(removeIfOld(path.join(parentPath, name), olderThan))) removed += 1;
    }
  }
  return removed;
}

async function writeThrough(file: string, bytes: Uint8Array, now: Date): Promise<void> {
  await using handle = await open(file, "wx", 0o600);
  await handle.writeFile(bytes);
  await handle.utimes(now, now);
  await handle.sync();
}

/** A new name in a folder is on the disk when the folder is. */
async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder);
  await handle.sync();
}

/** Those of the first level; none before the first image. */
async function foldersIn(mediaDir: string): Promise<string[]> {
  try {
    const names = await readdir(mediaDir);
    return names
      .filter((name) => /^[0-9a-f]{2}$/.test(name))
      .map((name) => path.join(mediaDir, name));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/**
 * Set aside before its age is read the second time: a file that was renewed in between is seen to be
 * new and put back, one that is written after that is another file.
 */
async function removeIfOld(file: string, olderThan: Date): Promise<boolean> {
  if ((await stat(file)).mtime >= olderThan) return false;
  const aside = `${file}.${randomUUID()}`;
  await rename(file, aside);
  if ((await stat(aside)).mtime < olderThan) {
    await unlink(aside);
    return true;
  }
  await rename(aside, file);
  return false;
}

/** False when the file was not there. */
async function isDone(change: Promise<boolean | void>): Promise<boolean> {
  try {
    return (await change) ?? true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
