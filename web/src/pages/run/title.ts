// How far a run is, in a few words.

import type { Run } from "#api/contract/runs.ts";
import { isUnderWay } from "../../deliveries/states.ts";

export function titleOf(run: Run): string {
  const { deliveries } = run;
  const count = (state: string) => deliveries.filter((each) => each.state === state).length;
  const all = deliveries.length;
  const live = count("published");
  if (count("cancelled") === all) return "Cancelled: nothing was sent";
  if (live === all) return all === 1 ? "It is live" : "Live everywhere";
  if (waitsForItsTime(run)) return "Not sent yet";
  if (isUnderWay(run)) return `Publishing: ${live} of ${all} live`;
  return `${live} of ${all} live`;
}

/** Nothing of it has begun, because its time has not come. */
export function waitsForItsTime({ scheduledFor, deliveries }: Run): boolean {
  return (
    scheduledFor !== null &&
    deliveries.some(({ state }) => state === "scheduled") &&
    deliveries.every(({ state }) => state === "scheduled" || state === "cancelled") &&
    Date.parse(scheduledFor) > Date.now()
  );
}
