import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hours, minutes, plus, seconds } from "#kernel/clock.ts";
import type { Effect } from "#connector/contract.ts";
import type { Failure, Verdict } from "#connector/failure.ts";
import { afterAbsent, judge, retryPausesMs } from "./judge.ts";
import type { Decision, Mishap } from "./judge.ts";

const now = new Date("2026-11-01T12:00:00Z");
const until = plus(now, hours(2));
const keyed: Effect = { keyedForMs: hours(1), underWayForMs: seconds(20) };
const effects: Effect[] = ["read", "orphan", keyed, "once"];
const nothingSent: Failure = { kind: "network", sent: "no", detail: "unreachable" };
const perhapsSent: Failure = { kind: "network", sent: "maybe", detail: "lost" };
const answered: Failure = { kind: "answer", status: 500, headers: {}, body: "" };
const verdicts: Record<Verdict["kind"], Verdict> = {
  retry: { kind: "retry", reason: "Not now." },
  uncertain: { kind: "uncertain", reason: "Who knows." },
  "rate-limit": { kind: "rate-limit", reason: "Too many.", until },
  refresh: { kind: "refresh", reason: "Token ended." },
  reconnect: { kind: "reconnect", reason: "Revoked." },
  misconfigured: { kind: "misconfigured", reason: "The operator can help." },
  reject: { kind: "reject", reason: "Not wanted." },
};

describe("a step that was run and failed", () => {
  it.each(
    (["retry", "uncertain"] as const).flatMap((verdict) => [
      // Nothing left: nothing can be there.
      ...effects.map((effect) => ({ verdict, effect, failure: nothingSent, outcome: "wait" })),
      ...[perhapsSent, answered].flatMap((failure) => [
        { verdict, effect: "read" as const, failure, outcome: "wait" },
        { verdict, effect: "orphan" as const, failure, outcome: "wait" },
        { verdict, effect: keyed, failure, outcome: "wait in doubt" },
        { verdict, effect: "once" as const, failure, outcome: "look" },
      ]),
    ]),
  )("$verdict, $effect, $failure.kind $failure.sent: $outcome", ({ outcome, ...found }) => {
    const { verdict, effect, failure } = found;
    expect(inShort(judgeRun({ effect, failure, verdict: verdicts[verdict] }))).toBe(outcome);
  });

  it.each(
    effects.flatMap((effect) => [
      { effect, verdict: "rate-limit" as const, outcome: "wait, the lane too" },
      { effect, verdict: "refresh" as const, outcome: "refresh" },
      { effect, verdict: "reconnect" as const, outcome: "held: reconnect" },
      { effect, verdict: "reject" as const, outcome: "rejected: refused" },
    ]),
  )("$verdict, $effect: $outcome, without a doubt", ({ effect, verdict, outcome }) => {
    for (const failure of [nothingSent, perhapsSent, answered]) {
      expect(inShort(judgeRun({ effect, failure, verdict: verdicts[verdict] }))).toBe(outcome);
    }
  });

  it.each([
    { verdict: "retry", outcome: "wait in doubt" },
    { verdict: "uncertain", outcome: "wait in doubt" },
    { verdict: "rate-limit", outcome: "wait, the lane too in doubt" },
    { verdict: "reconnect", outcome: "held: reconnect in doubt" },
    { verdict: "reject", outcome: "rejected: refused in doubt" },
  ] as const)(
    "$verdict to a keyed step that was in doubt before: $outcome, whatever this answer says",
    ({ verdict, outcome }) => {
      for (const failure of [nothingSent, perhapsSent, answered]) {
        const mishap = { effect: keyed, failure, verdict: verdicts[verdict], wasInDoubt: true };
        expect(inShort(judgeRun(mishap))).toBe(outcome);
      }
    },
  );
});

describe("a look that failed", () => {
  it.each([
    { verdict: "retry", outcome: "wait in doubt" },
    { verdict: "uncertain", outcome: "wait in doubt" },
    { verdict: "reject", outcome: "wait in doubt" },
    { verdict: "rate-limit", outcome: "wait, the lane too in doubt" },
    { verdict: "refresh", outcome: "refresh" },
    { verdict: "reconnect", outcome: "held: reconnect in doubt" },
  ] as const)("$verdict: $outcome", ({ verdict, outcome }) => {
    for (const failure of [nothingSent, perhapsSent, answered]) {
      const mishap = mishapOf({ failure, verdict: verdicts[verdict] });
      const looking = { ...mishap, during: "look", wasInDoubt: true } as const;
      expect(inShort(judge(looking))).toBe(outcome);
    }
  });
});

