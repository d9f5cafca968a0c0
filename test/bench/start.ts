// Starting on existing data: from the process to /readyz 200. Floor: Node with a bare HTTP server, to its
// first answer. The runs take turns, so that all meet the same load.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startProduct } from "#test/product.ts";
import type { ProductOptions } from "#test/product.ts";
import { startBareServer } from "./bare-server.ts";
import type { Databases } from "./databases.ts";
import { median, timeMs } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { useSandbox } from "./usage.ts";

const rounds = 7;
const root = fileURLToPath(new URL("../..", import.meta.url));

export async function measureStart(databases: Databases): Promise<Figure[]> {
  await using stack = new AsyncDisposableStack();
  const embedded = stack.use(await usedProduct({ DATABASE_URL: "" }));
  const withServer = databases.isGiven ? await onServer(databases, stack) : undefined;
  const times = { floor: [] as number[], embedded: [] as number[], withServer: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    times.floor.push(await untilReady(startBareServer));
    times.embedded.push(await untilReady(() => startProduct(embedded.options)));
    if (withServer === undefined) continue;
    times.withServer.push(await untilReady(() => startProduct(withServer.options)));
  }
  const floor = median(times.floor);
  const figures: Figure[] = [
    {
      ...{ measure: "second start, embedded", ours: median(times.embedded), floor, unit: "ms" },
      target: { of: "ours", atMost: 1500 },
    },
  ];
  if (withServer !== undefined) {
    figures.push({
      ...{
        measure: "second start, DATABASE_URL",
        ours: median(times.withServer),
        floor,
        unit: "ms",
      },
      target: { of: "ours", atMost: 800 },
    });
  }
  const ours = await npmStart(embedded.options);
  figures.push({ measure: "npm start, second, embedded", ours, floor, unit: "ms" });
  return figures;
}

async function onServer(databases: Databases, stack: AsyncDisposableStack) {
  const { url } = stack.use(await databases.create());
  return stack.use(await usedProduct({ DATABASE_URL: url }));
}

/** What a product leaves behind that was started, used and stopped. */
async function usedProduct(env: Readonly<Record<string, string>>) {
  const dataDir = await mkdtemp(path.join(tmpdir(), "broadside-bench-"));
  await using product = await startProduct({ dataDir, env: { ...env, SANDBOX: "1" } });
  await useSandbox(product.url);
  const options: ProductOptions & { dataDir: string } = { dataDir, env };
  return {
    options,
    [Symbol.asyncDispose]: () => rm(dataDir, { recursive: true, force: true }),
  };
}

async function untilReady(start: () => Promise<AsyncDisposable>): Promise<number> {
  await using stack = new AsyncDisposableStack();
  return await timeMs(async () => stack.use(await start()));
}

async function npmStart({ dataDir, env }: { dataDir: string } & ProductOptions): Promise<number> {
  const port = 20_000 + Math.floor(Math.random() * 10_000);
  const beganAt = performance.now();
  const npm = spawn("npm", ["start"], {
    cwd: root,
    env: { ...process.env, ...env, DATA_DIR: dataDir, PORT: String(port) },
    // In a group of its own: npm, a shell and the product end together.
    detached: true,
    stdio: "ignore",
  });
  const ended = once(npm, "exit");
  const ready = `http://localhost:${port}/readyz`;
  while ((await fetch(ready).catch(() => undefined))?.status !== 200) await pause(20);
  const tookMs = performance.now() - beganAt;
  if (npm.pid !== undefined) process.kill(-npm.pid, "SIGTERM");
  await ended;
  // npm does not wait for the product to have stopped.
  while (
    await fetch(ready).then(
      () => true,
      () => false,
    )
  )
    await pause(20);
  return tookMs;
}
