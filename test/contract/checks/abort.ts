// A worker that must stop, because its lease is lost or the server ends, stops at once, and says
// truly what it had begun.

import { setTimeout as pause } from "node:timers/promises";
import { type Verdict, wasSent } from "#connector/failure.ts";
import type { ServedFake } from "#connector/serve-fake.ts";
import { minutes, seconds } from "#kernel/clock.ts";
import { deliver, type Delivery } from "../driver.ts";
import { ofOutcome } from "../outcome.ts";
import { type Check, type Flaw, unless } from "../subject.ts";
import { withDelivery } from "../trial.ts";

const promptMs = seconds(4);
const pollMs = 2;
const open: readonly Verdict["kind"][] = ["retry", "uncertain"];

export const abort: Check = {
  name: "stops at once when told to, and says what may have been sent",
  findFlaws: (subject) => withDelivery(subject, "short", ofAbort),
};

async function ofAbort(delivery: Delivery): Promise<Flaw[]> {
  const { served } = delivery.rig;
  const stop = new AbortController();
  delivery.signal = stop.signal;
  served.faults.inject({ fault: "slow", delayMs: minutes(1), aim: "post", times: 1 });
  const stopped = deliver(delivery);
  await Promise.race([stopped, posted(served)]);
  const requests = served.requests.length;
  stop.abort();
  if (await Promise.race([stopped.then(() => false), pause(promptMs, true)])) {
    return ["it goes on waiting for an answer"];
  }

  const [first, ...later] = delivery.troubles;
  delivery.signal = null;
  return [
    ...unless(first?.failure.kind === "network", "it does not say that it was stopped"),
    ...unless(
      first !== undefined && wasSent(first.failure) && open.includes(first.verdict.kind),
      "it says of what it had sent that it was not done",
    ),
    ...unless(
      later.every(({ failure }) => !wasSent(failure)) && served.requests.length === requests,
      "it sends something after it was stopped",
    ),
    ...ofOutcome(delivery, await deliver(delivery), ["uncertain"]),
  ];
}

async function posted({ fake }: ServedFake): Promise<void> {
  while (fake.posts().length === 0) await pause(pollMs);
}
