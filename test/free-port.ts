// A port for a server that starts a little later. Those that the system gives out by itself would be given
// to somebody else meanwhile, so it is one below them; every process and thread begins at another.

import { createServer } from "node:net";
import { threadId } from "node:worker_threads";

const first = 20_000;
const count = 10_000;
let tried = (process.pid * 61 + threadId * 17) % count;

export async function freePort(): Promise<number> {
  for (let left = count; left > 0; left -= 1) {
    tried = (tried + 1) % count;
    // Others who ask meanwhile go on from there.
    const port = first + tried;
    if (await isFree(port)) return port;
  }
  throw new Error("No port is free");
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
