// The accounts that come of one authorisation become connections, all in one transaction and under one
// grant.

import { newId } from "#kernel/ids.ts";
import type { Account, Grant } from "#connector/contract.ts";
import { advance } from "./authorizations.ts";
import type { Authorization } from "./authorizations.ts";
import type { ConnectionsContext } from "./context.ts";
import type { Platform } from "./platforms.ts";
import { saveConnection } from "./save.ts";

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
  const grantId = newId();
  await context.db.transaction().execute(async (tx) => {
    const connectionIds: string[] = [];
    // In the same order for all, since each locks its place.
    const ordered = accounts.toSorted((a, b) => (a.remoteId < b.remoteId ? -1 : 1));
    for (const account of ordered) {
      const toSave = { userId, platform, auth, grantId, account, grant };
      const { connection } = await saveConnection(tx, context, toSave);
      connectionIds.push(connection.id);
    }
    await advance({ ...context, db: tx }, id, { stage: "linked", connectionIds });
  });
}
