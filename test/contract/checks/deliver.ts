// Every segment becomes one post that a reader finds: undisturbed, and when the process dies at any
// point on the way.

import type { Step } from "#connector/contract.ts";
import { minutes, plus } from "#kernel/clock.ts";
import { type CrashPoint, crashPoints, deliver, type Delivery } from "../driver.ts";
import { draftKinds } from "../drafts.ts";
import { ofOutcome } from "../outcome.ts";
import { type Check, type Flaw, unless, when } from "../subject.ts";
import { withDelivery } from "../trial.ts";

/** Until another worker takes a delivery over. */
const leaseMs = minutes(2);

export const undisturbed: Check = {
  name: "delivers each segment once, with a receipt that leads to it",
  async findFlaws(subject) {
    const flaws: Flaw[] = [];
    for (const kind of draftKinds) {
      flaws.push(...when(kind, await withDelivery(subject, kind, ofUndisturbed)));
    }
    return flaws;
  },
};

export const crashes: Check = {
  name: "survives a crash at every point of every step with one post per segment",
  async findFlaws(subject) {
    const flaws: Flaw[] = [];
    for (const kind of draftKinds) {
      const steps = await withDelivery(subject, kind, ({ composition }) =>
        Promise.resolve(subject.connector.steps(composition)),
      );
      for (const step of steps) {
        for (const point of crashPoints) {
          const ofThis = (delivery: Delivery) => ofCrash(delivery, step, point);
          const found = await withDelivery(subject, kind, ofThis);
          flaws.push(...when(`${kind}, a crash of ${step.name} ${point}`, found));
        }
      }
    }
    return flaws;
  },
};

async function ofUndisturbed(delivery: Delivery): Promise<Flaw[]> {
  const { rig, troubles } = delivery;
  const ending = await deliver(delivery);
  const requests = rig.served.requests.length;
  await deliver(delivery);
  return [
    ...ofOutcome(delivery, ending),
    ...troubles.map(({ step, verdict }) => `${step.name} has trouble unasked: ${verdict.reason}`),
    ...unless(rig.served.requests.length === requests, "it goes on when all steps are done"),
  ];
}

async function ofCrash(delivery: Delivery, step: Step, point: CrashPoint): Promise<Flaw[]> {
  const { rig } = delivery;
  delivery.crash = { step: step.name, point };
  const first = await deliver(delivery);
  if (first.state !== "crashed") return [`it never comes to ${step.name}`];
  rig.goTo(plus(rig.now(), leaseMs));
  const isUnclear = point === "before it is sent" || point === "before its result is saved";
  const isPosting = step.effect !== "read" && step.effect !== "orphan";
  return ofOutcome(delivery, await deliver(delivery), isUnclear && isPosting ? ["uncertain"] : []);
}
