// Writing a connection. The key is (user, platform, remote account): linking the same account again
// updates its connection in place, with its settings, queue and history.

import { sql } from "kysely";
import { newId } from "#kernel/ids.ts";
import type { Account, Grant } from "#connector/contract.ts";
import type { Tx } from "#store/open.ts";
import type { Connection } from "./connections.ts";
import { selectConnections, toConnection } from "./connections.ts";
import type { ConnectionsContext } from "./context.ts";
import { sealCredential } from "./credential.ts";
import { isProlonged, isRenewable, renewalTime } from "./renewal.ts";
import type { Platform } from "./platforms.ts";

export interface ToSave {
  userId: string;
  platform: Platform;
  /** The way it was made. */
  auth: string;
  /** The same for all connections that come of one authorisation. */
  grantId: string;
  account: Account;
  grant: Grant;
}

export interface Saved {
  connection: Connection;
  isNew: boolean;
}

export async function saveConnection(
  tx: Tx,
  context: ConnectionsContext,
  { userId, platform, auth, grantId, account, grant }: ToSave,
): Promise<Saved> {
  const { box, clock, lockQueue } = context;
  const key = { userId, platform: platform.connector.about.id, remoteId: account.remoteId };
  const existing = await lockAccount(tx, key);
  const id = existing ?? newId();
  if (existing !== undefined) await lockQueue(tx, id);
  const { kind, name, handle, url, avatarUrl, details } = account;
  const now = clock.now();
  const current = {
    ...{ kind, name, handle, url, avatarUrl, details: JSON.stringify(details), auth, grantId },
    secret: sealCredential(box, id, grant.credential),
    ...lifeOf(platform, auth, { grant, now }),
    ...{ unlinkedAt: null, updatedAt: now },
  };
  await tx
    .insertInto("connections")
    .values({ id, ...key, ...current })
    .onConflict((conflict) =>
      conflict.column("id").doUpdateSet((eb) => ({
        ...current,
        secretVersion: eb("connections.secretVersion", "+", 1),
      })),
    )
    .execute();
  await context.onLinked(tx, id);
  const row = await selectConnections(tx).where("id", "=", id).executeTakeFirstOrThrow();
  return { connection: toConnection(row), isNew: existing === undefined };
}

/** What a new credential says about how long the connection works. */
export function lifeOf(
  platform: Platform,
  auth: string,
  { grant, now }: { grant: Grant; now: Date },
) {
  const { accessEndsAt, endsAt, credential } = grant;
  const canRenew = isRenewable(platform, auth, credential);
  return {
    accessEndsAt,
    authorizationEndsAt: endsAt,
    isProlonged: isProlonged(platform, auth),
    renewAt: canRenew && accessEndsAt !== null ? renewalTime(accessEndsAt, now) : null,
    ...{ failedRenewals: 0, renewingUntil: null, expiredAt: null, stateReason: null },
  };
}

/** The secret is sealed for the row's id, so two links of one new account must agree on it. */
async function lockAccount(
  tx: Tx,
  { userId, platform, remoteId }: { userId: string; platform: string; remoteId: string },
): Promise<string | undefined> {
  const lock = `${userId}/${platform}/${remoteId}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(tx);
  const existing = await tx
    .selectFrom("connections")
    .select("id")
    .where("userId", "=", userId)
    .where("platform", "=", platform)
    .where("remoteId", "=", remoteId)
    .executeTakeFirst();
  return existing?.id;
}
