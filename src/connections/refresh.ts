// Renewing a credential, once at a time for each connection across all processes: a refresh token used
// twice can end the whole authorisation. The new credential is saved before anybody uses it.

import type { Credential } from "#connector/contract.ts";
import { toConnection, selectConnections } from "./connections.ts";
import type { ConnectionsContext } from "./context.ts";
import { openCredential, sealCredential } from "./credential.ts";
import { openSession } from "./session.ts";

export interface VersionedCredential {
  credential: Credential;
  version: number;
}

/**
 * A newer credential than the one that was refused: renewed here, or by somebody else meanwhile.
 * Undefined: there is no way to renew it without the user.
 * @throws PlatformError when the platform or the way there failed; nothing has changed then.
 */
export async function refreshCredential(
  context: ConnectionsContext,
  connectionId: string,
  refused: VersionedCredential,
): Promise<VersionedCredential | undefined> {
  return context.db.transaction().execute(async (tx) => {
    const row = await selectConnections(tx)
      .select(["secret", "secretVersion"])
      .where("id", "=", connectionId)
      // Not "for update": that would make every new delivery to this connection wait for the platform.
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (row?.secret == null) return undefined;
    const stored = openCredential(context.box, connectionId, row.secret);
    if (row.secretVersion !== refused.version) {
      return { credential: stored, version: row.secretVersion };
    }
    const platform = context.platforms.get(row.platform);
    if (platform?.connector.refresh === undefined) return undefined;
    const session = openSession({ ...context, platform, credential: stored });
    const { account } = toConnection(row);
    const credential = await platform.connector.refresh(session, account);
    const version = row.secretVersion + 1;
    await tx
      .updateTable("connections")
      .set({
        secret: sealCredential(context.box, connectionId, credential),
        secretVersion: version,
        ...{ state: "active", stateReason: null, updatedAt: context.clock.now() },
      })
      .where("id", "=", connectionId)
      .execute();
    return { credential, version };
  });
}
