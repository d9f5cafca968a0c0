// Whom PostgreSQL runs as: under root, a plain user, and a uid that /etc/passwd does not know.

import { lchown, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

import { expect, test } from "vitest";

import { visitTree } from "#store/embedded/files.ts";

import { isRoot, postmasterPid, query, rootOnly, scratch } from "./scratch.ts";

const plainUser = { uid: 65534, gid: 65534 };
const unknownUser = { uid: 12345, gid: 12345 };

test("this process's user creates, opens and closes a database", async () => {
  const { path, serve } = await scratch();
  const dataDir = join(path, "data");
  for (let time = 0; time < 2; time += 1) {
    const server = await serve(dataDir);
    await server.opened;
    expect(await query(dataDir, "SHOW data_checksums")).toEqual([["on"]]);
    expect(await query(dataDir, "SHOW listen_addresses")).toEqual([[""]]);
    await server.close();
    expect(await postmasterPid(dataDir)).toBeUndefined();
  }
  expect((await stat(join(dataDir, "postgres"))).mode & 0o777).toBe(0o700);
});

test("root leaves PostgreSQL to a service account, which has none of root's powers", async ({
  skip,
}) => {
  if (!isRoot) skip(rootOnly);
  const { path, serve } = await scratch();
  const dataDir = join(path, "data");
  await (
    await serve(dataDir)
  ).opened;
  const running = await credentials(dataDir);
  expect(running.uid).not.toBe(0);
  expect(running.powers).toBe(0);
  expect((await stat(join(dataDir, "postgres"))).uid).toBe(running.uid);
});

test("root leaves PostgreSQL to the owner of the data directory", async ({ skip }) => {
  if (!isRoot) skip(rootOnly);
  for (const owner of [plainUser, unknownUser]) {
    const { directory, serve } = await scratch();
    const dataDir = await directory("data", owner);
    await (
      await serve(dataDir)
    ).opened;
    expect((await credentials(dataDir)).uid).toBe(owner.uid);
    expect((await stat(join(dataDir, "postgres", "base"))).uid).toBe(owner.uid);
  }
});

test("a database that root has restored goes back to the account", async ({ skip }) => {
  if (!isRoot) skip(rootOnly);
  const { path, serve } = await scratch();
  const dataDir = join(path, "data");
  await (
    await serve(dataDir, { does: ["cycle", "1"] })
  ).closed;
  await give(dataDir, { uid: 0, gid: 0 });
  await (
    await serve(dataDir)
  ).opened;
  expect((await credentials(dataDir)).uid).not.toBe(0);
});

test("a plain user creates, opens and closes a database", async ({ skip }) => {
  if (!isRoot) skip(rootOnly);
  const { directory, serve } = await scratch();
  const dataDir = await directory("data", plainUser);
  for (let time = 0; time < 2; time += 1) {
    const server = await serve(dataDir, { user: plainUser });
    await server.opened;
    expect((await credentials(dataDir)).uid).toBe(plainUser.uid);
    await server.close();
  }
});

test("root and the owner of the data directory take turns", async ({ skip }) => {
  if (!isRoot) skip(rootOnly);
  const { directory, serve } = await scratch();
  const dataDir = await directory("data", plainUser);
  for (const user of [undefined, plainUser, undefined]) {
    const server = await serve(dataDir, user ? { user } : {});
    await server.opened;
    await server.close();
  }
});

test("a uid without an entry in /etc/passwd is told what to do, and opens what exists", async ({
  skip,
}) => {
  if (!isRoot) skip(rootOnly);
  const { directory, serve } = await scratch();
  const dataDir = await directory("data", unknownUser);
  const refused = await serve(dataDir, { user: unknownUser });
  await expect(refused.opened).rejects.toThrow(
    /DatabaseStartError: .* uid 12345, because .* no entry in \/etc\/passwd.* DATABASE_URL/,
  );

  await (
    await serve(dataDir, { does: ["cycle", "1"] })
  ).closed;
  const server = await serve(dataDir, { user: unknownUser });
  await server.opened;
  expect((await credentials(dataDir)).uid).toBe(unknownUser.uid);
  await server.close();
});

test("another user's database is refused with its owner's uid", async ({ skip }) => {
  if (!isRoot) skip(rootOnly);
  const { directory, serve } = await scratch();
  const dataDir = await directory("data", plainUser);
  await (
    await serve(dataDir, { does: ["cycle", "1"] })
  ).closed;
  await lchown(dataDir, unknownUser.uid, unknownUser.gid);
  await lchown(join(dataDir, "postgres-claims"), unknownUser.uid, unknownUser.gid);
  const refused = await serve(dataDir, { user: unknownUser });
  await expect(refused.opened).rejects.toThrow(/belongs to uid 65534.* runs as uid 12345/);
});

test("a data directory that cannot be written is named", async ({ skip }) => {
  if (!isRoot) skip(rootOnly);
  const { directory, serve } = await scratch();
  const dataDir = await directory("data");
  const refused = await serve(dataDir, { user: plainUser });
  await expect(refused.opened).rejects.toThrow(
    `DatabaseStartError: No permission to write in the data directory ${dataDir}.`,
  );
});

async function credentials(dataDir: string): Promise<{ uid: number; powers: number }> {
  const status = await readFile(`/proc/${await postmasterPid(dataDir)}/status`, "utf8");
  return {
    uid: Number(/^Uid:\t(\d+)/m.exec(status)?.[1]),
    powers: Number.parseInt(/^CapEff:\t(\w+)/m.exec(status)?.[1] ?? "", 16),
  };
}

async function give(directory: string, owner: { uid: number; gid: number }): Promise<void> {
  await visitTree(directory, (path) => lchown(path, owner.uid, owner.gid));
}
