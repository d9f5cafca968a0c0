// Forty rounds of SIGKILL at random moments, to the server, to PostgreSQL or to both, while rows are
// written: after each, every row that was acknowledged is there. The table's key forbids doubles.

import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { expect, test } from "vitest";

import { killPostmaster, query, scratch, type Scratch } from "./scratch.ts";
import type { Server } from "./server-process.ts";

const rounds = 40;
const seed = 20261122;

type Victim = (dataDir: string, server: Server, random: () => number) => Promise<void>;

const victims: Record<string, Victim> = {
  server: (_, server) => server.kill(),
  "PostgreSQL, and the server goes on": async (dataDir, server) => {
    await killPostmaster(dataDir);
    await server.writes(3);
    await server.kill();
  },
  "PostgreSQL, then the server": async (dataDir, server, random) => {
    await killPostmaster(dataDir);
    await sleep(random() * 900);
    await server.kill();
  },
  "the server, then PostgreSQL": async (dataDir, server) => {
    await server.kill();
    await killPostmaster(dataDir);
  },
  "both at once": async (dataDir, server) => {
    await Promise.all([server.kill(), killPostmaster(dataDir)]);
  },
};

test(`${rounds} kill rounds lose nothing that was acknowledged`, { timeout: 300_000 }, async () => {
  const random = randomFrom(seed);
  const bench = await scratch();
  const dataDir = join(bench.path, "data");
  await prepare(bench, dataDir);

  const acknowledged = new Set<string>();
  for (let round = 0; round < rounds; round += 1) {
    const names = Object.keys(victims);
    const name = names[Math.floor(random() * names.length)] ?? "server";
    const writer = `round ${round}, killed: ${name}`;
    const server = await bench.serve(dataDir, { does: ["write", writer] });
    await server.opened;
    expect(await lost(dataDir, acknowledged), writer).toEqual([]);
    await server.writes(1);
    await sleep(random() * 150);
    await victims[name]?.(dataDir, server, random);
    for (const row of server.acknowledged) acknowledged.add(`${writer}: ${row}`);
  }

  const last = await bench.serve(dataDir);
  await last.opened;
  expect(await lost(dataDir, acknowledged)).toEqual([]);
  expect(await query(dataDir, "SELECT count(*)::int FROM pg_database")).toEqual([[4]]);
  await last.close();
});

async function prepare(bench: Scratch, dataDir: string): Promise<void> {
  const server = await bench.serve(dataDir);
  await server.opened;
  await query(
    dataDir,
    "CREATE TABLE marks (writer text, row int, at timestamptz DEFAULT now(), PRIMARY KEY (writer, row))",
  );
  await server.close();
}

/** Acknowledged rows that are not there, as "writer: row". */
async function lost(dataDir: string, acknowledged: ReadonlySet<string>): Promise<string[]> {
  const rows = await query(dataDir, "SELECT writer || ': ' || row FROM marks");
  const present = new Set(rows.map(([mark]) => mark));
  return [...acknowledged].filter((mark) => !present.has(mark));
}

/** Mulberry32, a small generator of numbers in [0, 1): the same ones for the same seed. */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
