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
import { startLooking } from "./looking.ts";

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

/** Who the worker is to the others; when its lock is lost, so is everything it held. */
interface Identity {
  presence: Presence;
  abort: AbortController;
}

/** Starts working; disposing lets what is under way finish, for `drainMs` at most. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { engine, store, signals, concurrency, drainMs } = options;
  const { db } = store;
  const underWay = new Set<Promise<void>>();
  let identity = await appear(options);
  let lastLookAt = engine.clock.now();

  async function look(): Promise<number> {
    if (!identity.presence.isAlive()) identity = await appear(options);
    lastLookAt = engine.clock.now();
    const limit = concurrency - underWay.size;
    // Whichever ends first hints.
    if (limit <= 0) return idleLookMs;
    const { workerId } = identity.presence;
    const asked = { workerId, limit, leaseMs: engine.leaseMs, now: lastLookAt };
    for (const claim of await claimLanes(db, asked)) {
      const delivering = deliver(engine, claim, identity.abort.signal).finally(() => {
        underWay.delete(delivering);
        looking.hint();
      });
      underWay.add(delivering);
    }
    return underWay.size < concurrency ? pauseUntilNext(engine) : idleLookMs;
  }

  await removeDeadWorkers(db, freeLanesOf);
  const looking = startLooking({
    look,
    pauseMs: seconds(1),
    onError: (err) => engine.log.error({ err }, "The worker could not look for work"),
  });
  const unlisten = signals.listen(dueChannel, looking.hint);
  const sweep = setInterval(() => {
    removeDeadWorkers(db, freeLanesOf).then(
      (count) => {
        if (count > 0) looking.hint();
      },
      (err: unknown) => engine.log.error({ err }, "The worker could not look after dead workers"),
    );
  }, sweepMs);

  return {
    lastLookAt: () => lastLookAt,
    async [Symbol.asyncDispose]() {
      clearInterval(sweep);
      unlisten();
      await looking.stop();
      const { abort, presence } = identity;
      const deadline = setTimeout(() => abort.abort(), drainMs);
      await Promise.all(underWay);
      clearTimeout(deadline);
      await db.transaction().execute((tx) => freeLanesOf(tx, [presence.workerId]));
      await presence[Symbol.asyncDispose]();
    },
  };
}

async function appear({ engine, store }: WorkerOptions): Promise<Identity> {
  const abort = new AbortController();
  const presence = await openPresence(store, newId(), () => {
    engine.log.warn("The connection to the database was lost; what was under way will be resumed");
    abort.abort();
  });
  return { presence, abort };
}

async function pauseUntilNext({ connections, clock }: Engine): Promise<number> {
  const nextAt = await nextDueAt(connections.db);
  if (nextAt === undefined) return idleLookMs;
  const ms = nextAt.getTime() - clock.now().getTime();
  return Math.min(Math.max(ms, 1), idleLookMs);
}
