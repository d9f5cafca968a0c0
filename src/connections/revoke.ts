// Taking an authorisation back at the platform, where that can be done.

import { SecretBoxError } from "#kernel/secret-box.ts";
import type { Credential } from "#connector/contract.ts";
import { failureOf } from "#connector/failure.ts";
import type { Connection } from "./connections.ts";
import type { ConnectionsContext } from "./context.ts";
import { openCredential } from "./credential.ts";
import { grantOf, hasLinked } from "./grant.ts";
import { revokeToken } from "./oauth/flow.ts";
import { partiesOf } from "./oauth/parties.ts";
import { authOf } from "./platforms.ts";
import type { Platform } from "./platforms.ts";
import { openSession } from "./session.ts";

/** A failure is no reason to keep a connection that the user does not want. */
export async function revoke(
  context: ConnectionsContext,
  { connection, secret }: { connection: Connection; secret: Uint8Array | null },
): Promise<void> {
  const platform = context.platforms.get(connection.platform);
  if (platform === undefined || secret === null) return;
  try {
    const credential = openCredential(context.box, connection.id, secret);
    await tryTakingBack(context, { connection, platform, credential });
  } catch (error) {
    if (!(error instanceof SecretBoxError)) throw error;
  }
}

/**
 * A credential that came for connections which were unlinked meanwhile, and is kept nowhere. Not where
 * one was linked anew instead: the platform may take its new authorisation and the old one for the same.
 */
export async function revokeUnlinked(
  context: ConnectionsContext,
  { connection, grantId, platform }: Omit<Ending, "credential"> & { grantId: string },
  credential: Credential,
): Promise<void> {
  if ((await grantOf(context.db, connection.id)) !== undefined) return;
  if (await hasLinked(context.db, grantId)) return;
  await tryTakingBack(context, { connection, platform, credential });
}

interface Ending {
  connection: Connection;
  platform: Platform;
  credential: Credential;
}

async function tryTakingBack(context: ConnectionsContext, ending: Ending): Promise<void> {
  try {
    await takeBack(context, ending);
  } catch (error) {
    if (failureOf(error) === undefined) throw error;
  }
}

async function takeBack(
  context: ConnectionsContext,
  { connection, platform, credential }: Ending,
): Promise<void> {
  const { connector } = platform;
  await connector.revoke?.(openSession({ ...context, platform, credential }), connection.account);
  const auth = authOf(platform, connection.auth);
  const token = credential["refreshToken"] ?? credential["accessToken"];
  if (auth?.kind !== "oauth2" || token === undefined) return;
  const parties = await partiesOf(context, { platform, auth }, credential);
  const { dpopKey = null } = credential;
  if (parties.server.revokeUrl !== null) await revokeToken(parties, { token, dpopKey });
}
