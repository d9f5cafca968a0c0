// Preparing a checkout, with stand-ins for npm and vite: what is done once, what again, what is said.

import { cp, mkdir, readFile, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { plant, projectRoot, runNode } from "./planted.ts";
import type { Planted, Ran } from "./planted.ts";

const vite = `
  const { appendFileSync, mkdirSync } = require("node:fs");
  appendFileSync("runs.log", "vite\\n");
  mkdirSync("dist/web", { recursive: true });`;

/** Takes its time, then replaces node_modules by a Node and a vite, or fails. */
const npm = `
  const { appendFileSync, mkdirSync, rmSync, writeFileSync } = require("node:fs");
  appendFileSync("runs.log", "npm " + process.argv[2] + "\\n");
  console.log("added 336 packages");
  setTimeout(() => {
    if (process.env.NPM_FAILS) throw new Error("no network");
    rmSync("node_modules", { recursive: true, force: true });
    mkdirSync("node_modules/node/bin", { recursive: true });
    const shell = '#!/bin/sh\\nexec "' + process.execPath + '" "$@"\\n';
    writeFileSync("node_modules/node/bin/node", shell, { mode: 0o755 });
    mkdirSync("node_modules/vite/bin", { recursive: true });
    writeFileSync("node_modules/vite/bin/vite.js", ${JSON.stringify(vite)});
  }, 400);`;

const installing = "Installing (about a minute) …\n";
const building = "Building the dashboard …\n";

test("a fresh checkout is installed and built; a ready one is left alone, in silence", async () => {
  await using project = await plantCheckout();
  expect(await prepare(project)).toEqual({ code: 0, output: installing + building });
  expect(await prepare(project)).toEqual({ code: 0, output: "" });
  expect(await runs(project)).toEqual(["npm ci", "vite"]);
});

test("a changed source of the dashboard builds it again, a changed lock everything", async () => {
  await using project = await plantCheckout();
  await prepare(project);
  await change(project, "web/main.tsx");
  expect(await prepare(project)).toEqual({ code: 0, output: building });
  await change(project, "src/text/measure.ts");
  expect(await prepare(project)).toEqual({ code: 0, output: building });
  await change(project, "src/text/measure.test.ts");
  expect(await prepare(project)).toEqual({ code: 0, output: "" });
  await change(project, "package-lock.json");
  expect(await prepare(project)).toEqual({ code: 0, output: installing + building });
});

test("of two that prepare at once, one works and the other waits", async () => {
  await using project = await plantCheckout();
  const both = await Promise.all([prepare(project), prepare(project)]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(both.map(({ output }) => output).sort()).toEqual([
    installing + building,
    "Waiting for another process that is preparing this checkout …\n",
  ]);
  expect(await runs(project)).toEqual(["npm ci", "vite"]);
});

test("a turn that a killed process left is taken over", async () => {
  await using project = await plantCheckout();
  const turn = path.join(project.folder, "dist/.preparing");
  await mkdir(path.dirname(turn));
  await writeFile(turn, "somebody else's");
  const aMinuteAgo = new Date(Date.now() - 60_000);
  await utimes(turn, aMinuteAgo, aMinuteAgo);
  expect(await prepare(project)).toEqual({ code: 0, output: installing + building });
});

test("when npm fails, its words and ours are shown, and the next try starts again", async () => {
  await using project = await plantCheckout();
  const failed = await prepare(project, { NPM_FAILS: "1" });
  expect(failed.output).toMatch(/no network[^]*The packages could not be installed/);
  expect(failed.code).toBe(1);
  expect(await prepare(project)).toEqual({ code: 0, output: installing + building });
});

async function plantCheckout(): Promise<Planted> {
  const project = await plant(
    {
      "package-lock.json": "{}",
      "web/vite.config.ts": "",
      "web/main.tsx": "",
      "src/text/measure.ts": "",
      "stand-in/npm-cli.js": npm,
      "stand-in/package.json": "{}",
    },
    { packages: false },
  );
  await cp(path.join(projectRoot, "scripts"), path.join(project.folder, "scripts"), {
    recursive: true,
  });
  return project;
}

function prepare(project: Planted, env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return runNode(["scripts/prepare.mjs"], project.folder, {
    npm_execpath: path.join(project.folder, "stand-in/npm-cli.js"),
    npm_node_execpath: process.execPath,
    ...env,
  });
}

async function runs({ folder }: Planted): Promise<string[]> {
  const log = await readFile(path.join(folder, "runs.log"), "utf8");
  return log.trimEnd().split("\n");
}

async function change({ folder }: Planted, file: string): Promise<void> {
  await writeFile(path.join(folder, file), `changed ${file}`);
}
