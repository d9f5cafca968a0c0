import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import { openTestStore } from "#test/database/store.ts";
import { withDatabase } from "#test/database/template.ts";
import { DatabaseStartError } from "./embedded/errors.ts";
import { greetServer } from "./greet.ts";
import { openStore } from "./open.ts";

const store = await openTestStore();

afterAll(() => store[Symbol.asyncDispose]());

describe("a PostgreSQL that cannot be used", () => {
  it("does not listen: told with its place and what to look at", async () => {
    const port = await closedPort();
    expect(await messageFor(`postgres://ada:sesame@127.0.0.1:${port}/notes`)).toBe(
      `PostgreSQL at 127.0.0.1:${port} (DATABASE_URL) does not answer (ECONNREFUSED). Is it running, and may this computer reach it?`,
    );
  });

  it("has no address", async () => {
    expect(await messageFor("postgres://ada:sesame@db.invalid/notes")).toMatch(
      /^PostgreSQL at db\.invalid:5432 \(DATABASE_URL\) (cannot be found|does not answer)/,
    );
  });

  it("is something else", async () => {
    await using other = await listenWith("HTTP/1.1 400 Bad Request\r\n\r\n");
    expect(await messageFor(`postgres://ada:sesame@127.0.0.1:${other.port}/notes`)).toMatch(
      /^PostgreSQL at 127\.0\.0\.1:\d+ \(DATABASE_URL\) does not answer \(.+\)/,
    );
  });

  it("does not know the database", async () => {
    expect(await messageFor(withDatabase(store.url, "no_such_database"))).toMatch(
      /has no database "no_such_database". Create it/,
    );
  });

  it("does not know the user", async () => {
    const url = new URL(store.url);
    url.username = "nobody_here";
    url.password = "sesame";
    expect(await messageFor(url.href)).toMatch(/does not let the user "nobody_here" in/);
  });

  it("is too old", async () => {
    await expect(greetServer(store.url, 999)).rejects.toThrow(
      /\(DATABASE_URL\) is version \d+\. Broadside needs 999 or newer\.$/,
    );
  });
});

it("opens where all is well", async () => {
  await using opened = await openStore({ databaseUrl: store.url, dataDir: "" });
  expect(await opened.db.selectFrom("users").selectAll().execute()).toEqual([]);
});

/** What the person who starts the server is told; never the password. */
async function messageFor(databaseUrl: string): Promise<string> {
  const error: unknown = await openStore({ databaseUrl, dataDir: "" }).catch((e: unknown) => e);
  if (!(error instanceof DatabaseStartError)) throw new Error("opened", { cause: error });
  expect(`${error.message} ${String(error.cause)}`).not.toContain("sesame");
  return error.message;
}

async function listenWith(answer: string): Promise<AsyncDisposable & { port: number }> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.resume().end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function closedPort(): Promise<number> {
  await using server = await listenWith("");
  return server.port;
}
