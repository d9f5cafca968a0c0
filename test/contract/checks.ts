// All that is asked of a connector.

import { abort } from "./checks/abort.ts";
import { classify } from "./checks/classify.ts";
import { compose } from "./checks/compose.ts";
import { crashes, undisturbed } from "./checks/deliver.ts";
import { description } from "./checks/description.ts";
import { rateLimit, refusedCredential, unclearFaults } from "./checks/faults.ts";
import { folder } from "./checks/folder.ts";
import { troubleConnecting, wrongEntries } from "./checks/identify.ts";
import { restart } from "./checks/restart.ts";
import { revoke } from "./checks/revoke.ts";
import { signIn } from "./checks/sign-in.ts";
import { steps } from "./checks/steps.ts";
import type { Check } from "./subject.ts";

export const checks: readonly Check[] = [
  ...[folder, description, signIn, wrongEntries, troubleConnecting],
  ...[compose, steps, undisturbed, crashes, unclearFaults],
  ...[refusedCredential, rateLimit, classify, abort, revoke, restart],
];
