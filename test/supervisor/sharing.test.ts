// Several processes on one data directory: one starts PostgreSQL, all work, the last one stops it.

import { join } from "node:path";
import { writeFile, readdir } from "node:fs/promises";

import { Client } from "pg";
import { expect, test } from "vitest";

import { port, socketDirectory } from "#store/embedded/layout.ts";

import { postmasterPid, query, scratch } from "./scratch.ts";

test("of several processes that open a new data directory at once, one creates it and all work", async () => {
  const { path, serve } = await scratch();
  const dataDir = join(path, "data");
  const servers = await Promise.all([serve(dataDir), serve(dataDir), serve(dataDir)]);
  await Promise.all(servers.map(({ opened }) => opened));
  const pid = await postmasterPid(dataDir);
  const creations = servers.flatMap(({ events }) => events).filter((e) => e.startsWith("Creating"));
  expect(creations).toHaveLength(1);

  const [first, second, third] = servers;
  await first.close();
  await second.close();
  expect(await postmasterPid(dataDir)).toBe(pid);
  expect(second.events).toContain("PostgreSQL stays, since others use it.");
  await third.close();
  expect(await postmasterPid(dataDir)).toBeUndefined();
});

test("stops and starts do not cross", async () => {
  const { path, serve } = await scratch();
  const dataDir = join(path, "data");
  const cycles = { does: ["cycle", "15"] as ["cycle", string] };
  const servers = await Promise.all([
    serve(dataDir, cycles),
    serve(dataDir, cycles),
    serve(dataDir, cycles),
  ]);
  await Promise.all(servers.map(({ closed }) => closed));
  expect(await postmasterPid(dataDir)).toBeUndefined();
  expect(await readdir(join(dataDir, "postgres-claims"))).toEqual([]);
});

test("a process that was killed no longer counts as a user", async () => {
  const { path, serve } = await scratch();
  const dataDir = join(path, "data");
  const [first, second] = await Promise.all([serve(dataDir), serve(dataDir)]);
  await Promise.all([first.opened, second.opened]);
  await first.kill();
  await second.close();
  expect(await postmasterPid(dataDir)).toBeUndefined();
});

test("a stranger who was given a killed process's pid does not hold its claims", async () => {
  const { path, serve } = await scratch();
  const dataDir = join(path, "data");
  await (
    await serve(dataDir, { does: ["cycle", "1"] })
  ).closed;
  const claims = join(dataDir, "postgres-claims");
  for (const kind of ["start", "use"]) {
    await writeFile(join(claims, `${kind}.${process.pid}.00000000-1.abcd`), "");
  }
  const server = await serve(dataDir);
  await server.opened;
  await server.close();
  expect(await postmasterPid(dataDir)).toBeUndefined();
});

test("an operator's connection keeps PostgreSQL running", async () => {
  const { path, serve } = await scratch();
  const dataDir = join(path, "data");
  const server = await serve(dataDir);
  await server.opened;
  const operator = new Client({
    host: socketDirectory(join(dataDir, "postgres")),
    port,
    user: "broadside",
    database: "postgres",
  });
  await operator.connect();
  await server.close();
  expect((await operator.query("SELECT 1")).rowCount).toBe(1);
  await operator.end();

  await (
    await serve(dataDir, { does: ["cycle", "1"] })
  ).closed;
  expect(await postmasterPid(dataDir)).toBeUndefined();
});

test("the terminal's Ctrl-C leaves PostgreSQL to the process that drains", async () => {
  const { path, serve } = await scratch();
  const dataDir = join(path, "data");
  const server = await serve(dataDir);
  await server.opened;
  await query(dataDir, "SELECT 1");
  process.kill(-server.pid, "SIGINT");
  // It asks PostgreSQL once more before it closes it.
  await server.closed;
});
