import { execFileSync, spawn } from "node:child_process";

import { expect, onTestFinished, test } from "vitest";

import { fromPs, livingProcess, pidIsTaken } from "./processes.ts";

const hasPs = (() => {
  try {
    return execFileSync("ps", ["-p", `${process.pid}`]).length > 0;
  } catch {
    return false;
  }
})();

test("a living process is described", async () => {
  const child = await sleeper();
  const facts = livingProcess(child.pid);
  expect(facts?.command).toBe("sleep 600 ");
  expect(facts?.startMark).toMatch(/^[\w-]+$/);
  expect(livingProcess(child.pid)).toEqual(facts);
  expect(livingProcess(process.pid)?.startMark).not.toBe(facts?.startMark);
});

test("an ended process is not alive, and its pid is free", async () => {
  const child = await sleeper();
  expect(pidIsTaken(child.pid)).toBe(true);
  await child.end();
  expect(livingProcess(child.pid)).toBeUndefined();
  expect(pidIsTaken(child.pid)).toBe(false);
});

test("ps, for systems without /proc, tells the same", async ({ skip }) => {
  if (!hasPs) skip("ps is not installed");
  const child = await sleeper();
  const facts = fromPs(child.pid);
  expect(facts?.command).toBe("sleep 600 ");
  expect(facts?.startMark).toMatch(/^\w+-\w+-\d+-\d+-\d+-\d+-\d{4}$/);
  await child.end();
  expect(fromPs(child.pid)).toBeUndefined();
});

async function sleeper(): Promise<{ pid: number; end(): Promise<void> }> {
  const child = spawn("sleep", ["600"]);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const end = () => {
    child.kill("SIGKILL");
    return exited;
  };
  onTestFinished(end);
  await new Promise((resolve) => child.once("spawn", resolve));
  return { pid: child.pid ?? 0, end };
}
