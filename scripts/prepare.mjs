// Makes a checkout ready to run: packages as the lock says, the dashboard as its sources say.
// Plain JavaScript for any Node ≥ 20, because it runs before Node 24 (the package "node") is there.
// A checkout that is ready costs a few file reads; processes that prepare at once take turns.

import { spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const oldestNode = 20;
const runtimeNode = 24;

const packagesStamp = join(root, "node_modules/.prepared");
const dashboardStamp = join(root, "dist/web/.built");
const dashboardConfig = join(root, "web/vite.config.ts");
const dashboardSources = ["web", "src/api/contract", "src/text"];

const turnFile = join(root, "dist/.preparing");
const turnRefreshMs = 1_000;
const turnAbandonedMs = 10_000;

class PreparationError extends Error {
  name = "PreparationError";
}

try {
  await prepare();
} catch (error) {
  if (!(error instanceof PreparationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function prepare() {
  if (packagesReady() && dashboardReady()) return;
  const endTurn = await takeTurn();
  try {
    if (!packagesReady()) await installPackages();
    if (!dashboardReady()) await buildDashboard();
  } finally {
    endTurn();
  }
}

function packagesReady() {
  return readIfThere(packagesStamp) === packagesHash();
}

async function installPackages() {
  if (nodeMajor() < oldestNode) {
    throw new PreparationError(
      `Broadside needs Node ${oldestNode} or newer to install; this is ${process.version}.`,
    );
  }
  console.log("Installing (about a minute) …");
  const { command, prefix } = npm();
  const { code, output } = await run(command, [
    ...prefix,
    "ci",
    "--include=dev",
    "--include=optional",
    "--loglevel=error",
    "--no-audit",
    "--no-fund",
  ]);
  if (code !== 0) {
    throw new PreparationError(
      `${output}\nThe packages could not be installed; npm's reason is above. Run the same command again once it is solved.`,
    );
  }
  if (runtime() === undefined) {
    throw new PreparationError(
      `Broadside runs on Node ${runtimeNode}, which the package "node" brings; npm did not set it up, probably because it is told to ignore install scripts. Run "npm rebuild node --ignore-scripts=false", or install Node ${runtimeNode}.`,
    );
  }
  writeFileSync(packagesStamp, packagesHash());
}

// The npm that started this script is used again, on the Node it runs on: that Node cannot be the
// one in node_modules, which npm is about to replace.
function npm() {
  const { npm_execpath: script = "", npm_node_execpath: node = process.execPath } = process.env;
  if (/npm-cli\.[cm]?js$/.test(script)) return { command: node, prefix: [script] };
  return { command: "npm", prefix: [] };
}

function packagesHash() {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}\n`);
  return hash.update(readFileSync(join(root, "package-lock.json"))).digest("hex");
}

function dashboardReady() {
  return !existsSync(dashboardConfig) || readIfThere(dashboardStamp) === dashboardHash();
}

async function buildDashboard() {
  console.log("Building the dashboard …");
  const hash = dashboardHash();
  const { code, output } = await run(runtime() ?? process.execPath, [
    join(root, "node_modules/vite/bin/vite.js"),
    "build",
    "--logLevel=warn",
    `--config=${dashboardConfig}`,
  ]);
  if (code !== 0) {
    throw new PreparationError(`${output}\nThe dashboard could not be built; the reason is above.`);
  }
  writeFileSync(dashboardStamp, hash);
}

function dashboardHash() {
  const hash = createHash("sha256").update(packagesHash());
  for (const path of dashboardSources.flatMap(filesBelow)) {
    hash.update(`\n${path}\n`).update(readFileSync(join(root, path)));
  }
  return hash.digest("hex");
}

function filesBelow(folder) {
  if (!existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries
    .filter((entry) => entry.name !== "node_modules" && !/\.test\.tsx?$/.test(entry.name))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .sort();
}

/** The Node to run the product with, if there is one. */
function runtime() {
  const names = ["node_modules/node/bin/node", "node_modules/node/bin/node.exe"];
  const pinned = names.map((name) => join(root, name)).find((path) => existsSync(path));
  return pinned ?? (nodeMajor() >= runtimeNode ? process.execPath : undefined);
}

function nodeMajor() {
  return Number.parseInt(process.versions.node, 10);
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    const shell = command === "npm" && process.platform === "win32";
    const child = spawn(command, args, { cwd: root, shell, stdio: ["ignore", "pipe", "pipe"] });
    process.once("exit", () => child.kill());
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}

// Whoever writes the turn file prepares, and touches it until done; one that is not touched any more
// was left by a killed process. Two that remove such a file at the same time could both write their
// own: reading it back after a moment tells who was last.
async function takeTurn() {
  mkdirSync(join(root, "dist"), { recursive: true });
  const mine = randomUUID();
  let told = false;
  while (!(await claimTurn(mine))) {
    if (!told) console.log("Waiting for another process that is preparing this checkout …");
    told = true;
    await sleep(200);
  }
  const touching = setInterval(touchTurn, turnRefreshMs);
  const endTurn = () => {
    clearInterval(touching);
    if (readIfThere(turnFile) === mine) rmSync(turnFile, { force: true });
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));
  process.once("exit", endTurn);
  return endTurn;
}

async function claimTurn(mine) {
  const age = Date.now() - (statSync(turnFile, { throwIfNoEntry: false })?.mtimeMs ?? Infinity);
  if (age > turnAbandonedMs) rmSync(turnFile, { force: true });
  try {
    writeFileSync(turnFile, mine, { flag: "wx" });
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
  await sleep(50);
  return readIfThere(turnFile) === mine;
}

function touchTurn() {
  const now = new Date();
  if (existsSync(turnFile)) utimesSync(turnFile, now, now);
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
