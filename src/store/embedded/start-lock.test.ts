import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { expect, onTestFinished, test } from "vitest";

import { livingClaims, placeClaim } from "./claims.ts";
import { withStartLock } from "./start-lock.ts";

const silent = () => undefined;

test("one is inside at a time, and all get their turn", async () => {
  const directory = await claimsDirectory();
  let inside = 0;
  let turns = 0;
  const visit = () =>
    withStartLock(directory, silent, async () => {
      inside += 1;
      expect(inside).toBe(1);
      await sleep(3);
      inside -= 1;
      turns += 1;
    });
  await Promise.all(Array.from({ length: 12 }, visit));
  expect(turns).toBe(12);
  expect(await readdir(directory)).toEqual([]);
});

test("the lock is given back when the work fails, and the result is passed on", async () => {
  const directory = await claimsDirectory();
  const failure = new Error("no");
  await expect(withStartLock(directory, silent, () => Promise.reject(failure))).rejects.toBe(
    failure,
  );
  expect(await withStartLock(directory, silent, () => Promise.resolve(42))).toBe(42);
});

test("claims of the dead, and of a dead process whose pid lives again, are void and removed", async () => {
  const directory = await claimsDirectory();
  const pidAboveAny = 4_194_305;
  for (const name of [
    `start.${pidAboveAny}.00000000-1.aa`,
    `start.${process.pid}.00000000-1.bb`,
    "start.garbage",
  ]) {
    await writeFile(join(directory, name), "");
  }
  await writeFile(join(directory, `use.${pidAboveAny}.00000000-1.cc`), "");
  expect(await livingClaims(directory, "start")).toEqual([]);
  expect(await readdir(directory)).toEqual([`use.${pidAboveAny}.00000000-1.cc`]);
});

test("a living process's claims count until they are released, each kind for itself", async () => {
  const directory = await claimsDirectory();
  const first = await placeClaim(directory, "use");
  const second = await placeClaim(directory, "use");
  expect(await livingClaims(directory, "start")).toEqual([]);
  expect((await livingClaims(directory, "use")).map(({ pid }) => pid)).toEqual([
    process.pid,
    process.pid,
  ]);
  await first.release();
  await second.release();
  expect(await livingClaims(directory, "use")).toEqual([]);
});

async function claimsDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "broadside-test-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}
