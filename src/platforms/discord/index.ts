// Discord by incoming webhook, assembled. There is no `revoke`: the one way to end a webhook's key
// is to delete the webhook, which belongs to the people of that server and may have other users.

import type { Connector } from "#connector/contract.ts";

import { about, auth, limits, options } from "./about.ts";
import { compose } from "./compose.ts";
import { classify } from "./errors.ts";
import { identify } from "./identify.ts";
import { resultAt, run, steps } from "./publish.ts";
import { signIn } from "./sign-in.ts";

export const connector: Connector = {
  about,
  auth,
  signIn,
  options,
  limits: () => limits,
  identify,
  compose,
  steps,
  intend: () => ({}),
  run,
  // Webhook messages take no nonce, and a webhook cannot list what it posted (staff, 2024:
  // https://github.com/discord/discord-api-docs/pull/6647): nobody but a person can tell.
  reconcile: () => Promise.resolve("unknown"),
  resultAt,
  classify,
};
