// Files from a folder, for the dashboard and the reference page. All are read when first asked for and
// kept: they are few, and do not change while the server runs.

import { readFile } from "node:fs/promises";
import path from "node:path";

const mediaTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".json": "application/json",
  ".woff2": "font/woff2",
};

export interface StaticFile {
  bytes: Uint8Array<ArrayBuffer>;
  mediaType: string;
}

/** Returns a reader; undefined is answered for what is not a file in the folder. */
export function staticFiles(folder: string): (name: string) => Promise<StaticFile | undefined> {
  const kept = new Map<string, StaticFile>();
  return async (name) => {
    const file = path.join(folder, path.normalize(`/${name}`));
    const mediaType = mediaTypes[path.extname(file)];
    if (mediaType === undefined) return undefined;
    const known = kept.get(file);
    if (known !== undefined) return known;
    const bytes = await readFile(file).catch(() => undefined);
    if (bytes === undefined) return undefined;
    const read = { bytes: new Uint8Array(bytes), mediaType };
    kept.set(file, read);
    return read;
  };
}
