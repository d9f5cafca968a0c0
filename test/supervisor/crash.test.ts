// What is left behind when processes die without warning, and how the next one copes with it.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { chown, readFile, readdir, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { expect, onTestFinished, test } from "vitest";

import { port } from "#store/embedded/layout.ts";

import type { User } from "./app.ts";
import { killPostmaster, postmasterPid, query, scratch } from "./scratch.ts";

test("after kill -9 of the server the next one adopts PostgreSQL, with every acknowledged row", async () => {
  const { path, serve } = await scratch();
  const dataDir = join(path, "data");
  const creator = await serve(dataDir);
  await creator.opened;
  await query(dataDir, "CREATE TABLE marks (writer text, row int)");
  const writer = await serve(dataDir, { does: ["write", "a"] });
  await writer.writes(50);
  await Promise.all([writer.kill(), creator.kill()]);

  const left = await postmasterPid(dataDir);
  const next = await serve(dataDir);
  await next.opened;
  expect(await postmasterPid(dataDir)).toBe(left);
  expect(
    await query(dataDir, `SELECT count(*)::int >= ${writer.acknowledged.length} FROM marks`),
  ).toEqual([[true]]);
  await next.close();
  expect(await postmasterPid(dataDir)).toBeUndefined();
});

test("PostgreSQL comes back by itself when it is killed under a living server", async () => {
  const { path, serve } = await scratch();
  const dataDir = join(path, "data");
  const server = await serve(dataDir, { does: ["write", "a"] });
  await server.opened;
  await query(dataDir, "CREATE TABLE marks (writer text, row int)");
  await server.writes(20);
  await killPostmaster(dataDir);
  await server.writes(20);
  expect(server.events).toContainEqual(expect.stringMatching(/has ended; starting it again/));
  await server.close();
});

test("PostgreSQL that was adopted comes back, too", async () => {
  const { path, serve } = await scratch();
  const dataDir = join(path, "data");
  const first = await serve(dataDir);
  await first.opened;
  await query(dataDir, "CREATE TABLE marks (writer text, row int)");
  await first.kill();
  const second = await serve(dataDir, { does: ["write", "a"] });
  await second.writes(20);
  await killPostmaster(dataDir);
  await second.writes(20);
  await second.close();
});

test("a server that is killed while it creates the database leaves no half of one", async () => {
  const { path, serve } = await scratch();
  const dataDir = join(path, "data");
  for (const afterMs of [250, 450, 700]) {
    const server = await serve(dataDir);
    await sleep(afterMs);
    await server.kill();
  }
  const server = await serve(dataDir);
  await server.opened;
  expect(await query(dataDir, "SELECT 1")).toEqual([[1]]);
  expect((await readdir(dataDir)).filter((name) => name.startsWith("postgres-new"))).toEqual([]);
  await server.close();
});

test("a server that is killed while it starts PostgreSQL is in nobody's way", async () => {
  const { path, serve } = await scratch();
  const dataDir = join(path, "data");
  await (
    await serve(dataDir, { does: ["cycle", "1"] })
  ).closed;
  for (let afterMs = 150; afterMs < 400; afterMs += 25) {
    const server = await serve(dataDir);
    await sleep(afterMs);
    await server.kill();
    if (afterMs % 50 === 0) await killPostmaster(dataDir);
  }
  const server = await serve(dataDir);
  await server.opened;
  await server.close();
});

test("what still works for a killed PostgreSQL is waited for", async () => {
  const { path, serve } = await scratch();
  const dataDir = join(path, "data");
  const server = await serve(dataDir);
  await server.opened;
  const [[busy] = []] = await query(
    dataDir,
    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'",
  );
  // Stopped, it cannot notice that its postmaster is gone, as in the middle of a long statement.
  process.kill(Number(busy), "SIGSTOP");
  let stopped = true;
  const goOn = () => {
    if (stopped) process.kill(Number(busy), "SIGCONT");
    stopped = false;
  };
  onTestFinished(goOn);
  await server.kill();
  await killPostmaster(dataDir);

  const next = await serve(dataDir);
  const log = () => readFile(join(dataDir, "postgres.log"), "utf8");
  await expect.poll(log, { timeout: 20_000 }).toContain("pre-existing shared memory block");
  goOn();
  await next.opened;
  await next.close();
});

test.each(["a zombie", "a stranger", "nobody"])(
  "locks whose pid belongs to %s do not stop a start",
  async (owner) => {
    const { path, serve } = await scratch();
    const dataDir = join(path, "data");
    const server = await serve(dataDir);
    await server.opened;
    const locks = [
      join(dataDir, "postgres", "postmaster.pid"),
      join(dataDir, "postgres", `.s.PGSQL.${port}.lock`),
    ];
    const texts = await Promise.all(locks.map((lock) => readFile(lock, "utf8")));
    const { uid, gid } = await stat(join(dataDir, "postgres"));
    const account = { uid, gid };
    await server.kill();
    await killPostmaster(dataDir);

    const pid = await pidOf(owner, account);
    for (const [index, lock] of locks.entries()) {
      await writeFile(lock, (texts[index] ?? "").replace(/^\d+/, `${pid}`), { mode: 0o600 });
      await chown(lock, uid, gid);
    }
    const next = await serve(dataDir);
    await next.opened;
    expect(await postmasterPid(dataDir)).not.toBe(pid);
    await next.close();
  },
);

test("a lock that lost its content with the power does not stop a start", async () => {
  const { path, serve } = await scratch();
  const dataDir = join(path, "data");
  await (
    await serve(dataDir, { does: ["cycle", "1"] })
  ).closed;
  const lock = join(dataDir, "postgres", "postmaster.pid");
  await writeFile(lock, "");
  await utimes(lock, 0, 0);
  const server = await serve(dataDir);
  await server.opened;
  await server.close();
});

/** Processes of the account itself: PostgreSQL takes no other user's for a postmaster. */
async function pidOf(owner: string, account: User): Promise<number> {
  if (owner === "nobody") {
    const brief = spawn("true", account);
    await new Promise((resolve) => brief.once("exit", resolve));
    return brief.pid ?? 0;
  }
  // The shell becomes `sleep`, which never asks how its child has ended: the child stays a zombie.
  const parent = spawn("sh", ["-c", "sleep 0 & exec sleep 600"], account);
  onTestFinished(() => void parent.kill("SIGKILL"));
  if (owner === "a stranger") return parent.pid ?? 0;
  for (;;) {
    const children = readFileSync(`/proc/${parent.pid}/task/${parent.pid}/children`, "utf8");
    const child = Number(children.trim());
    if (child > 0 && readFileSync(`/proc/${child}/stat`, "utf8").includes(" Z ")) return child;
    await sleep(5);
  }
}
