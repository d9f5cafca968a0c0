// Mastodon, assembled.

import type { Connector } from "#connector/contract.ts";

import { about, auth, limitsOf, options } from "./about.ts";
import { compose } from "./compose.ts";
import { discover, register } from "./discover.ts";
import { classify } from "./errors.ts";
import { identify } from "./identify.ts";
import { reconcile, resultAt, run } from "./publish.ts";
import { intend, steps } from "./steps.ts";

export const connector: Connector = {
  about,
  auth,
  options,
  limits: limitsOf,
  discover,
  register,
  identify,
  accountsChange: true,
  compose,
  steps,
  intend,
  run,
  reconcile,
  resultAt,
  classify,
};
