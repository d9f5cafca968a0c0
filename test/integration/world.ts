// The whole product in this process, on a database of the test's own, with the platforms' fakes around
// it and people who use it over HTTP.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startApp } from "#src/app.ts";
import { readConfig } from "#src/config.ts";
import type { ServedFake } from "#connector/serve-fake.ts";
import { serveFakes } from "#test/fakes.ts";
import type { Database } from "#store/open.ts";
import { openTestStore } from "#test/database/store.ts";
import { freePort } from "#test/free-port.ts";
import { signUp } from "./person.ts";
import type { Person } from "./person.ts";

export interface World extends AsyncDisposable {
  url: string;
  db: Database;
  /** By id. */
  platforms: ReadonlyMap<string, ServedFake>;
  bluesky: ServedFake;
  discord: ServedFake;
  /** Each with an account of their own; the first is the operator. */
  person(name: string): Promise<Person>;
}

/** `env` adds to the settings; with `PORT`, its address is known beforehand. */
export async function openWorld(env: Readonly<Record<string, string>> = {}): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const now = () => new Date();
  const dataDir = await mkdtemp(path.join(tmpdir(), "broadside-world-"));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const store = stack.use(await openTestStore());
  const fakes = await serveFakes(now);
  for (const { served } of fakes) stack.use(served);
  const platforms = new Map(fakes.map(({ id, served }) => [id, served]));
  const [bluesky, discord] = [platforms.get("bluesky"), platforms.get("discord")];
  if (!bluesky || !discord) throw new Error("A connector that the tests need is missing");
  const port = Number(env["PORT"] ?? (await freePort()));
  const url = `http://127.0.0.1:${port}`;
  const config = await readConfig({
    ...{ DATABASE_URL: store.url, DATA_DIR: dataDir, PORT: String(port), PUBLIC_URL: url },
    ...{ SECRET_KEY: "a secret of these tests", SIGN_UP: "open", RATE_LIMIT: "0" },
    ...Object.fromEntries(fakes.flatMap((fake) => Object.entries(fake.env))),
    LOG_LEVEL: "silent",
    ...env,
  });
  stack.use(await startApp(config));
  const running = stack.move();
  return {
    ...{ url, db: store.db, platforms, bluesky, discord },
    person: (name) => signUp({ url, origin: config.publicUrl }, name),
    async [Symbol.asyncDispose]() {
      await running.disposeAsync();
      const objections = fakes.flatMap((fake) => fake.objections());
      if (objections.length > 0) throw new Error(`Not as described:\n${objections.join("\n")}`);
    },
  };
}
