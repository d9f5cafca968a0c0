// Everything that can go wrong with a request, tried at each request of a delivery: it gets the right
// verdict, and still each segment becomes one post.

import type { Injection, PlainFault } from "#connector/faults.ts";
import { seconds } from "#kernel/clock.ts";
import { deliver, isRenewable, type Delivery, type Ending, type Trouble } from "../driver.ts";
import type { DraftKind } from "../drafts.ts";
import { ofOutcome } from "../outcome.ts";
import { type Check, type Flaw, unless, when } from "../subject.ts";
import { withDelivery } from "../trial.ts";

/** Between them they make every kind of request. */
const kinds: readonly DraftKind[] = ["thread", "card"];
const resetInMs = seconds(40);
/** Platforms state whole seconds, rounded either way; a second more than they say does no harm. */
const toleranceMs = seconds(2);

const unclear: readonly PlainFault[] = [
  ...(["lose-request", "lose-reply", "server-error"] as const),
  ...(["server-error-after", "truncated-json"] as const),
];

export const unclearFaults: Check = {
  name: "calls no unclear failure a refusal, and posts nothing twice after it",
  findFlaws: atEachRequest(
    [
      ...unclear.map((fault) => ({ fault, times: 1, aim: "any" }) as const),
      // The look at what became of it fails as well.
      { fault: "lose-reply", times: 2, aim: "any" },
    ],
    ({ delivery, ending, trouble: { verdict } }) => [
      ...unless(
        verdict.kind === "retry" || verdict.kind === "uncertain",
        `its verdict is "${verdict.kind}"`,
      ),
      ...ofOutcome(delivery, ending, ["uncertain"]),
    ],
  ),
};

export const refusedCredential: Check = {
  name: "renews a credential that has run out, or asks to reconnect",
  findFlaws: atEachRequest(
    [{ fault: "unauthorized", times: 1, aim: "any" }],
    ({ delivery, ending, trouble: { verdict } }) => {
      const renews = isRenewable(delivery);
      // What cannot be renewed is refused to the same end, however it is called.
      const wanted: string[] = renews ? ["refresh"] : ["refresh", "reconnect"];
      return [
        ...unless(wanted.includes(verdict.kind), `its verdict is "${verdict.kind}"`),
        ...ofOutcome(delivery, ending, renews ? [] : ["held"]),
      ];
    },
  ),
};

export const rateLimit: Check = {
  name: "waits for as long as the platform asks",
  findFlaws: atEachRequest(
    [{ fault: "rate-limit", resetInMs, times: 1, aim: "any" }],
    ({ delivery, ending, trouble: { verdict, at } }) => {
      if (verdict.kind !== "rate-limit") return [`its verdict is "${verdict.kind}"`];
      const waitMs = verdict.until.getTime() - at.getTime();
      return [
        ...unless(
          Math.abs(waitMs - resetInMs) <= toleranceMs,
          `it waits ${waitMs} ms, when the platform asked for ${resetInMs} ms`,
        ),
        ...ofOutcome(delivery, ending),
      ];
    },
  ),
};

interface Struck {
  delivery: Delivery;
  ending: Ending;
  /** What the connector made of it first. */
  trouble: Trouble;
}

function atEachRequest(
  injections: readonly Injection[],
  judge: (struck: Struck) => Flaw[],
): Check["findFlaws"] {
  return async (subject) => {
    const flaws: Flaw[] = [];
    for (const kind of kinds) {
      const requests = await withDelivery(subject, kind, countRequests);
      for (const injection of injections) {
        for (let after = 0; after < requests; after += 1) {
          const found = await withDelivery(subject, kind, (delivery) =>
            strike(delivery, { ...injection, after }, judge),
          );
          const times = injection.times === 1 ? "" : ` and the ${injection.times - 1} after it`;
          flaws.push(...when(`${kind}, ${injection.fault} of request ${after + 1}${times}`, found));
        }
      }
    }
    return flaws;
  };
}

async function countRequests(delivery: Delivery): Promise<number> {
  const { requests } = delivery.rig.served;
  const before = requests.length;
  await deliver(delivery);
  return requests.length - before;
}

async function strike(
  delivery: Delivery,
  injection: Injection,
  judge: (struck: Struck) => Flaw[],
): Promise<Flaw[]> {
  delivery.rig.served.faults.inject(injection);
  const ending = await deliver(delivery);
  const [trouble] = delivery.troubles;
  return trouble ? judge({ delivery, ending, trouble }) : ["it takes no notice"];
}