describe("the credential", () => {
  it("is renewed once in an attempt; a second refusal is for the user", () => {
    const again = judge({ ...mishapOf({ verdict: verdicts.refresh }), wasRefreshed: true });
    expect(inShort(again)).toBe("held: reconnect");
  });
});

describe("a rate limit", () => {
  it("is waited for to the moment, however often, and uses up no try", () => {
    const decision = judgeRun({ verdict: verdicts["rate-limit"], failedTries: 4 });
    expect(decision).toMatchObject({
      ending: { state: "waiting", until, failedTries: 4, trouble: { kind: "rate-limit" } },
    });
  });
});

describe("trying again", () => {
  it("pauses longer each time and takes about an hour in all", () => {
    const pausesMs = retryPausesMs.map((_, failedTries) => pauseMs(failedTries, 0.5));
    expect(pausesMs).toEqual([...pausesMs].sort((a, b) => a - b));
    const sumMs = pausesMs.reduce((sum, ms) => sum + ms, 0);
    expect(sumMs).toBeGreaterThan(minutes(50));
    expect(sumMs).toBeLessThan(minutes(70));
  });

  it("shifts each pause by a fifth at most, and never past the next one", () => {
    const tries = fc.integer({ min: 0, max: retryPausesMs.length - 1 });
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(tries, random, (failedTries, chance) => {
        const baseMs = retryPausesMs[failedTries] ?? 0;
        const ms = pauseMs(failedTries, chance);
        expect(Math.abs(ms - baseMs)).toBeLessThanOrEqual(baseMs / 5 + 1);
        expect(ms).toBeLessThan((retryPausesMs[failedTries + 1] ?? Infinity) * 0.8);
      }),
      { seed: 20_261_101 },
    );
  });

  it("tells when it goes on", () => {
    const decision = judgeRun({ failure: nothingSent, verdict: verdicts.retry });
    const until = plus(now, seconds(30)).toISOString();
    expect(decision).toMatchObject({
      ending: { failedTries: 1, pausesLane: false, trouble: { kind: "network", until } },
    });
  });

  it("ends after the fifth try: held when nothing can be live, uncertain when something may be", () => {
    const failedTries = retryPausesMs.length;
    const failure = nothingSent;
    expect(inShort(judgeRun({ failure, verdict: verdicts.retry, failedTries }))).toBe(
      "held: network",
    );
    const doubtful = { failure: perhapsSent, verdict: verdicts.retry, failedTries, effect: keyed };
    expect(inShort(judgeRun(doubtful))).toBe("uncertain: uncertain in doubt");
    const looking = { ...mishapOf({ failure, failedTries }), during: "look", wasInDoubt: true };
    expect(inShort(judge(looking as Mishap))).toBe("uncertain: uncertain in doubt");
  });

  it("says how often it was tried, and why in the platform's words", () => {
    const decision = judgeRun({ failure: nothingSent, failedTries: 4, verdict: verdicts.retry });
    expect(decision).toMatchObject({
      ending: { trouble: { message: "Not now. We tried 5 times over about an hour." } },
    });
  });
});

describe("a post that the platform does not have", () => {
  it("is sent again at once the first time, then after pauses, and is held in the end", () => {
    expect(afterAbsent(0, now, 0.5)).toEqual({ kind: "again" });
    const until = plus(now, retryPausesMs[1]);
    expect(afterAbsent(1, now, 0.5)).toMatchObject({ ending: { state: "waiting", until } });
    expect(afterAbsent(4, now, 0.5)).toMatchObject({
      ending: { state: "held", trouble: { kind: "network" } },
    });
  });
});

type Circumstances = Partial<Omit<Mishap, "step">> & { effect?: Effect };

function mishapOf({ effect = "once", ...circumstances }: Circumstances): Mishap {
  return {
    ...{ during: "run", step: { name: "step", effect }, failure: answered, wasInDoubt: false },
    ...{ verdict: verdicts.retry, failedTries: 0, wasRefreshed: false, now, random: 0.5 },
    ...circumstances,
  };
}

function judgeRun(circumstances: Circumstances): Decision {
  return judge(mishapOf(circumstances));
}

function pauseMs(failedTries: number, random: number): number {
  const decision = judgeRun({ failure: nothingSent, failedTries, random });
  if (decision.kind !== "end" || decision.ending.state !== "waiting") throw new Error("no pause");
  return decision.ending.until.getTime() - now.getTime();
}

function inShort(decision: Decision): string {
  if (decision.kind !== "end") return decision.kind;
  const { ending, isInDoubt } = decision;
  const outcome =
    ending.state === "waiting"
      ? `wait${ending.pausesLane ? ", the lane too" : ""}`
      : `${ending.state}: ${ending.trouble.kind}`;
  return isInDoubt ? `${outcome} in doubt` : outcome;
}
