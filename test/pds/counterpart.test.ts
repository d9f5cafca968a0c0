// The real Bluesky server that the other tests of this folder rely on, and that it leaves nothing behind.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { startPds } from "#test/counterparts/start.ts";

const start = new URL("../counterparts/start.ts", import.meta.url).href;

test("a PDS starts with two accounts that can sign in, and stops", async () => {
  const pds = await startPds();
  expect(pds.accounts.map(({ handle }) => handle)).toEqual(["alice.test", "bob.test"]);
  for (const { handle, password } of pds.accounts) {
    expect(await signIn(pds.url, handle, password)).toBe(200);
  }
  await pds.stop();
  await expect(signIn(pds.url, "alice.test", "alice-pass")).rejects.toThrow();
});

test("a PDS limits sign-ins as the real one does when asked to", async () => {
  const pds = await startPds({ rateLimits: true });
  const guesses = Array.from({ length: 31 }, () => signIn(pds.url, "nobody.test", "guess"));
  expect(new Set(await Promise.all(guesses))).toEqual(new Set([401, 429]));
  await pds.stop();
});

test("a PDS ends when the process that started it is killed", async () => {
  const program = `
    const { startPds } = await import(${JSON.stringify(start)});
    console.log((await startPds()).url);
    setInterval(() => {}, 1000);`;
  const starter = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(starter.stdout, "data")) as [Buffer];
  const url = line.toString().trim();
  expect(await signIn(url, "bob.test", "bob-pass")).toBe(200);

  starter.kill("SIGKILL");
  await expect
    .poll(() => signIn(url, "bob.test", "bob-pass").catch(() => "gone"), { timeout: 20_000 })
    .toBe("gone");
});

async function signIn(url: string, identifier: string, password: string): Promise<number> {
  const response = await fetch(`${url}/xrpc/com.atproto.server.createSession`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ identifier, password }),
  });
  await response.arrayBuffer();
  return response.status;
}
