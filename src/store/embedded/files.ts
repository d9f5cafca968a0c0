// Small work on files: whole trees, what may be missing, what must survive a loss of power.

import type { Dirent } from "node:fs";
import { lchown, open, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Calls `visit` for everything below a directory, and not for the directory itself. */
export async function visitTree(
  directory: string,
  visit: (path: string, entry: Dirent) => Promise<void>,
): Promise<void> {
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    await visit(join(entry.parentPath, entry.name), entry);
  }
}

/** Gives a directory and everything in it to one owner. */
export async function giveTree(
  directory: string,
  owner: { uid: number; gid: number },
): Promise<void> {
  await visitTree(directory, (path) => lchown(path, owner.uid, owner.gid));
  await lchown(directory, owner.uid, owner.gid);
}

/** Makes a file's content, or a directory's list of names, survive a loss of power. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The result of a file operation; undefined where the file does not exist. */
export async function unlessMissing<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
