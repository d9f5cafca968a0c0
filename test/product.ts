// The product as its users run it: a process of its own, on a data directory of its own.

import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "#test/free-port.ts";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const readyWithinMs = 60_000;

export interface ProductOptions {
  env?: Readonly<Record<string, string>>;
  /** An earlier product's, to start on what it left behind; kept when this one is stopped. */
  dataDir?: string;
  port?: number;
}

export interface Product extends AsyncDisposable {
  url: string;
  port: number;
  dataDir: string;
  process: ChildProcess;
  /** What it has printed. */
  output(): string;
  /** As SIGTERM does. */
  stop(): Promise<void>;
  /** As SIGKILL does; the database of an embedded one goes on running until the next start. */
  kill(): Promise<void>;
}

/** Resolves when it is ready to work. Disposing stops it, and removes a data directory made for it. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(tmpdir(), "broadside-product-")));
  const port = options.port ?? (await freePort());
  const child = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      // Tests ask more often than people do.
      RATE_LIMIT: "0",
      ...options.env,
      DATA_DIR: dataDir,
      PORT: String(port),
      HOST: "127.0.0.1",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += String(chunk)));
  child.stderr.on("data", (chunk) => (output += String(chunk)));
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = `http://localhost:${port}`;

  async function end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  }

  const product: Product = {
    ...{ url, port, dataDir, process: child, output: () => output },
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    async [Symbol.asyncDispose]() {
      await end("SIGTERM");
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
  await untilReady(product);
  return product;
}

async function untilReady({ url, process: child, output }: Product): Promise<void> {
  const deadline = performance.now() + readyWithinMs;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The product ended while starting:\n${output()}`);
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.status === 200) return;
    await pause(20);
  }
  child.kill("SIGKILL");
  throw new Error(`The product was not ready in time:\n${output()}`);
}
