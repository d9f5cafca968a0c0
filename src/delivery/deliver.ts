// One attempt at a delivery: from the first step without a result to the end, or to whatever stops it.
// Every step is saved before it is sent and after it is answered, so that any process can go on from
// any point. The attempt takes one request-sized step at a time, and each only under its lease.

import { newId } from "#kernel/ids.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { Call, Done, Session, Step } from "#connector/contract.ts";
import type { Failure } from "#connector/failure.ts";
import { describeFailure, failureOf } from "#connector/failure.ts";
import { refreshCredential } from "#connections/refresh.ts";
import { maxRequestMs, openSession } from "#connections/session.ts";
import { endAttempt, recordInterruption, saveProgress, stopped } from "./end.ts";
import type { AttemptResult, Doubt } from "./end.ts";
import type { Engine } from "./engine.ts";
import { saveSending } from "./journal.ts";
import { afterAbsent, brokenBy, held, judge, pauseUntil, uncertain } from "./judge.ts";
import type { Decision } from "./judge.ts";
import type { Claim } from "./lanes.ts";
import { LeaseLost } from "./lease.ts";
import { loadWork } from "./load.ts";
import type { Work } from "./load.ts";
import type { Action, JournalEntry } from "./resume.ts";
import { isHarmless, nextAction } from "./resume.ts";

/** A worker that dies again and again over one delivery may be dying of it. */
const maxInterruptions = 10;

const dyingMessage =
  "The server stopped several times in the middle of this delivery. See whether the post is live, then try again.";
const endedMessage = "The authorisation has ended: connect the account again.";
const unknownMessage =
  "The connection was lost while the post was being sent, and this platform cannot tell us whether it arrived. Look there, then say which it is.";

/** An attempt under way. */
interface Attempt {
  engine: Engine;
  claim: Claim;
  work: Work;
  signal: AbortSignal;
  failedTries: number;
  wasRefreshed: boolean;
}

/** Runs the claimed delivery until its attempt ends. Never throws; a lost lease ends it silently. */
export async function deliver(engine: Engine, claim: Claim, signal: AbortSignal): Promise<void> {
  const startedAt = engine.clock.now();
  try {
    const result = await attemptDelivery(engine, claim, signal);
    await endAttempt(engine, { claim, startedAt, result });
  } catch (error) {
    await giveUp(engine, { claim, startedAt, error });
  }
}

async function attemptDelivery(
  engine: Engine,
  claim: Claim,
  signal: AbortSignal,
): Promise<AttemptResult> {
  if (claim.wasInterrupted) {
    const interruptions = await recordInterruption(engine, claim.deliveryId);
    if (interruptions >= maxInterruptions) return stopped(null, held("internal", dyingMessage));
  }
  const loaded = await loadWork(engine, claim);
  if (loaded.kind === "blocked") return stopped(null, { state: "held", trouble: loaded.trouble });
  const { work } = loaded;
  const attempt = {
    engine,
    claim,
    work,
    signal,
    ...{ failedTries: claim.failedTries, wasRefreshed: false },
  };
  for (;;) {
    const result = await take(attempt, nextAction(work.steps, work.journal, engine.clock.now()));
    if (result !== undefined) return result;
  }
}

/** Takes one action. Undefined: there is more to do. @throws LeaseLost and what is a bug of ours. */
async function take(attempt: Attempt, action: Action): Promise<AttemptResult | undefined> {
  switch (action.kind) {
    case "finished":
      return { kind: "published" };
    case "run":
      return runStep(attempt, action.step);
    case "look":
      return lookFor(attempt, action.step, action.sentAt);
  }
}

async function runStep(attempt: Attempt, step: Step): Promise<AttemptResult | undefined> {
  const { connector } = attempt.work.platform;
  await saveBefore(attempt, step);
  try {
    const outcome = await connector.run(toCall(attempt, step), sessionOf(attempt));
    if ("waitUntil" in outcome) {
      setDoubt(attempt.work, step, false);
      return stopped(
        doubtOf(attempt.work, step),
        pauseUntil(outcome.waitUntil, attempt.failedTries),
      );
    }
    return await succeed(attempt, step, outcome);
  } catch (error) {
    return fail(attempt, step, "run", error);
  }
}

/** Finds out what became of a step that nobody saw the end of. */
async function lookFor(attempt: Attempt, step: Step, startedAt: Date) {
  const { work } = attempt;
  try {
    const call = { ...toCall(attempt, step), startedAt };
    const finding = await work.platform.connector.reconcile(call, sessionOf(attempt));
    if (finding === "unknown") return stopped(doubtOf(work, step), uncertain(unknownMessage));
    if (finding === "absent") return runAgain(attempt, step);
    if ("found" in finding) return await succeed(attempt, step, finding.found);
    return stopped(doubtOf(work, step), pauseUntil(finding.waitUntil, attempt.failedTries));
  } catch (error) {
    return fail(attempt, step, "look", error);
  }
}

/** Saves the intent, and that an answer is now owed; keeps the lease longer than any request takes. */
async function saveBefore({ engine, claim, work }: Attempt, step: Step): Promise<void> {
  const now = engine.clock.now();
  const entry = work.journal.get(step.name);
  const context = { now, random: engine.random };
  const intent = entry?.intent ?? work.platform.connector.intend(step, context);
  const isInDoubt = !isHarmless(step);
  if (step.effect !== "read" || claim.lease.remainingMs() < maxRequestMs) {
    const sending = { deliveryId: claim.deliveryId, step: step.name, intent, isInDoubt, now };
    await saveSending(engine.connections.db, claim.lease, engine.leaseMs, sending);
  }
  const firstSentAt = entry?.firstSentAt ?? now;
  work.journal.set(step.name, { ...(entry ?? blank), intent, firstSentAt, isInDoubt });
}

