// Starts the real servers of this folder for a test, each as a process that ends with the test.
// It imports no package: here it would get the servers' version of it, not the product's.

import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

export interface Pds {
  /** The PDS itself. */
  url: string;
  /** Its directory of DIDs. */
  plcUrl: string;
  accounts: readonly PdsAccount[];
  stop(): Promise<void>;
}

export interface PdsAccount {
  handle: string;
  password: string;
  did: string;
}

/** What bluesky-pds.mjs prints. */
interface Announcement {
  url: string;
  plc: string;
  accounts: PdsAccount[];
}

export function pdsIsInstalled(): boolean {
  return existsSync(pathOf("node_modules/@atproto/pds"));
}

/**
 * A Bluesky PDS with a world of its own: two accounts, no posts. Ready in about 3 s.
 *
 * @param rateLimits whether it limits requests as the real one does; default false.
 */
export async function startPds({ rateLimits = false } = {}): Promise<Pds> {
  const args = ["--require", pathOf("loopback.cjs"), pathOf("bluesky-pds.mjs")];
  const child = spawn(process.execPath, args, {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, PDS_RATE: rateLimits ? "1" : "0" },
  });
  const complaints = text(child.stderr);
  const line = await firstLine(child.stdout);
  if (line === undefined) throw new Error(`The PDS did not start:\n${await complaints}`);
  const { url, plc, accounts } = JSON.parse(line) as Announcement;
  return { url, plcUrl: plc, accounts, stop: () => stop(child) };
}

async function firstLine(stream: Readable): Promise<string | undefined> {
  for await (const line of createInterface(stream)) return line;
  return undefined;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

function pathOf(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
