// What an attempt does when an action fails: asks the connector what it means and the engine's rules
// what follows.

import type { Step } from "#connector/contract.ts";
import type { Failure } from "#connector/failure.ts";
import { describeFailure, failureOf } from "#connector/failure.ts";
import { refreshCredential } from "#connections/refresh.ts";
import { assertHolding, doubtOf, setDoubt } from "./attempt.ts";
import type { Attempt } from "./attempt.ts";
import { stopped } from "./end.ts";
import type { AttemptResult } from "./end.ts";
import { afterAbsent, held, judge } from "./judge.ts";
import type { Decision, Mishap } from "./judge.ts";
import { endedMessage } from "./load.ts";

export type Setback = Pick<Mishap, "step" | "during" | "wasInDoubt"> & { error: unknown };

/**
 * Undefined: there is more to do.
 * @throws LeaseLost, or the error itself when it is not the platform's doing.
 */
export async function fail(
  attempt: Attempt,
  { error, ...circumstances }: Setback,
): Promise<AttemptResult | undefined> {
  const { work } = attempt;
  const { step, wasInDoubt } = circumstances;
  const failure = failureOf(error);
  if (failure === undefined) throw error;
  const decision = decide(attempt, { ...circumstances, failure });
  switch (decision.kind) {
    case "look":
      return undefined;
    case "refresh":
      setDoubt(work, step, wasInDoubt);
      return refresh(attempt, step);
    case "end":
      setDoubt(work, step, decision.isInDoubt);
      return stopped(doubtOf(work, step), decision.ending, describeFailure(failure));
  }
}

/** The platform does not have it: the same step with the same intent, at once or after a pause. */
export function runAgain(attempt: Attempt, step: Step): AttemptResult | undefined {
  const { engine, work } = attempt;
  setDoubt(work, step, false);
  const next = afterAbsent(attempt.failedTries, engine.clock.now(), engine.random());
  attempt.failedTries += 1;
  if (next.kind === "again") return undefined;
  return stopped(doubtOf(work, step), next.ending, "not found at the platform");
}

/** The credential has run out: renewed before anything is sent with it. */
export function renewFirst(attempt: Attempt): Promise<AttemptResult | undefined> {
  return refresh(attempt, { name: "renewal", effect: "read" });
}

/** Renews the credential, so that the step can be taken again. */
async function refresh(attempt: Attempt, step: Step): Promise<AttemptResult | undefined> {
  const { engine, work } = attempt;
  attempt.wasRefreshed = true;
  const ended = () => stopped(doubtOf(work, step), held("reconnect", endedMessage));
  try {
    const { connections } = engine;
    const renewed = await refreshCredential(connections, work.connection.id, work.credential);
    if (renewed === undefined) return ended();
    work.credential = renewed;
    return undefined;
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    // Renewing makes no post, whatever becomes of it: it leaves nothing behind, and like a refused look a
    // refusal in words that nobody knows says nothing against the post.
    const renewing: Step = { name: step.name, effect: "read" };
    const decision = decide(attempt, {
      ...{ step: renewing, during: "look", wasInDoubt: false, failure },
    });
    if (decision.kind !== "end") return ended();
    return stopped(doubtOf(work, step), decision.ending, describeFailure(failure));
  }
}

function decide(
  attempt: Attempt,
  trouble: Pick<Mishap, "step" | "during" | "wasInDoubt"> & { failure: Failure },
): Decision {
  // Stopped by ourselves: whoever holds the lane next finds out what became of the step.
  assertHolding(attempt);
  const { engine, work, failedTries, wasRefreshed } = attempt;
  const now = engine.clock.now();
  const verdict = work.platform.connector.classify(trouble.failure, now);
  return judge({ ...trouble, verdict, failedTries, wasRefreshed, now, random: engine.random() });
}
