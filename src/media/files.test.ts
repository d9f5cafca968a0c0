import { readdir, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { days, plus } from "#kernel/clock.ts";
import { findBytes, hashOf, keepBytes, removeFiles } from "./files.ts";
import { tempFolder } from "./testing.ts";

const now = new Date("2026-11-20T09:30:00Z");
const yesterday = plus(now, -days(1));
const bytes = Buffer.from("some bytes");
const hash = hashOf(bytes);
const name = hash.toString("hex");
const noneNeeded = () => Promise.resolve([]);

it("keeps bytes in one file named by their hash, however often they come", async () => {
  const mediaDir = await folder();
  await Promise.all(Array.from({ length: 5 }, () => keep(mediaDir, now)));
  await keep(mediaDir, now);
  expect(await filesIn(mediaDir)).toEqual([path.join(name.slice(0, 2), name.slice(2, 4), name)]);
  expect(await findBytes(mediaDir, hash)).toEqual(bytes);
});

it("finds nothing where nothing is", async () => {
  const mediaDir = await folder();
  expect(await findBytes(mediaDir, hash)).toBeUndefined();
  expect(await removeFiles(path.join(mediaDir, "none"), now, noneNeeded)).toBe(0);
});

it("removes old files that nobody needs, and no others", async () => {
  const mediaDir = await folder();
  await keep(mediaDir, plus(yesterday, -1));
  expect(await removeFiles(mediaDir, yesterday, (hashes) => Promise.resolve(hashes))).toBe(0);
  expect(await removeFiles(mediaDir, plus(yesterday, -2), noneNeeded)).toBe(0);
  expect(await filesIn(mediaDir)).toHaveLength(1);
  expect(await removeFiles(mediaDir, yesterday, noneNeeded)).toBe(1);
  expect(await filesIn(mediaDir)).toEqual([]);
});

it("counts a file as new when its bytes come again", async () => {
  const mediaDir = await folder();
  await keep(mediaDir, plus(yesterday, -1));
  await keep(mediaDir, now);
  expect(await removeFiles(mediaDir, yesterday, noneNeeded)).toBe(0);
  expect(await findBytes(mediaDir, hash)).toEqual(bytes);
});

it("removes old drafts of writes that broke off", async () => {
  const mediaDir = await folder();
  await keep(mediaDir, now);
  const draft = path.join(mediaDir, name.slice(0, 2), name.slice(2, 4), `${name}.draft`);
  await writeFile(draft, "some");
  await utimes(draft, now, now);
  expect(await removeFiles(mediaDir, now, (hashes) => Promise.resolve(hashes))).toBe(0);
  await utimes(draft, yesterday, yesterday);
  expect(await removeFiles(mediaDir, now, (hashes) => Promise.resolve(hashes))).toBe(1);
  expect(await filesIn(mediaDir)).toHaveLength(1);
});

it("loses no bytes that come while files are removed", async () => {
  const mediaDir = await folder();
  for (let round = 0; round < 40; round += 1) {
    await keep(mediaDir, plus(yesterday, -1));
    let kept = Promise.resolve();
    await removeFiles(mediaDir, yesterday, () => {
      kept = sleep((round % 20) / 20).then(() => keep(mediaDir, now));
      return noneNeeded();
    });
    await kept;
    expect(await findBytes(mediaDir, hash)).toEqual(bytes);
    await removeFiles(mediaDir, plus(now, 1), noneNeeded);
  }
});

it("lets nobody else read the files", async () => {
  const mediaDir = await folder();
  await keep(mediaDir, now);
  const [file = ""] = await filesIn(mediaDir);
  expect((await stat(path.join(mediaDir, file))).mode & 0o077).toBe(0);
});

function keep(mediaDir: string, at: Date): Promise<void> {
  return keepBytes({ mediaDir, clock: { now: () => at } }, hash, bytes);
}

async function folder(): Promise<string> {
  const temp = await tempFolder();
  onTestFinished(() => temp[Symbol.asyncDispose]());
  return temp.path;
}

async function filesIn(mediaDir: string): Promise<string[]> {
  const entries = await readdir(mediaDir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name: file }) =>
    path.relative(mediaDir, path.join(parentPath, file)),
  );
}
