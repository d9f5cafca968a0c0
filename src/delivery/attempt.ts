// An attempt under way: what it knows, and how it shows itself to the connector.

import type { JsonObject } from "#kernel/json.ts";
import type { Call, Session, Step } from "#connector/contract.ts";
import { openSession } from "#connections/session.ts";
import type { Engine } from "./engine.ts";
import type { Doubt } from "./journal.ts";
import type { Claim } from "./lanes.ts";
import { LeaseLost } from "./lease.ts";
import type { Work } from "./load.ts";
import type { JournalEntry } from "./resume.ts";

export interface Attempt {
  engine: Engine;
  claim: Claim;
  work: Work;
  signal: AbortSignal;
  failedTries: number;
  wasRefreshed: boolean;
}

export function toCall({ engine, work }: Attempt, step: Step): Call {
  const results: Record<string, JsonObject> = {};
  for (const [name, { result }] of work.journal) if (result !== null) results[name] = result;
  return {
    step,
    composition: work.composition,
    account: work.connection.account,
    intent: entryOf(work, step).intent,
    results,
    readMedia: (mediaId) => engine.readMedia(mediaId),
    mediaUrl: (mediaId) => engine.mediaUrl(mediaId),
  };
}

export function sessionOf(attempt: Attempt): Session {
  const { engine, claim, work, signal } = attempt;
  return openSession({
    ...engine.connections,
    platform: work.platform,
    credential: work.credential.credential,
    signal,
    // A request must be over before anybody else may take the lane.
    timeLeftMs: () => claim.lease.remainingMs(),
    beforeSend: () => assertHolding(attempt),
  });
}

/** @throws LeaseLost when the attempt was stopped, or its time is up. */
export function assertHolding({ claim, signal }: Attempt): void {
  if (signal.aborted || claim.lease.remainingMs() <= 0) throw new LeaseLost();
}

/** What is known of a step; of one that was never tried, nothing. */
export function entryOf({ journal }: Work, step: Step): JournalEntry {
  return (
    journal.get(step.name) ?? {
      ...{ intent: {}, firstSentAt: null, lastSentAt: null, isInDoubt: false },
      waitingSince: null,
      ...{ result: null, receipt: null, finishedAt: null },
    }
  );
}

/** In memory alone; the database learns of it when the attempt ends. */
export function setDoubt(work: Work, step: Step, isInDoubt: boolean): void {
  work.journal.set(step.name, { ...entryOf(work, step), isInDoubt });
}

export function doubtOf(work: Work, step: Step): Doubt {
  const { intent, isInDoubt } = entryOf(work, step);
  return { step: step.name, intent, isInDoubt, waitingSince: null };
}
