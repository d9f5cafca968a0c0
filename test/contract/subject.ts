// What the suite is about, and what a check is: a question to one connector, answered with the flaws
// found. Flaws are returned, not asserted, so that the checks themselves can be tried on bad connectors.

import type { Auth } from "#connector/about.ts";
import type { CreateFake } from "#connector/fake.ts";
import type { LoadedConnector } from "#platforms/load.ts";

export interface Subject extends LoadedConnector {
  createFake: CreateFake;
  /** The way by which it is connected. */
  auth: Auth;
}

export interface Check {
  name: string;
  findFlaws(subject: Subject): Promise<readonly Flaw[]>;
}

/** What is wrong, in one sentence. */
export type Flaw = string;

/** The flaw as a list, where the expectation does not hold. */
export function unless(holds: boolean, flaw: Flaw): Flaw[] {
  return holds ? [] : [flaw];
}

/** Says of each flaw when it showed. */
export function when(what: string, flaws: readonly Flaw[]): Flaw[] {
  return flaws.map((flaw) => `${what}: ${flaw}`);
}
