import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import type { CreateFake, FakePost } from "./fake.ts";
import { startSandbox } from "./sandbox.ts";
import type { Sandbox } from "./sandbox.ts";

const ids = ["first", "second"];
const publicUrl = "https://post.example.org";
let folder = "";

beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), "broadside-sandbox-")), "sandbox");
});

afterEach(() => rm(path.dirname(folder), { recursive: true }));

it("serves each platform apart, and shows what was posted there", async () => {
  await using sandbox = await start();
  await post(sandbox, "first", "Hello");
  expect(textsOf(sandbox, "first")).toEqual(["Hello"]);
  expect(textsOf(sandbox, "second")).toEqual([]);
  expect(platformOf(sandbox, "first")).toMatchObject({
    ...{ web: `${publicUrl}/sandbox/first`, entries: { name: "you" } },
  });
});

it("keeps posts and addresses over a restart: connections remember where they were made", async () => {
  const before = await start();
  const { origin } = platformOf(before, "first");
  for (const text of ["one", "two", "three"]) await post(before, "first", text);
  await before[Symbol.asyncDispose]();
  await using after = await start();
  expect(textsOf(after, "first")).toEqual(["one", "two", "three"]);
  expect(platformOf(after, "first").origin).toBe(origin);
});

it("keeps posts before it is stopped, since it may be killed", async () => {
  await using sandbox = await start();
  await post(sandbox, "first", "Hello");
  const file = path.join(folder, "first.json");
  await expect
    .poll(() => readFile(file, "utf8").catch(() => ""), { timeout: 5000 })
    .toContain("Hello");
});

it("moves where its port is taken", async () => {
  const before = await start();
  await post(before, "first", "Hello");
  const { port } = new URL(platformOf(before, "first").origin);
  await before[Symbol.asyncDispose]();
  await using _taken = await occupy(Number(port));
  await using after = await start();
  expect(new URL(platformOf(after, "first").origin).port).not.toBe(port);
  expect(textsOf(after, "first")).toEqual(["Hello"]);
});

it.each([
  ["cut off in the middle of a write", `{"port": 0, "sta`],
  ["of another shape", `{"port": "many"}`],
  ["of a fake that was another one then", `{"port": 0, "state": {"toots": []}}`],
])("begins anew where what it kept is %s", async (_, text) => {
  const before = await start();
  await before[Symbol.asyncDispose]();
  await writeFile(path.join(folder, "first.json"), text);
  await using after = await start();
  expect(textsOf(after, "first")).toEqual([]);
  await post(after, "first", "Hello");
  expect(textsOf(after, "first")).toEqual(["Hello"]);
});

function start(): Promise<Sandbox> {
  const loadFake = () => Promise.resolve(createFake);
  return startSandbox({ ids, loadFake, folder, publicUrl, now: () => new Date(0) });
}

const stateSchema = z.object({ texts: z.array(z.string()) });

/** A platform that takes texts. */
const createFake: CreateFake = () => {
  let texts: string[] = [];
  return {
    async handle(request) {
      texts.push(await request.text());
      return new Response();
    },
    isPost: () => true,
    refusals: { unauthorized: () => Response.error(), rateLimited: () => Response.error() },
    posts: () => texts.map((text) => ({ text }) as FakePost),
    save: () => ({ texts: [...texts] }),
    load: (state) => void ({ texts } = stateSchema.parse(state)),
    entries: { name: "you" },
  };
};

function platformOf({ platforms }: Sandbox, id: string) {
  const platform = platforms.get(id);
  if (platform === undefined) throw new Error(`there is no ${id}`);
  return platform;
}

async function post(sandbox: Sandbox, id: string, text: string): Promise<void> {
  await fetch(platformOf(sandbox, id).origin, { method: "POST", body: text });
}

function textsOf(sandbox: Sandbox, id: string): string[] {
  return platformOf(sandbox, id)
    .posts()
    .map(({ text }) => text);
}

async function occupy(port: number): Promise<AsyncDisposable> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return { [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())) };
}
