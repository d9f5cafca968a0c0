// A delivery's steps have the same names whenever they are asked for, and what they choose beforehand
// can be saved.

import { isDeepStrictEqual } from "node:util";
import type { Composition, Connector, Step } from "#connector/contract.ts";
import { draftKinds, draftToDeliver } from "../drafts.ts";
import { connect, openRig } from "../rig.ts";
import { type Check, type Flaw, unless } from "../subject.ts";

const now = new Date("2026-11-15T09:00:00.000Z");
const random = () => 0.25;

export const steps: Check = {
  name: "has stable steps, and one for every segment",
  async findFlaws(subject) {
    const { connector } = subject;
    await using rig = await openRig(subject);
    const { account } = await connect(rig);
    const drafts = draftKinds.map((kind) => draftToDeliver(kind, connector.limits(account)));
    const compositions = drafts.map((draft) => connector.compose(draft, account));
    const flaws = compositions.flatMap((composition) => ofSteps(connector, composition));
    return [...new Set([...flaws, ...rig.watch.flaws()])];
  },
};

function ofSteps(connector: Connector, composition: Composition): Flaw[] {
  const list = connector.steps(composition);
  const stored = JSON.parse(JSON.stringify(composition)) as Composition;
  const names = list.map(({ name }) => name);
  const posting = list.filter(({ effect }) => effect !== "read" && effect !== "orphan");
  return [
    ...unless(
      isDeepStrictEqual(list, connector.steps(composition)),
      "it names or orders the steps of one composition differently when asked again",
    ),
    ...unless(
      isDeepStrictEqual(list, connector.steps(stored)),
      "it names or orders the steps of a stored composition differently",
    ),
    ...unless(new Set(names).size === names.length, "two of its steps have one name"),
    ...names
      .filter((name) => !/^[a-z][a-z0-9-]*$/.test(name))
      .map((name) => `its step "${name}" is not named like image-0 or segment-1`),
    ...unless(
      posting.length >= composition.segments.length,
      `it has ${composition.segments.length} segments and ${posting.length} steps that post`,
    ),
    ...list.flatMap((step) => ofIntent(connector, step)),
  ];
}

function ofIntent(connector: Connector, step: Step): Flaw[] {
  const intent = connector.intend(step, { now, random });
  const again = connector.intend(step, { now, random });
  const stored: unknown = JSON.parse(JSON.stringify(intent));
  return [
    ...unless(isDeepStrictEqual(intent, again), `it intends ${step.name} by more than it is given`),
    ...unless(isDeepStrictEqual(intent, stored), `JSON changes what it intends for ${step.name}`),
  ];
}
