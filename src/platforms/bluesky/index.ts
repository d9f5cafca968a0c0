// Bluesky, assembled.

import type { Connector } from "#connector/contract.ts";

import { about, auth, limits } from "./about.ts";
import { compose } from "./compose.ts";
import { classify } from "./errors.ts";
import { identify } from "./identify.ts";
import { reconcile, resultAt, run } from "./publish.ts";
import { refresh, revoke } from "./session.ts";
import { discover } from "./sign-in.ts";
import { intend, steps } from "./steps.ts";

export const connector: Connector = {
  about,
  auth,
  options: [],
  limits: () => limits,
  discover,
  identify,
  compose,
  steps,
  intend,
  run,
  reconcile,
  resultAt,
  classify,
  refresh,
  revoke,
};
