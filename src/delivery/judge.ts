// What follows from a failure: the engine's rules as one pure function. The connector has said what
// the failure means (its verdict); here that becomes "do this now" or "the attempt ends like this".

import { minutes, plus, seconds } from "#kernel/clock.ts";
import type { Step } from "#connector/contract.ts";
import { wasSent } from "#connector/failure.ts";
import type { Failure, Verdict } from "#connector/failure.ts";
import { isHarmless } from "./resume.ts";
import type { Trouble } from "./trouble.ts";

/** Before tries 2 to 5: about an hour in all. Shifted by up to a fifth, so that many do not return at once. */
export const retryPausesMs = [seconds(30), minutes(3), minutes(12), minutes(45)] as const;

/** For what a platform works on, or does not show yet; the slowest that is known takes 10 minutes. */
export const longestWaitMs = minutes(30);

export interface Mishap {
  /** Was the step being run, or a doubt about it being looked into? */
  during: "run" | "look";
  step: Step;
  /** An earlier try of the step may have been done: what the platform says to this one settles nothing. */
  wasInDoubt: boolean;
  failure: Failure;
  verdict: Verdict;
  /** Of this delivery since its last success, this one not counted. */
  failedTries: number;
  /** The credential was already renewed in this attempt. */
  wasRefreshed: boolean;
  now: Date;
  /** Uniform in [0, 1). */
  random: number;
}

export type Decision =
  /** Look at the platform, now. */
  | { kind: "look" }
  /** Renew the credential, then do the same again, now. */
  | { kind: "refresh" }
  /** `isInDoubt`: the step may have been done all the same. */
  | { kind: "end"; ending: Ending; isInDoubt: boolean };

export type Ending =
  | {
      state: "waiting";
      until: Date;
      /** The other deliveries of the connection wait, too. */
      pausesLane: boolean;
      failedTries: number;
      trouble: Trouble | null;
    }
  | { state: "rejected" | "held" | "uncertain"; trouble: Trouble };

export function judge(mishap: Mishap): Decision {
  const { during, step, verdict } = mishap;
  const isInDoubt = mishap.wasInDoubt || leavesDoubt(mishap);
  switch (verdict.kind) {
    case "refresh":
      if (!mishap.wasRefreshed) return { kind: "refresh" };
      return end(held("reconnect", verdict.reason), isInDoubt);
    case "reconnect":
      return end(held("reconnect", verdict.reason), isInDoubt);
    case "rate-limit":
      return end(paused(mishap, verdict.until), isInDoubt);
    case "reject":
      if (during === "look") return end(retryLater(mishap, isInDoubt), isInDoubt);
      return end(
        { state: "rejected", trouble: { kind: "refused", message: verdict.reason } },
        isInDoubt,
      );
    case "misconfigured":
      return end(held("misconfigured", verdict.reason), isInDoubt);
    case "retry":
    case "uncertain":
      if (during === "run" && isInDoubt && step.effect === "once") return { kind: "look" };
      return end(retryLater(mishap, isInDoubt), isInDoubt);
  }
}

/** The platform can be reached and does not have the post: once more now, after that with pauses. */
export function afterAbsent(
  failedTries: number,
  now: Date,
  random: number,
): { kind: "again" } | { kind: "end"; ending: Ending } {
  if (failedTries === 0) return { kind: "again" };
  const reason = "The platform can be reached, but did not take the post.";
  const ending = later({ reason, failedTries: failedTries + 1, now, random, isInDoubt: false });
  return { kind: "end", ending };
}

/** The connector asked for time; nothing went wrong. */
export function pauseUntil(until: Date, failedTries: number): Ending {
  return { state: "waiting", until, pausesLane: false, failedTries, trouble: null };
}

/** It has asked for time for `longestWaitMs`. */
export function waitedTooLong(platform: string, isInDoubt: boolean): Ending {
  const time = `${longestWaitMs / minutes(1)} minutes`;
  if (isInDoubt) {
    return uncertain(
      `${platform} did not say for ${time} whether the post is there. Look there, then say which it is.`,
    );
  }
  const message = `${platform} has worked on this for ${time} without coming to an end. Try again later.`;
  return { state: "held", trouble: { kind: "network", message } };
}

export function uncertain(reason: string): Ending {
  return { state: "uncertain", trouble: { kind: "uncertain", message: reason } };
}

export function brokenBy(reference: string): Ending {
  const message =
    "Something went wrong on our side. Nothing is lost: try again, and if it happens again tell the operator this number.";
  return { state: "held", trouble: { kind: "internal", message, reference } };
}

function leavesDoubt({ step, failure, verdict }: Mishap): boolean {
  if (isHarmless(step) || !wasSent(failure)) return false;
  return verdict.kind === "retry" || verdict.kind === "uncertain";
}

export function held(kind: "reconnect" | "misconfigured" | "internal", message: string): Ending {
  return { state: "held", trouble: { kind, message } };
}

function paused({ verdict, failedTries }: Mishap, until: Date): Ending {
  const trouble: Trouble = {
    kind: "rate-limit",
    message: verdict.reason,
    until: until.toISOString(),
  };
  return { state: "waiting", until, pausesLane: true, failedTries, trouble };
}

function retryLater({ verdict, failedTries, now, random }: Mishap, isInDoubt: boolean): Ending {
  return later({ reason: verdict.reason, failedTries: failedTries + 1, now, random, isInDoubt });
}

interface Later {
  reason: string;
  /** This one counted. */
  failedTries: number;
  now: Date;
  random: number;
  isInDoubt: boolean;
}

function later({ reason, failedTries, now, random, isInDoubt }: Later): Ending {
  const pauseMs = retryPausesMs[failedTries - 1];
  if (pauseMs === undefined) {
    const message = `${reason} We tried ${failedTries} times over about an hour.`;
    if (isInDoubt) return uncertain(message);
    return { state: "held", trouble: { kind: "network", message } };
  }
  const until = plus(now, pauseMs * (0.8 + 0.4 * random));
  const trouble: Trouble = { kind: "network", message: reason, until: until.toISOString() };
  return { state: "waiting", until, pausesLane: false, failedTries, trouble };
}

function end(ending: Ending, isInDoubt: boolean): Decision {
  return { kind: "end", ending, isInDoubt };
}
