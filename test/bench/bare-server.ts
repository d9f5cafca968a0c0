// The floor of a server: Node with an HTTP server that answers always the same.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";

/** Plain JavaScript, so that the floor has no types to strip. */
const program = `
  const [, answer] = process.argv;
  const server = require("node:http").createServer((request, response) => response.end(answer));
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));
`;

export interface BareServer extends AsyncDisposable {
  pid: number;
  url: string;
}

/** Resolves when it has answered. */
export async function startBareServer(answer = "ok"): Promise<BareServer> {
  const child = spawn(process.execPath, ["-e", program, answer], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const [port] = (await once(child.stdout, "data")) as [Buffer];
  const url = `http://127.0.0.1:${port.toString().trim()}/`;
  while ((await fetch(url).catch(() => undefined))?.status !== 200) await pause(5);
  return {
    ...{ pid: child.pid ?? 0, url },
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}
