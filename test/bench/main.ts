// `npm run bench` measures all, `npm run bench -- start memory` some. Every number stands beside a floor
// measured in the same run, for the machine and its load change and the ratio says what is ours.

import { cpus, loadavg, totalmem } from "node:os";
import type { Databases } from "./databases.ts";
import { openDatabases } from "./databases.ts";
import type { Figure } from "./figure.ts";
import { toTable } from "./figure.ts";
import { measureHistory } from "./history.ts";
import { measureImages } from "./images.ts";
import { measureLatency } from "./latency.ts";
import { measureMemory } from "./memory.ts";
import { measurePages } from "./pages.ts";
import { measurePickUp } from "./pick-up.ts";
import { measurePreview } from "./preview.ts";
import { measureStart } from "./start.ts";
import { measureText } from "./text.ts";
import { measureThroughput } from "./throughput.ts";

const measurements: Readonly<Record<string, (databases: Databases) => Promise<Figure[]>>> = {
  start: measureStart,
  memory: measureMemory,
  latency: measureLatency,
  throughput: measureThroughput,
  "pick-up": measurePickUp,
  history: measureHistory,
  pages: measurePages,
  preview: measurePreview,
  text: measureText,
  images: measureImages,
};

const known = Object.keys(measurements);
const wanted = process.argv.length > 2 ? process.argv.slice(2) : known;
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length === 0) await bench();
else {
  console.error(`There is no measurement ${unknown.join(", ")}; there are ${known.join(", ")}.`);
  process.exitCode = 1;
}

async function bench(): Promise<void> {
  await using databases = await openDatabases();
  const memoryGb = Math.round(totalmem() / 2 ** 30);
  console.log(
    `${new Date().toISOString()}, Node ${process.version}, ${cpus().length} cores, ${memoryGb} GB`,
  );
  const server = databases.isGiven
    ? "DATABASE_URL's"
    : "the embedded one (DATABASE_URL is not set)";
  console.log(`PostgreSQL for throughput, pick-up and history: ${server}`);
  const figures: Figure[] = [];
  for (const name of wanted) {
    const load = loadOf();
    const beganAt = performance.now();
    figures.push(...((await measurements[name]?.(databases)) ?? []));
    const seconds = Math.round((performance.now() - beganAt) / 1000);
    console.log(`${name}: ${seconds} s; load before ${load}, after ${loadOf()}`);
  }
  console.log(`\n${toTable(figures)}`);
}

/** Of the last minute: processes that ran or wanted to. */
function loadOf(): string {
  return loadavg()[0]?.toFixed(1) ?? "unknown";
}
