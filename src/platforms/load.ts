// Finds the connectors: every folder beside this file is one, and nothing else lists them. A folder
// that is not whole is a mistake of ours and stops the start, saying what is missing.

import { readFile, readdir } from "node:fs/promises";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Connector } from "#connector/contract.ts";
import type { CreateFake } from "#connector/fake.ts";

/** `.ts` from source, `.js` once compiled. */
const extension = extname(import.meta.filename);

export interface LoadedConnector {
  connector: Connector;
  /** How to set the platform up, for whoever runs the server or connects to it. */
  setupMarkdown: string;
  iconSvg: string;
}

/** Every connector by its id, in the order of ids. */
export async function loadConnectors(
  root = import.meta.dirname,
): Promise<ReadonlyMap<string, LoadedConnector>> {
  const entries = await readdir(root, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return new Map(await Promise.all(folders.sort().map((folder) => loadFolder(root, folder))));
}

/** The in-process twin of a platform. Apart from its connector, because production never needs it. */
export async function loadFake(id: string, root = import.meta.dirname): Promise<CreateFake> {
  const { createFake } = await importFrom(join(root, id), "fake");
  if (typeof createFake !== "function") throw notWhole(id, "fake does not export createFake");
  return createFake as CreateFake;
}

async function loadFolder(root: string, id: string): Promise<[string, LoadedConnector]> {
  const folder = join(root, id);
  const [{ connector }, setupMarkdown, iconSvg] = await Promise.all([
    importFrom(folder, "index"),
    readFile(join(folder, "setup.md"), "utf8"),
    readFile(join(folder, "icon.svg"), "utf8"),
  ]).catch((cause: unknown) => {
    throw notWhole(id, cause instanceof Error ? cause.message : String(cause), cause);
  });
  if (!isConnector(connector)) throw notWhole(id, "index does not export connector");
  if (connector.about.id !== id) throw notWhole(id, `its about.id is "${connector.about.id}"`);
  return [id, { connector, setupMarkdown, iconSvg }];
}

function importFrom(folder: string, module: string): Promise<Record<string, unknown>> {
  return import(pathToFileURL(join(folder, module + extension)).href);
}

/** That the rest is there is for the compiler and the contract suite to say. */
function isConnector(value: unknown): value is Connector {
  return typeof value === "object" && value !== null && "about" in value;
}

function notWhole(id: string, what: string, cause?: unknown): Error {
  return new Error(`The connector folder ${id} is not whole: ${what}`, { cause });
}
