// The sandbox: every platform is its built-in fake, served on loopback, so that the whole product can
// be tried without any account. What was posted survives a restart.

import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { JsonObject } from "#kernel/json.ts";
import type { CreateFake, Fake, FakePost } from "./fake.ts";
import { serveFake } from "./serve-fake.ts";
import type { ServedFake } from "./serve-fake.ts";

export interface Sandbox extends AsyncDisposable {
  platforms: ReadonlyMap<string, SandboxPlatform>;
}

export interface SandboxPlatform {
  origin: string;
  /** Where its posts are read: a page of ours. */
  web: string;
  /** What to enter to connect to it. */
  entries: Readonly<Record<string, string>>;
  posts(): readonly FakePost[];
}

export interface SandboxOptions {
  ids: readonly string[];
  loadFake(id: string): Promise<CreateFake>;
  /** State is kept here, one file for each platform. */
  folder: string;
  publicUrl: string;
  now(): Date;
}

const saveAfterMs = 100;

const keptSchema = z.object({ port: z.number(), state: z.record(z.string(), z.json()) });

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  await mkdir(options.folder, { recursive: true });
  const started = await Promise.all(options.ids.map((id) => startPlatform(options, id)));
  return {
    platforms: new Map(started.map(({ id, platform }) => [id, platform])),
    async [Symbol.asyncDispose]() {
      await Promise.all(started.map(({ close }) => close()));
    },
  };
}

async function startPlatform(options: SandboxOptions, id: string) {
  const file = path.join(options.folder, `${id}.json`);
  const kept = await readKept(file);
  const web = `${options.publicUrl}/sandbox/${id}`;
  let timer: NodeJS.Timeout | undefined;
  let saving = Promise.resolve();
  const createFake = savingAfterwards(await options.loadFake(id), () => {
    timer ??= setTimeout(() => void save(), saveAfterMs);
  });

  /** One after the other, since each writes the same file. */
  function save(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    // A sandbox that cannot be kept is still one to play in.
    saving = saving.then(write).catch(() => undefined);
    return saving;
  }

  async function write(): Promise<void> {
    const port = Number(new URL(served.origin).port);
    await writeFile(`${file}.new`, JSON.stringify({ port, state: served.fake.save() }));
    await rename(`${file}.new`, file);
  }

  const served = await serveOnKeptPort({ createFake, now: options.now, web }, kept?.port);
  if (kept !== undefined) loadKept(served.fake, kept.state);
  const { origin, fake } = served;
  const platform = { origin, web, entries: fake.entries, posts: () => fake.posts() };
  async function close(): Promise<void> {
    await served.close();
    await save();
  }
  return { id, platform, close };
}

/** Connections remember the address they were made at, so it is kept where it is still free. */
async function serveOnKeptPort(
  options: { createFake: CreateFake; now(): Date; web: string },
  port: number | undefined,
): Promise<ServedFake> {
  if (port === undefined) return serveFake(options);
  return serveFake({ ...options, port }).catch(() => serveFake(options));
}

function savingAfterwards(create: CreateFake, changed: () => void): CreateFake {
  return (options): Fake => {
    const fake = create(options);
    return {
      ...fake,
      async handle(request) {
        const answer = await fake.handle(request);
        changed();
        return answer;
      },
    };
  };
}

/** What an older version kept may have another shape: the sandbox begins anew then, too. */
function loadKept(fake: Fake, state: JsonObject): void {
  const blank = fake.save();
  try {
    fake.load(state);
  } catch {
    fake.load(blank);
  }
}

async function readKept(file: string): Promise<{ port: number; state: JsonObject } | undefined> {
  try {
    return keptSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    // None yet, or one that a crash left behind unreadable: the sandbox begins anew.
    return undefined;
  }
}
