// Threads, assembled. There is no `revoke`: the user removes the app.

import type { Connector } from "#connector/contract.ts";

import { about, auth, limits, options } from "./about.ts";
import { compose } from "./compose.ts";
import { classify } from "./errors.ts";
import { identify } from "./identify.ts";
import { resultAt } from "./look.ts";
import { reconcile, run } from "./publish.ts";
import { steps } from "./steps.ts";
import { exchange, refresh } from "./tokens.ts";

export const connector: Connector = {
  about,
  auth,
  options,
  limits: () => limits,
  identify,
  exchange,
  compose,
  steps,
  intend: () => ({}),
  run,
  reconcile,
  resultAt,
  classify,
  refresh,
};
