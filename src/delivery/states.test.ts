import { describe, expect, it } from "vitest";
import { deliveryStates, mayBecome, pendingStates, transitions } from "./states.ts";
import type { DeliveryState } from "./states.ts";

describe("the table of states", () => {
  it("leads nowhere but to its own states", () => {
    const named = Object.values(transitions).flat();
    expect(deliveryStates).toEqual(expect.arrayContaining(named));
  });

  it("has ends that nothing leaves: what is live stays live, what was stopped stays stopped", () => {
    const ends = deliveryStates.filter((state) => transitions[state].length === 0);
    expect(ends).toEqual(["published", "cancelled"]);
  });

  it("lets every delivery be reached, and come to an end", () => {
    expect(reachableFrom("scheduled")).toEqual(new Set(deliveryStates));
    for (const state of deliveryStates) {
      const within = reachableFrom(state);
      expect(within.has("published") || within.has("cancelled"), state).toBe(true);
    }
  });

  it("never moves what waits for a person by itself: all its ways lead out of the lane's running", () => {
    const restful = deliveryStates.filter(
      (state) => !(pendingStates as readonly DeliveryState[]).includes(state),
    );
    for (const state of restful) expect(mayBecome(state, "running"), state).toBe(false);
  });

  it("answers for pairs as it lists them", () => {
    expect(mayBecome("running", "published")).toBe(true);
    expect(mayBecome("published", "scheduled")).toBe(false);
    expect(mayBecome("uncertain", "running")).toBe(false);
  });
});

function reachableFrom(start: DeliveryState): Set<DeliveryState> {
  const seen = new Set<DeliveryState>();
  const waiting: DeliveryState[] = [start];
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    if (seen.has(state)) continue;
    seen.add(state);
    waiting.push(...transitions[state]);
  }
  return seen;
}
