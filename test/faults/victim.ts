// The product as a process that may be killed at any moment, also while it starts.

import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "#test/free-port.ts";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const readyWithinMs = 60_000;

export interface VictimOptions {
  dataDir: string;
  env: Readonly<Record<string, string>>;
}

export interface Victim {
  url: string;
  process: ChildProcess;
  /** False: it was killed before. @throws when it ended by itself */
  ready: Promise<boolean>;
  /** When it is dead. */
  gone: Promise<void>;
  /** SIGKILL; the signal is sent when this returns. */
  kill(): void;
  /** What it has printed. */
  output(): string;
}

/** Every life has a port of its own, so that no connection of the one before is taken for it. */
export async function launch({ dataDir, env }: VictimOptions): Promise<Victim> {
  const port = await freePort();
  const child = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      // Its author asks without a pause.
      RATE_LIMIT: "0",
      ...env,
      ...{ DATA_DIR: dataDir, PORT: String(port), HOST: "127.0.0.1" },
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += String(chunk)));
  child.stderr.on("data", (chunk) => (output += String(chunk)));
  const victim = {
    url: `http://localhost:${port}`,
    process: child,
    gone: new Promise<void>((resolve) => child.once("exit", () => resolve())),
    kill: () => void child.kill("SIGKILL"),
    output: () => output,
  };
  const ready = untilReady(victim);
  ready.catch(() => undefined);
  return { ...victim, ready };
}

async function untilReady(victim: Omit<Victim, "ready">): Promise<boolean> {
  const { url, process: child, output } = victim;
  const deadline = performance.now() + readyWithinMs;
  while (performance.now() < deadline) {
    if (child.signalCode === "SIGKILL") return false;
    if (child.exitCode !== null) throw new Error(`The product ended by itself:\n${output()}`);
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.status === 200) return true;
    await pause(20);
  }
  throw new Error(`The product was not ready in time:\n${output()}`);
}
