// Makes sure that a PostgreSQL answers for a data directory: adopts the one that an ended process
// has left running, waits for one that starts or stops, or starts one.

import { setTimeout as sleep } from "node:timers/promises";

import { countClients, probe, type ConnectionSettings } from "./ask.ts";
import { livingClaims } from "./claims.ts";
import { DatabaseStartError, explainProgramFailure } from "./errors.ts";
import { secureSocketDirectory, takeFromRoot, type Layout } from "./layout.ts";
import { readPostmasterFile, removeStaleLocks, runsCluster } from "./postmaster-file.ts";
import { startPostmaster, stopPostmaster, type StartOutcome } from "./postmaster.ts";
import { livingProcess } from "./processes.ts";
import { preparePrograms } from "./programs.ts";
import { tellWhileWaiting } from "./wait.ts";

interface Wanted {
  layout: Layout;
  settings: ConnectionSettings;
  onEvent: (message: string) => void;
}

/** A living PostgreSQL that does not answer for this long needs a person. */
const silenceMs = 60_000;
/** Children of a killed postmaster end by themselves once their statement is done. */
const remainsMs = 30_000;
const remainsPauseMs = 100;
const pauseMs = 20;

/**
 * Call it under the start lock.
 * @returns the pid of the postmaster that answers
 */
export async function ensureRunning(wanted: Wanted): Promise<number> {
  const { layout } = wanted;
  await takeFromRoot(layout);
  const beganAt = performance.now();
  const elapsedMs = () => performance.now() - beganAt;
  const onWait = tellWhileWaiting((seconds) =>
    wanted.onEvent(
      `PostgreSQL has been starting or stopping for ${seconds} s; after a crash it first recovers what was being written.`,
    ),
  );
  for (; ; await sleep(pauseMs)) {
    onWait();
    const found = await lookFor(wanted);
    if (found.state === "ready") return found.pid;
    if (found.state === "silent" && elapsedMs() > silenceMs) throw silence(found.pid, layout);
    if (found.state !== "absent") continue;

    const outcome = await start(wanted, onWait);
    if (outcome.ready) return outcome.pid;
    if (isPassing(outcome.output) && elapsedMs() < remainsMs) {
      await sleep(remainsPauseMs);
      continue;
    }
    const what = `PostgreSQL could not start (its log is ${layout.logFile})`;
    throw explainProgramFailure({ what, output: outcome.output, dataDir: layout.dataDir });
  }
}

type Found =
  | { state: "ready"; pid: number }
  | { state: "busy" }
  | { state: "silent"; pid: number }
  | { state: "absent" };

async function lookFor({ layout, settings, onEvent }: Wanted): Promise<Found> {
  const pid = (await readPostmasterFile(layout.cluster))?.pid;
  if (pid === undefined) return { state: "absent" };
  const answer = await probe(settings);
  if (answer === "busy") return { state: "busy" };
  if (answer === "silent") {
    return runsCluster(pid, layout.cluster) ? { state: "silent", pid } : { state: "absent" };
  }
  if (await isOutdatedAndUnused(pid, { layout, settings, onEvent })) {
    onEvent(`Restarting PostgreSQL (process ${pid}), whose program has been replaced.`);
    await stopPostmaster(layout);
    return { state: "absent" };
  }
  return { state: "ready", pid };
}

/** After an upgrade of the package, a postmaster left running misses the files it has yet to open. */
async function isOutdatedAndUnused(pid: number, { layout, settings }: Wanted): Promise<boolean> {
  return (
    livingProcess(pid)?.program?.endsWith(" (deleted)") === true &&
    (await livingClaims(layout.claimsDir, "use")).length === 0 &&
    (await countClients(settings)) === 0
  );
}

async function start({ layout, settings }: Wanted, onWait: () => void): Promise<StartOutcome> {
  const programs = await preparePrograms(layout);
  await secureSocketDirectory(layout);
  await removeStaleLocks(layout);
  return startPostmaster({ layout, programs, settings, onWait });
}

/** Someone else's start came first, or remains of a killed postmaster are still ending. */
function isPassing(output: string): boolean {
  return /lock file "[^"]*" already exists|pre-existing shared memory block/.test(output);
}

function silence(pid: number, { dataDir }: Layout): DatabaseStartError {
  return new DatabaseStartError(
    `PostgreSQL (process ${pid}) holds the data directory ${dataDir} and does not answer. End it (kill -INT ${pid}; it loses nothing) and start again.`,
  );
}
