// The worker: takes free lanes with something due and delivers, many connections side by side. It looks
// when a hint comes, when the next delivery is due, and now and then in any case.

import { seconds } from "#kernel/clock.ts";
import { newId } from "#kernel/ids.ts";
import { openPresence, removeDeadWorkers } from "#store/presence.ts";
import type { Presence } from "#store/presence.ts";
import type { Store } from "#store/open.ts";
import type { Signals } from "#store/signals.ts";
import { deliver } from "./deliver.ts";
import type { Engine } from "./engine.ts";
import { claimLanes, freeLanesOf, nextDueAt } from "./lanes.ts";

export const dueChannel = "due";

const idleLookMs = seconds(5);
const sweepMs = seconds(2);

export interface WorkerOptions {
  engine: Engine;
  store: Store;
  signals: Signals;
  /** Deliveries under way at once. */
  concurrency: number;
  /** For what is under way when the worker is stopped. */
  drainMs: number;
}

export interface Worker extends AsyncDisposable {
  /** When it last looked for work; a worker that does not look is not alive. */
  lastLookAt(): Date;
}

/** Starts working; disposing lets what is under way finish, for `drainMs` at most. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { engine, store, signals } = options;
  const { db } = store;
  let identity = await appear();
  let underWay = new Set<Promise<void>>();
  let lastLookAt = engine.clock.now();
  let isStopping = false;
  let looking: Promise<void> | undefined;
  let lookAgain = false;
  let timer: NodeJS.Timeout | undefined;

  /** A new worker id; when its lock is lost, so is everything it held. */
  async function appear(): Promise<{ presence: Presence; abort: AbortController }> {
    const abort = new AbortController();
    const presence = await openPresence(store, newId(), () => {
      engine.log.warn(
        "The connection to the database was lost; deliveries under way are left to be resumed",
      );
      abort.abort();
    });
    return { presence, abort };
  }

  function look(): void {
    if (isStopping) return;
    lookAgain = true;
    looking ??= lookUntilDone().finally(() => {
      looking = undefined;
      if (lookAgain) look();
    });
  }

  async function lookUntilDone(): Promise<void> {
    clearTimeout(timer);
    let pauseMs: number = seconds(1);
    try {
      while (lookAgain && !isStopping) {
        lookAgain = false;
        await takeWork();
      }
      pauseMs = await untilNext();
    } catch (error) {
      engine.log.error({ err: error }, "The worker could not look for work; it will try again");
    }
    if (!isStopping) timer = setTimeout(look, pauseMs);
  }

  async function takeWork(): Promise<void> {
    if (!identity.presence.isAlive()) identity = await appear();
    const limit = options.concurrency - underWay.size;
    if (limit <= 0) return;
    const now = engine.clock.now();
    const { workerId } = identity.presence;
    const { signal } = identity.abort;
    const claims = await claimLanes(db, { workerId, limit, leaseMs: engine.leaseMs, now });
    lastLookAt = now;
    for (const claim of claims) {
      const delivering = deliver(engine, claim, signal).finally(() => {
        underWay.delete(delivering);
        look();
      });
      underWay.add(delivering);
    }
  }

  async function untilNext(): Promise<number> {
    const nextAt = await nextDueAt(db);
    if (nextAt === undefined) return idleLookMs;
    const ms = nextAt.getTime() - engine.clock.now().getTime();
    return Math.min(Math.max(ms, 1), idleLookMs);
  }

  const sweep = setInterval(() => {
    removeDeadWorkers(db, freeLanesOf).then(look, (error: unknown) => {
      engine.log.error({ err: error }, "The worker could not look after dead workers");
    });
  }, sweepMs);
  const unlisten = signals.listen(dueChannel, look);
  await removeDeadWorkers(db, freeLanesOf);
  look();

  return {
    lastLookAt: () => lastLookAt,
    async [Symbol.asyncDispose]() {
      isStopping = true;
      clearInterval(sweep);
      clearTimeout(timer);
      unlisten();
      await looking;
      const deadline = setTimeout(() => identity.abort.abort(), options.drainMs);
      await Promise.all(underWay);
      clearTimeout(deadline);
      underWay = new Set();
      await leave(identity.presence);
    },
  };

  async function leave(presence: Presence): Promise<void> {
    await db.transaction().execute((tx) => freeLanesOf(tx, [presence.workerId]));
    await presence[Symbol.asyncDispose]();
  }
}
