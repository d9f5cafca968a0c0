// Taking an authorisation back at the platform, where that can be done.

import { SecretBoxError } from "#kernel/secret-box.ts";
import type { Credential } from "#connector/contract.ts";
import { failureOf } from "#connector/failure.ts";
import type { Connection } from "./connections.ts";
import type { ConnectionsContext } from "./context.ts";
import { openCredential } from "./credential.ts";
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
    await takeBack(context, { connection, platform, credential });
  } catch (error) {
    if (failureOf(error) === undefined && !(error instanceof SecretBoxError)) throw error;
  }
}

interface Ending {
  connection: Connection;
  platform: Platform;
  credential: Credential;
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
