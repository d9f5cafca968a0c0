// One attempt at a delivery: from the first step without a result to the end, or to whatever stops it.
// Every step is saved before it is sent and after it is answered, so that any process can go on from
// any point. The attempt takes one request-sized step at a time, and each only under its lease.

import { newId } from "#kernel/ids.ts";
import type { Attempt } from "./attempt.ts";
import { isPassing } from "#store/passing.ts";
import { endAttempt, recordInterruption, stopped } from "./end.ts";
import type { AttemptResult, Ended } from "./end.ts";
import type { Engine } from "./engine.ts";
import { brokenBy, held } from "./judge.ts";
import { freeLane } from "./lanes.ts";
import type { Claim } from "./lanes.ts";
import { LeaseLost } from "./lease.ts";
import { loadWork } from "./load.ts";
import { nextAction } from "./resume.ts";
import { renewFirst } from "./setback.ts";
import { take } from "./step.ts";

/** A worker that dies again and again over one delivery may be dying of it. */
const maxInterruptions = 10;

const dyingMessage =
  "The server stopped several times in the middle of this delivery. See whether the post is live, then try again.";

/** Runs the claimed delivery until its attempt ends. Never throws; a lost lease ends it silently. */
export async function deliver(engine: Engine, claim: Claim, signal: AbortSignal): Promise<void> {
  const startedAt = engine.clock.now();
  try {
    const attempted = await attemptDelivery(engine, claim, signal);
    await endAttempt(engine, { claim, startedAt, ...attempted });
  } catch (error) {
    await giveUp(engine, { claim, startedAt, error });
  }
}

async function attemptDelivery(
  engine: Engine,
  claim: Claim,
  signal: AbortSignal,
): Promise<Pick<Ended, "result" | "version">> {
  if (claim.wasInterrupted) {
    const interruptions = await recordInterruption(engine, claim);
    if (interruptions >= maxInterruptions) {
      return { result: stopped(null, held("internal", dyingMessage)) };
    }
  }
  const loaded = await loadWork(engine, claim);
  if (loaded.kind === "blocked") {
    const { trouble, version } = loaded;
    return { result: stopped(null, { state: "held", trouble }), version };
  }
  const { work } = loaded;
  const { failedTries } = claim;
  const attempt: Attempt = { engine, claim, work, signal, failedTries, wasRefreshed: false };
  const result = await takeAll(attempt);
  return { result, version: work.credential.version };
}

async function takeAll(attempt: Attempt): Promise<AttemptResult> {
  const { engine, work } = attempt;
  if (work.isOver) {
    const ended = await renewFirst(attempt);
    if (ended !== undefined) return ended;
  }
  for (;;) {
    const result = await take(attempt, nextAction(work.steps, work.journal, engine.clock.now()));
    if (result !== undefined) return result;
  }
}

/** The database was away, or a bug of ours. The journal stays as it is. */
async function giveUp(
  engine: Engine,
  { claim, startedAt, error }: { claim: Claim; startedAt: Date; error: unknown },
): Promise<void> {
  const { deliveryId } = claim;
  if (error instanceof LeaseLost) return engine.log.warn({ deliveryId }, error.message);
  if (isPassing(error)) {
    engine.log.warn({ deliveryId, err: error }, "The database was lost; the delivery is resumed");
    // While the database is away the lane stays taken, at most until the lease runs out.
    return freeLane(engine.connections.db, claim.lease).catch(() => undefined);
  }
  const reference = newId();
  engine.log.error({ deliveryId, reference, err: error }, "A delivery could not go on");
  try {
    const result = stopped(null, brokenBy(reference));
    await endAttempt(engine, { claim, startedAt, result });
  } catch (endError) {
    // The lease runs out by itself, and then somebody goes on.
    engine.log.error({ deliveryId, reference, err: endError }, "A delivery could not be put aside");
  }
}
