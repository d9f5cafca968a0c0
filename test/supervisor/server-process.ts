// server.ts as a process: what it has told so far, and ways to end it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { z } from "zod";

import type { User } from "./app.ts";

const fact = z.object({
  openedInMs: z.number().optional(),
  event: z.string().optional(),
  row: z.number().optional(),
  closed: z.boolean().optional(),
  failed: z.string().optional(),
  message: z.string().optional(),
});

export interface Server {
  readonly pid: number;
  /** Resolves to the milliseconds that opening took; rejects if it failed. */
  readonly opened: Promise<number>;
  /** Resolves when the process has closed the database and ended. */
  readonly closed: Promise<void>;
  readonly events: readonly string[];
  /** The numbers of the rows that PostgreSQL has acknowledged. */
  readonly acknowledged: readonly number[];
  /** Resolves when so many more rows have been acknowledged. */
  writes(more: number): Promise<void>;
  close(): Promise<void>;
  kill(): Promise<void>;
}

interface ServerOptions {
  dataDir: string;
  does: string[];
  user: User | undefined;
  app: string;
  node: string;
}

export function launchServer({ dataDir, does, user, app, node }: ServerOptions): Server {
  const script = join(app, "test", "supervisor", "server.ts");
  const child = spawn(node, [script, dataDir, ...does], {
    ...user,
    cwd: "/",
    // A process group of its own, as a terminal makes one for a command.
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exited = once(child, "close");
  const opened = Promise.withResolvers<number>();
  const closed = Promise.withResolvers<void>();
  const events: string[] = [];
  const waiting: { rows: number; resolve: () => void }[] = [];
  const acknowledged: number[] = [];
  // Whether a test looks at each of them is its own business.
  opened.promise.catch(() => undefined);
  closed.promise.catch(() => undefined);

  createInterface({ input: child.stdout }).on("line", (line) => {
    const told = fact.parse(JSON.parse(line));
    if (told.openedInMs !== undefined) opened.resolve(told.openedInMs);
    if (told.event !== undefined) events.push(told.event);
    if (told.row !== undefined) acknowledged.push(told.row);
    if (told.closed) closed.resolve();
    if (told.failed !== undefined) {
      const failure = new Error(`${told.failed}: ${told.message}`);
      opened.reject(failure);
      closed.reject(failure);
    }
    for (const { rows, resolve } of waiting) if (acknowledged.length >= rows) resolve();
  });
  void exited.then(() => {
    opened.reject(new Error("the process ended before it had opened the database"));
    closed.reject(new Error("the process ended before it had closed the database"));
  });
  child.stdin.on("error", () => undefined);

  return {
    pid: child.pid ?? 0,
    opened: opened.promise,
    closed: closed.promise,
    events,
    acknowledged,
    writes: (more) =>
      new Promise((resolve) => waiting.push({ rows: acknowledged.length + more, resolve })),
    close: async () => {
      child.stdin.write("close\n");
      await closed.promise;
      await exited;
    },
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
