// Every check of the project, one line each, with the output of those that fail. `--fast` leaves out
// the tests. CI runs the same steps.

import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const fast = process.argv.includes("--fast");

const steps = [
  { name: "lint", run: tool("eslint", "--max-warnings=0", ".") },
  { name: "format", run: tool("prettier", "--check", "--log-level=warn", ".") },
  { name: "types", run: tool("typescript", "--project", "tsconfig.json") },
  {
    name: "types, dashboard",
    needs: "web/tsconfig.json",
    run: tool("typescript", "--project", "web/tsconfig.json"),
  },
  { name: "walls", run: ["scripts/walls.mjs"] },
  { name: "house rules", run: ["scripts/house-rules.mjs"] },
  { name: "dead code", run: tool("knip", "--no-progress") },
  {
    name: "database types",
    needs: "scripts/database-types.mjs",
    run: ["scripts/database-types.mjs", "--check"],
  },
];
const tests = {
  name: "tests",
  run: tool("vitest", "run", ...projects("unit", "checks", "embedded", "postgres")),
};

let failed = 0;
const known = steps.filter(({ needs }) => needs === undefined || existsSync(needs)).values();
// The longest one has a processor to itself, and the others follow each other on another.
await Promise.all([workOff(known), workOff(known)]);
if (!fast) await check(tests);
process.exitCode = failed === 0 ? 0 : 1;

async function workOff(list) {
  for (const step of list) await check(step);
}

async function check({ name, run: args }) {
  const startedAt = performance.now();
  const { code, output } = await run(args);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${code === 0 ? "✓" : "✗"} ${name} (${seconds} s)`);
  if (code === 0) return;
  failed += 1;
  console.log(`\n${output.trim()}\n`);
}

function projects(...names) {
  return names.flatMap((name) => ["--project", name]);
}

/** The command line of an installed package's program of the same name ("typescript": tsc). */
function tool(name, ...args) {
  const folder = join("node_modules", name);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const script = typeof bin === "string" ? bin : (bin[name] ?? bin.tsc);
  return [join(folder, script), ...args];
}

function run(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}
