// One authorisation that reaches several accounts: which of them become connections is for the user to
// say.

import { z } from "zod";
import type { Account, FieldProblem, Grant } from "#connector/contract.ts";
import { advance, findAuthorization } from "./authorizations.ts";
import type { Authorization } from "./authorizations.ts";
import type { ConnectionsContext } from "./context.ts";
import { linkAccounts } from "./link-accounts.ts";

const accountSchema: z.ZodType<Account> = z.object({
  ...{ remoteId: z.string(), kind: z.string(), name: z.string(), handle: z.string().nullable() },
  ...{ url: z.string().nullable(), avatarUrl: z.string().nullable() },
  details: z.record(z.string(), z.json()),
});
const instantSchema = z.iso.datetime().nullable();
const choiceSchema = z.object({
  targets: z.array(accountSchema),
  credential: z.record(z.string(), z.string()),
  accessEndsAt: instantSchema,
  endsAt: instantSchema,
});

interface Reached {
  targets: readonly Account[] | FieldProblem;
  grant: Grant;
  /** Of the platform. */
  name: string;
}

export async function keepTargets(
  context: ConnectionsContext,
  { id }: Authorization,
  { targets, grant, name }: Reached,
): Promise<void> {
  if ("problem" in targets) {
    return advance(context, id, { stage: "failed", message: targets.problem.message });
  }
  if (targets.length === 0) {
    const message = `${name} knows no account that you may post to this way. Nothing was connected.`;
    return advance(context, id, { stage: "failed", message });
  }
  const { credential, accessEndsAt, endsAt } = grant;
  const kept = {
    ...{ targets: targets.map((target) => ({ ...target })), credential: { ...credential } },
    accessEndsAt: accessEndsAt?.toISOString() ?? null,
    endsAt: endsAt?.toISOString() ?? null,
  };
  return advance(context, id, { stage: "choosing", kept });
}

/** What there is to choose from; empty where there is nothing to choose. */
export function targetsOf({ stage, kept }: Authorization): readonly Account[] {
  return stage === "choosing" ? choiceSchema.parse(kept).targets : [];
}

export type ChooseResult = "linked" | "unknown" | "not-offered";

/** Connects the chosen ones. */
export async function choose(
  context: ConnectionsContext,
  owner: { id: string; userId: string },
  remoteIds: readonly string[],
): Promise<ChooseResult> {
  const authorization = await findAuthorization(context, owner);
  if (authorization?.stage !== "choosing") return "unknown";
  const platform = context.platforms.get(authorization.platform);
  if (platform === undefined) return "unknown";
  const { targets, credential, accessEndsAt, endsAt } = choiceSchema.parse(authorization.kept);
  const accounts = targets.filter(({ remoteId }) => remoteIds.includes(remoteId));
  if (accounts.length === 0 || accounts.length < new Set(remoteIds).size) return "not-offered";
  const grant = { credential, accessEndsAt: toDate(accessEndsAt), endsAt: toDate(endsAt) };
  await linkAccounts(context, { authorization, platform, accounts, grant });
  return "linked";
}

function toDate(instant: string | null): Date | null {
  return instant === null ? null : new Date(instant);
}
