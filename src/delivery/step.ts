// One action of an attempt: a step is run, or somebody looks what became of it. The intent is saved
// before, the result after.

import { plus } from "#kernel/clock.ts";
import type { Done, Step } from "#connector/contract.ts";
import { maxRequestMs } from "#connections/session.ts";
import { doubtOf, entryOf, sessionOf, setDoubt, toCall } from "./attempt.ts";
import type { Attempt } from "./attempt.ts";
import { saveProgress, stopped } from "./end.ts";
import type { AttemptResult } from "./end.ts";
import { saveSending } from "./journal.ts";
import { longestWaitMs, pauseUntil, uncertain, waitedTooLong } from "./judge.ts";
import { LeaseLost } from "./lease.ts";
import type { Action, Sent } from "./resume.ts";
import { isHarmless, nextAction } from "./resume.ts";
import { fail, runAgain } from "./setback.ts";

const unknownMessage =
  "The connection was lost while the post was being sent, and this platform cannot tell us whether it arrived. Look there, then say which it is.";

/** Takes one action. Undefined: there is more to do. @throws LeaseLost and what is a bug of ours. */
export async function take(attempt: Attempt, action: Action): Promise<AttemptResult | undefined> {
  // Whoever is told to stop must not leave a doubt about a request that it never sends.
  if (attempt.signal.aborted) throw new LeaseLost();
  switch (action.kind) {
    case "finished":
      return { kind: "published" };
    case "run":
      return run(attempt, action.step);
    case "look":
      return look(attempt, action.step, action.sent);
    case "wait":
      return stopped(null, pauseUntil(action.until, attempt.failedTries));
  }
}

async function run(attempt: Attempt, step: Step): Promise<AttemptResult | undefined> {
  const { work } = attempt;
  const wasInDoubt = entryOf(work, step).isInDoubt;
  await saveBefore(attempt, step);
  try {
    const outcome = await work.platform.connector.run(toCall(attempt, step), sessionOf(attempt));
    if ("waitUntil" in outcome) {
      setDoubt(work, step, wasInDoubt);
      return wait(attempt, step, outcome.waitUntil);
    }
    return await succeed(attempt, step, outcome);
  } catch (error) {
    // A request without an answer was under way until now.
    work.journal.set(step.name, { ...entryOf(work, step), lastSentAt: attempt.engine.clock.now() });
    return fail(attempt, { step, during: "run", wasInDoubt, error });
  }
}

/** Finds out what became of a step that nobody saw the end of. */
async function look(attempt: Attempt, step: Step, { firstAt, lastAt }: Sent) {
  const { work } = attempt;
  try {
    const call = { ...toCall(attempt, step), startedAt: firstAt, lastSentAt: lastAt };
    const finding = await work.platform.connector.reconcile(call, sessionOf(attempt));
    if (finding === "unknown") return stopped(doubtOf(work, step), uncertain(unknownMessage));
    if (finding === "absent") return runAgain(attempt, step);
    if ("found" in finding) return await succeed(attempt, step, finding.found);
    return wait(attempt, step, finding.waitUntil);
  } catch (error) {
    return fail(attempt, { step, during: "look", wasInDoubt: true, error });
  }
}

/** The connector asks for time; for how long in all is not left to it, since others wait in the lane. */
function wait({ engine, work, failedTries }: Attempt, step: Step, until: Date): AttemptResult {
  const { waitingSince, isInDoubt } = entryOf(work, step);
  const now = engine.clock.now();
  const since = waitingSince ?? now;
  if (now >= plus(since, longestWaitMs)) {
    const ending = waitedTooLong(work.platform.connector.about.name, isInDoubt);
    return stopped(doubtOf(work, step), ending, "the platform did not come to an end with it");
  }
  return stopped({ ...doubtOf(work, step), waitingSince: since }, pauseUntil(until, failedTries));
}

/** Saves the intent, and that an answer is now owed; keeps the lease longer than any request takes. */
async function saveBefore({ engine, claim, work }: Attempt, step: Step): Promise<void> {
  const now = engine.clock.now();
  const known = work.journal.get(step.name);
  const context = { now, random: engine.random };
  const intent = known?.intent ?? work.platform.connector.intend(step, context);
  const isInDoubt = !isHarmless(step);
  // What was refused, or is not there, was not done: the times begin anew.
  const firstSentAt = (known?.isInDoubt === true ? known.firstSentAt : null) ?? now;
  const sent = { intent, isInDoubt, firstSentAt, lastSentAt: now };
  if (step.effect !== "read" || claim.lease.remainingMs() < maxRequestMs) {
    const sending = { deliveryId: claim.deliveryId, step: step.name, ...sent };
    await saveSending(engine.connections.db, claim.lease, engine.leaseMs, sending);
  }
  work.journal.set(step.name, { ...entryOf(work, step), ...sent });
}

async function succeed(
  attempt: Attempt,
  step: Step,
  done: Done,
): Promise<AttemptResult | undefined> {
  const { engine, work, claim } = attempt;
  const now = engine.clock.now();
  const { result, receipt = null } = done;
  const ended = { result, receipt, isInDoubt: false, waitingSince: null, finishedAt: now };
  work.journal.set(step.name, { ...entryOf(work, step), ...ended });
  attempt.failedTries = 0;
  const finished = { deliveryId: claim.deliveryId, step: step.name, done, now };
  const isLast = nextAction(work.steps, work.journal, now).kind === "finished";
  if (isLast) return { kind: "published", last: finished };
  await saveProgress(engine, claim.lease, finished);
  return undefined;
}
