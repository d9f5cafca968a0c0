// A process that uses the embedded database, for tests to watch and to kill.
//   node server.ts <dataDir> idle            opens and waits for "close" on its input
//   node server.ts <dataDir> write <label>   also inserts numbered rows, one statement each
//   node server.ts <dataDir> cycle <times>   opens, asks and closes again and again, then ends
// It tells what happened in lines of JSON; a row is told after PostgreSQL has acknowledged it.

import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

import { Client } from "pg";

import { openEmbedded, type EmbeddedDatabase } from "#store/embedded/open.ts";

const [dataDir = "", mode, argument = ""] = process.argv.slice(2);
const onEvent = (event: string) => tell({ event });

try {
  if (mode === "cycle") await cycle(Number(argument));
  else await serve();
} catch (error) {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  tell({ failed: name, message });
  process.exitCode = 1;
}

async function serve(): Promise<void> {
  const beganAt = performance.now();
  const database = await openEmbedded({ dataDir, onEvent });
  tell({ openedInMs: performance.now() - beganAt, connection: database.connection });
  const stopped = new AbortController();
  const commands = createInterface({ input: process.stdin });
  commands.once("line", () => stopped.abort());
  process.once("SIGINT", () => stopped.abort());
  if (mode === "write") await write(database, stopped.signal);
  else await new Promise((resolve) => stopped.signal.addEventListener("abort", resolve));
  commands.close();
  await ask(database);
  await database.close();
  tell({ closed: true });
}

async function cycle(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const database = await openEmbedded({ dataDir, onEvent });
    await ask(database);
    await database.close();
  }
  tell({ closed: true });
}

async function ask({ connection }: EmbeddedDatabase): Promise<void> {
  const client = new Client(connection);
  await client.connect();
  await client.query("SELECT 1");
  await client.end();
}

/** Goes on through lost connections; a row whose acknowledgement was lost may be there or not. */
async function write({ connection }: EmbeddedDatabase, signal: AbortSignal): Promise<void> {
  for (let row = 0; !signal.aborted; await sleep(20)) {
    const client = new Client(connection);
    client.on("error", () => undefined);
    try {
      await client.connect();
      for (;;) {
        signal.throwIfAborted();
        row += 1;
        await client.query("INSERT INTO marks (writer, row) VALUES ($1, $2)", [argument, row]);
        tell({ row });
      }
    } catch {
      // Connected again in the next turn.
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

function tell(fact: object): void {
  process.stdout.write(`${JSON.stringify(fact)}\n`);
}
