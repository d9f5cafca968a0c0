// The accounts that come of one authorisation become connections, all in one transaction and under one
// grant.

import { newId } from "#kernel/ids.ts";
import type { Account, Grant } from "#connector/contract.ts";
import { advance } from "./authorizations.ts";
import type { Authorization } from "./authorizations.ts";
import type { ConnectionsContext } from "./context.ts";
import type { Platform } from "./platforms.ts";
import { saveConnections } from "./save.ts";

export interface Arrived {
  authorization: Authorization;
  platform: Platform;
  accounts: readonly Account[];
  grant: Grant;
}

export async function linkAccounts(
  context: ConnectionsContext,
  { authorization, platform, accounts, grant }: Arrived,
): Promise<void> {
  const { userId, auth, id } = authorization;
  await context.db.transaction().execute(async (tx) => {
    const toSave = { userId, platform, auth, grantId: newId(), accounts, grant };
    const saved = await saveConnections(tx, context, toSave);
    const connectionIds = saved.map(({ connection }) => connection.id);
    await advance({ ...context, db: tx }, id, { stage: "linked", connectionIds });
  });
}
