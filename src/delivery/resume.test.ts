import { describe, expect, it } from "vitest";
import { hours, minutes, plus, seconds } from "#kernel/clock.ts";
import type { Effect, Step } from "#connector/contract.ts";
import { isHarmless, nextAction } from "./resume.ts";
import type { JournalEntry } from "./resume.ts";

const now = new Date("2026-11-01T12:00:00Z");
const ago = (ms: number) => plus(now, -ms);

const upload: Step = { name: "image-0", effect: "orphan", resultLastsMs: hours(1) };
const kept: Step = { name: "image-1", effect: "orphan" };
const first: Step = { name: "segment-0", effect: "once" };
const second: Step = { name: "segment-1", effect: "once" };
const keyed: Step = { name: "keyed", effect: { keyedForMs: hours(1), underWayForMs: seconds(20) } };
const readBack: Step = { name: "read-back", effect: "read" };

const tried: JournalEntry = {
  ...{ intent: {}, firstSentAt: ago(minutes(1)), lastSentAt: ago(seconds(30)), isInDoubt: false },
  ...{ waitingSince: null, result: null, receipt: null, finishedAt: null },
};
const inDoubt = { ...tried, isInDoubt: true };
const done = (finishedAt = ago(minutes(1))) => ({ ...tried, result: {}, finishedAt });

describe("what comes next", () => {
  it("is the first step that was never tried", () => {
    expect(next([first, second], {})).toEqual({ kind: "run", step: first });
    expect(next([first, second], { "segment-0": done() })).toEqual({ kind: "run", step: second });
  });

  it("is nothing once every step has its result, or where there are no steps", () => {
    expect(next([first, readBack], { "segment-0": done(), "read-back": done() })).toEqual({
      kind: "finished",
    });
    expect(next([], {})).toEqual({ kind: "finished" });
  });

  it("is a step without a result even where a later one has one", () => {
    expect(next([first, second], { "segment-1": done() })).toEqual({ kind: "run", step: first });
  });

  it("is the same step again when it was refused", () => {
    expect(next([first], { "segment-0": tried })).toEqual({ kind: "run", step: first });
  });

  it("is a look where a second post could come of trying again", () => {
    expect(next([first], { "segment-0": inDoubt })).toEqual({
      ...{ kind: "look", step: first },
      sent: { firstAt: inDoubt.firstSentAt, lastAt: inDoubt.lastSentAt },
    });
  });

  it.each([upload, readBack])(
    "is $name again, in doubt or not: repeating it is harmless",
    (step) => {
      expect(next([step], { [step.name]: inDoubt })).toEqual({ kind: "run", step });
    },
  );

  it("is a keyed step again for as long as the platform drops repeats, and a look from then on", () => {
    const sent = (ms: number) => ({ keyed: { ...inDoubt, firstSentAt: ago(ms) } });
    expect(next([keyed], sent(hours(1) - 1))).toEqual({ kind: "run", step: keyed });
    expect(next([keyed], sent(hours(1)))).toMatchObject({ kind: "look", step: keyed });
  });

  it("is a wait while a request of a keyed step may be under way, key or no key", () => {
    for (const firstSentAt of [ago(minutes(1)), ago(hours(2))]) {
      const sent = (ms: number) => ({ keyed: { ...inDoubt, firstSentAt, lastSentAt: ago(ms) } });
      const until = plus(now, 1);
      expect(next([keyed], sent(seconds(20) - 1))).toEqual({ kind: "wait", until });
      expect(next([keyed], sent(seconds(20)))).not.toMatchObject({ kind: "wait" });
    }
  });

  it("counts a key's time from the first try, so that trying again does not lengthen it", () => {
    const firstAt = ago(hours(2));
    expect(next([keyed], { keyed: { ...inDoubt, firstSentAt: firstAt } })).toEqual({
      ...{ kind: "look", step: keyed, sent: { firstAt, lastAt: inDoubt.lastSentAt } },
    });
  });
});

describe("an upload whose result has lapsed", () => {
  const lapsed = done(ago(hours(1)));

  it("is made again where the next step is a post", () => {
    expect(next([upload, first], { "image-0": lapsed })).toEqual({ kind: "run", step: upload });
    expect(next([upload, first], { "image-0": done(ago(hours(1) - 1)) })).toEqual({
      ...{ kind: "run", step: first },
    });
  });

  it("is made again before other uploads of the same post, one after the other", () => {
    const other: Step = { name: "image-2", effect: "orphan", resultLastsMs: minutes(5) };
    const journal = { "image-0": lapsed, "image-2": done(ago(minutes(6))) };
    expect(next([upload, other, first], journal)).toEqual({ kind: "run", step: upload });
    expect(next([upload, other, first], { ...journal, "image-0": done() })).toEqual({
      ...{ kind: "run", step: other },
    });
  });

  it("is left alone where the post that it was for is made", () => {
    const journal = { "image-0": lapsed, "segment-0": done() };
    expect(next([upload, first, second], journal)).toEqual({ kind: "run", step: second });
    expect(next([upload, keyed, second], { ...journal, keyed: done() })).toMatchObject({
      ...{ step: second },
    });
  });

  it("is left alone where everything is done", () => {
    const journal = { "image-0": lapsed, "segment-0": done() };
    expect(next([upload, first], journal)).toEqual({ kind: "finished" });
  });

  it("waits until a doubt about the post is cleared: the post may be there", () => {
    const journal = { "image-0": lapsed, "segment-0": inDoubt };
    expect(next([upload, first], journal)).toMatchObject({ kind: "look", step: first });
  });

  it("is made again before a keyed post that is tried again", () => {
    const journal = { "image-0": lapsed, keyed: inDoubt };
    expect(next([upload, keyed], journal)).toEqual({ kind: "run", step: upload });
  });

  it("never lapses where the platform keeps it", () => {
    expect(next([kept, first], { "image-1": done(ago(hours(1000))) })).toMatchObject({
      ...{ step: first },
    });
  });
});

it.each<[Effect, boolean]>([
  ["read", true],
  ["orphan", true],
  ["once", false],
  [{ keyedForMs: 1, underWayForMs: 1 }, false],
])("a repeated step of effect %o leaves nothing for readers: %s", (effect, expected) => {
  expect(isHarmless({ name: "step", effect })).toBe(expected);
});

function next(steps: readonly Step[], journal: Record<string, JournalEntry>) {
  return nextAction(steps, new Map(Object.entries(journal)), now);
}
