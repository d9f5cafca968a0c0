// Memory of everything that runs, PostgreSQL included, a while after the last post. Floor: Node with a
// bare HTTP server, and the same PostgreSQL with nobody connected.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openEmbedded } from "#store/embedded/open.ts";
import { startProduct } from "#test/product.ts";
import { startBareServer } from "./bare-server.ts";
import type { Figure } from "./figure.ts";
import { memoryOfTree } from "./memory-of.ts";
import { useSandbox } from "./usage.ts";

const idleMs = 20_000;

export async function measureMemory(): Promise<Figure[]> {
  const unused = await memoryOfProduct(() => Promise.resolve());
  const used = await memoryOfProduct(useSandbox);
  const floor = await memoryOfFloor();
  if (used === undefined || unused === undefined || floor === undefined) {
    console.log("memory: only Linux tells how much is shared; nothing was measured.");
    return [];
  }
  return [
    { measure: "memory, started and not used", ours: unused, floor, unit: "MB" },
    {
      ...{ measure: "memory, idle after first posts", ours: used, floor, unit: "MB" },
      target: { of: "ours", atMost: 200 },
    },
  ];
}

async function memoryOfProduct(use: (url: string) => Promise<unknown>) {
  await using product = await startProduct({ env: { SANDBOX: "1", DATABASE_URL: "" } });
  await use(product.url);
  await pause(idleMs);
  return memoryOfTree(product.process.pid ?? 0);
}

async function memoryOfFloor() {
  await using server = await startBareServer();
  const ofServer = memoryOfTree(server.pid);
  const dataDir = await mkdtemp(path.join(tmpdir(), "broadside-bench-"));
  const embedded = await openEmbedded({ dataDir });
  const pidFile = await readFile(path.join(dataDir, "postgres", "postmaster.pid"), "utf8");
  const ofPostgres = memoryOfTree(Number.parseInt(pidFile, 10));
  await embedded.close();
  await rm(dataDir, { recursive: true, force: true });
  return ofServer === undefined || ofPostgres === undefined ? undefined : ofServer + ofPostgres;
}
