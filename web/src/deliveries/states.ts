// What the states of a delivery look like, and whether it still moves by itself.

import type { Delivery } from "#api/contract/deliveries.ts";
import type { Run } from "#api/contract/runs.ts";
import { AlertIcon, CheckIcon, ClockIcon, QuestionIcon, StopIcon } from "../parts/icons.ts";

type State = Delivery["state"];

interface Look {
  words: string;
  Icon: typeof CheckIcon;
  color: string;
}

const good = "var(--broadside-good)";
const warn = "var(--broadside-warn)";
const bad = "var(--broadside-bad)";
const quiet = "var(--mantine-color-dimmed)";

export const looks: Readonly<Record<State, Look>> = {
  scheduled: { words: "Waiting to be sent", Icon: ClockIcon, color: quiet },
  running: { words: "Sending …", Icon: ClockIcon, color: quiet },
  waiting: { words: "Will be tried again", Icon: ClockIcon, color: warn },
  published: { words: "Live", Icon: CheckIcon, color: good },
  rejected: { words: "Not published", Icon: StopIcon, color: bad },
  held: { words: "Held", Icon: AlertIcon, color: warn },
  uncertain: { words: "Uncertain", Icon: QuestionIcon, color: warn },
  cancelled: { words: "Cancelled", Icon: StopIcon, color: quiet },
};

const pendingStates: ReadonlySet<State> = new Set<State>(["scheduled", "running", "waiting"]);
/** What was rejected before it was begun cannot be sent as it was composed. */
export function canRetry({ state, startedAt }: Delivery): boolean {
  return state === "held" || (state === "rejected" && startedAt !== null);
}

export function isUnderWay({ deliveries }: Run): boolean {
  return deliveries.some(({ state }) => pendingStates.has(state));
}
