// LinkedIn, assembled. There is no `revoke`: LinkedIn documents none.

import type { Connector } from "#connector/contract.ts";

import { about, auth, limits, options } from "./about.ts";
import { compose } from "./compose.ts";
import { classify } from "./errors.ts";
import { identify, targets } from "./identify.ts";
import { reconcile, run } from "./publish.ts";
import { signIn } from "./sign-in.ts";
import { steps } from "./steps.ts";

export const connector: Connector = {
  about,
  auth,
  signIn,
  options,
  limits: () => limits,
  identify,
  targets,
  compose,
  steps,
  intend: () => ({}),
  run,
  reconcile,
  classify,
};