async function succeed(
  attempt: Attempt,
  step: Step,
  done: Done,
): Promise<AttemptResult | undefined> {
  const { engine, work, claim } = attempt;
  const now = engine.clock.now();
  const { result, receipt = null } = done;
  const entry = work.journal.get(step.name) ?? blank;
  work.journal.set(step.name, { ...entry, result, receipt, isInDoubt: false, finishedAt: now });
  attempt.failedTries = 0;
  const finished = { deliveryId: claim.deliveryId, step: step.name, done, now };
  const isLast = nextAction(work.steps, work.journal, now).kind === "finished";
  if (isLast) return { kind: "published", last: finished };
  await saveProgress(engine, claim.lease, finished);
  return undefined;
}

/** @throws LeaseLost, or the error itself when it is not the platform's doing. */
async function fail(
  attempt: Attempt,
  step: Step,
  during: "run" | "look",
  error: unknown,
): Promise<AttemptResult | undefined> {
  const failure = failureOf(error);
  if (failure === undefined) throw error;
  const decision = decide(attempt, { step, during, failure });
  if (during === "run" && decision.kind !== "look") {
    setDoubt(attempt.work, step, decision.kind === "end" && decision.isInDoubt);
  }
  switch (decision.kind) {
    case "look":
      return undefined;
    case "refresh":
      return refresh(attempt, step);
    case "end":
      return stopped(doubtOf(attempt.work, step), decision.ending, describeFailure(failure));
  }
}

/** Renews the credential, so that the step can be taken again. */
async function refresh(attempt: Attempt, step: Step): Promise<AttemptResult | undefined> {
  const { engine, work } = attempt;
  attempt.wasRefreshed = true;
  try {
    const renewed = await refreshCredential(
      engine.connections,
      work.connection.id,
      work.credential,
    );
    if (renewed === undefined) {
      return stopped(doubtOf(work, step), held("reconnect", endedMessage));
    }
    work.credential = renewed;
    return undefined;
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    // Renewing makes no post, whatever becomes of it: it is judged as a step that leaves nothing behind.
    const decision = decide(attempt, { step: { ...step, effect: "read" }, during: "run", failure });
    if (decision.kind !== "end")
      return stopped(doubtOf(work, step), held("reconnect", endedMessage));
    return stopped(doubtOf(work, step), decision.ending, describeFailure(failure));
  }
}

/** The platform does not have it: the same step with the same intent, at once or after a pause. */
function runAgain(attempt: Attempt, step: Step): AttemptResult | undefined {
  const { engine, work } = attempt;
  setDoubt(work, step, false);
  const next = afterAbsent(attempt.failedTries, engine.clock.now(), engine.random());
  attempt.failedTries += 1;
  if (next.kind === "again") return undefined;
  return stopped(doubtOf(work, step), next.ending, "not found at the platform");
}

function decide(
  { engine, claim, work, signal, failedTries, wasRefreshed }: Attempt,
  trouble: { step: Step; during: "run" | "look"; failure: Failure },
): Decision {
  // Stopped by ourselves: whoever holds the lane next finds out what became of the step.
  if (signal.aborted || claim.lease.remainingMs() <= 0) throw new LeaseLost();
  const now = engine.clock.now();
  const verdict = work.platform.connector.classify(trouble.failure, now);
  return judge({ ...trouble, verdict, failedTries, wasRefreshed, now, random: engine.random() });
}

function toCall({ engine, work }: Attempt, step: Step): Call {
  const results: Record<string, JsonObject> = {};
  for (const [name, { result }] of work.journal) if (result !== null) results[name] = result;
  return {
    step,
    composition: work.composition,
    account: work.connection.account,
    intent: work.journal.get(step.name)?.intent ?? {},
    results,
    readMedia: (mediaId) => engine.readMedia(mediaId),
  };
}

function sessionOf({ engine, claim, work, signal }: Attempt): Session {
  return openSession({
    ...engine.connections,
    platform: work.platform,
    credential: work.credential.credential,
    signal,
    // A request must be over before anybody else may take the lane.
    timeoutMs: Math.max(1, claim.lease.remainingMs()),
    beforeSend() {
      if (signal.aborted || claim.lease.remainingMs() <= 0) throw new LeaseLost();
    },
  });
}

/** A bug of ours, or the database is gone. The journal stays as it is. */
async function giveUp(
  engine: Engine,
  { claim, startedAt, error }: { claim: Claim; startedAt: Date; error: unknown },
): Promise<void> {
  const { deliveryId } = claim;
  if (error instanceof LeaseLost) return engine.log.warn({ deliveryId }, error.message);
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

const blank: JournalEntry = {
  ...{ intent: {}, firstSentAt: null, isInDoubt: false },
  ...{ result: null, receipt: null, finishedAt: null },
};

function setDoubt(work: Work, step: Step, isInDoubt: boolean): void {
  work.journal.set(step.name, { ...(work.journal.get(step.name) ?? blank), isInDoubt });
}

function doubtOf(work: Work, step: Step): Doubt {
  return { step: step.name, isInDoubt: work.journal.get(step.name)?.isInDoubt ?? false };
}
