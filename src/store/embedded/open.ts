// The embedded PostgreSQL of a data directory: created if new, adopted if running, shared by all
// processes that open it, brought back if it dies, and stopped by the last one that closes it.

import { setTimeout as sleep } from "node:timers/promises";

import { countClients, type ConnectionSettings } from "./ask.ts";
import { livingClaims, placeClaim } from "./claims.ts";
import { explainSystemError } from "./errors.ts";
import { databaseName, initialise, isInitialised } from "./initialise.ts";
import { port, prepareLayout, type Layout } from "./layout.ts";
import { stopPostmaster } from "./postmaster.ts";
import { preparePrograms } from "./programs.ts";
import { ensureRunning } from "./running.ts";
import { withStartLock } from "./start-lock.ts";
import { watchPostmaster } from "./watch.ts";

export interface EmbeddedDatabase {
  /** Settings for a `pg` client. There is no password: the socket's directory lets only the account in. */
  readonly connection: ConnectionSettings;
  /** Stops PostgreSQL unless someone else uses it. End all own connections before. */
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  /** An absolute path; made if missing. */
  dataDir: string;
  /** Told what an operator may want in the log. */
  onEvent?: (message: string) => void;
}

/** A connection that was ended is listed by PostgreSQL for a moment longer. */
const connectionsEndMs = 500;

/** @throws DatabaseStartError when a person has to do something first. */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { dataDir, onEvent = () => undefined } = options;
  try {
    const layout = await prepareLayout(dataDir);
    return await open(layout, onEvent);
  } catch (error) {
    throw explainSystemError(error, dataDir);
  }
}

async function open(layout: Layout, onEvent: (message: string) => void): Promise<EmbeddedDatabase> {
  const { claimsDir, socketDir } = layout;
  const settings = { host: socketDir, port, user: databaseName, database: databaseName };
  const wanted = { layout, settings, onEvent };

  const { pid, use } = await withStartLock(claimsDir, onEvent, async () => {
    if (!(await isInitialised(layout))) await create(layout, onEvent);
    return { pid: await ensureRunning(wanted), use: await placeClaim(claimsDir, "use") };
  });
  const watch = watchPostmaster({
    pid,
    onEvent,
    revive: () => withStartLock(claimsDir, onEvent, () => ensureRunning(wanted)),
  });

  const close = async () => {
    await watch.stop();
    await withStartLock(claimsDir, onEvent, async () => {
      await use.release();
      if (await isUnused(layout, settings)) await stopPostmaster(layout);
      else onEvent("PostgreSQL stays, since others use it.");
    });
  };
  let closing: Promise<void> | undefined;
  return { connection: settings, close: () => (closing ??= close()) };
}

async function create(layout: Layout, onEvent: (message: string) => void): Promise<void> {
  const { account, dataDir } = layout;
  onEvent(
    account.switched
      ? `Creating the database in ${dataDir}, for uid ${account.uid}, as PostgreSQL refuses to run as root.`
      : `Creating the database in ${dataDir}.`,
  );
  await initialise(layout, await preparePrograms(layout));
}

/** Nobody else has it open, and nobody is connected by other means, such as an operator's psql. */
async function isUnused(layout: Layout, settings: ConnectionSettings): Promise<boolean> {
  if ((await livingClaims(layout.claimsDir, "use")).length > 0) return false;
  for (const beganAt = performance.now(); ; await sleep(10)) {
    // Where PostgreSQL does not answer, there is nobody to spare.
    if ((await countClients(settings).catch(() => 0)) === 0) return true;
    if (performance.now() - beganAt > connectionsEndMs) return false;
  }
}
