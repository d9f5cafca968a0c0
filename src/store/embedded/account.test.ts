import { chmod, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { mayEnter, parsePasswd, permits } from "./account.ts";

test("the owner's bits count for the owner, the group's for the group, else the others'", () => {
  const file = { uid: 10, gid: 20, mode: 0o100714 };
  expect(permits(file, { uid: 10, gid: 99 }, 0o7)).toBe(true);
  expect(permits(file, { uid: 11, gid: 20 }, 0o1)).toBe(true);
  expect(permits(file, { uid: 11, gid: 20 }, 0o4)).toBe(false);
  expect(permits(file, { uid: 11, gid: 99 }, 0o4)).toBe(true);
  expect(permits(file, { uid: 11, gid: 99 }, 0o1)).toBe(false);
  expect(permits({ ...file, mode: 0o100077 }, { uid: 10, gid: 20 }, 0o1)).toBe(false);
});

test("a directory can be entered when every directory above it can be", async () => {
  const wall = await mkdtemp(join(tmpdir(), "broadside-test-"));
  onTestFinished(() => rm(wall, { recursive: true }));
  const inner = join(wall, "inner");
  await mkdir(inner);
  await chmod(inner, 0o755);
  const stranger = { uid: 54321, gid: 54321 };
  const { uid, gid } = await stat(wall);
  expect(await mayEnter(inner, stranger)).toBe(false);
  expect(await mayEnter(inner, { uid, gid })).toBe(true);
  await chmod(wall, 0o711);
  expect(await mayEnter(inner, stranger)).toBe(true);
});

test("accounts are read by name, and broken lines are passed over", () => {
  const entries = parsePasswd(
    "root:x:0:0:root:/root:/bin/bash\n\npostgres:x:101:104::/var/lib:/bin/sh\nbroken\n+::::::\n",
  );
  expect([...entries]).toEqual([
    ["root", { uid: 0, gid: 0 }],
    ["postgres", { uid: 101, gid: 104 }],
  ]);
});
