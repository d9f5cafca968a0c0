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
  /** The way they were made. */
  auth: string;
  /** The same for all connections that come of one authorisation. */
  grantId: string;
  accounts: readonly Account[];
  grant: Grant;
}

export interface Saved {
  connection: Connection;
  isNew: boolean;
}

/** A connection for each of the accounts. */
export async function saveConnections(
  tx: Tx,
  context: ConnectionsContext,
  toSave: ToSave,
): Promise<Saved[]> {
  const places = await lockPlaces(tx, toSave);
  await context.lockQueues(
    tx,
    places.flatMap(({ id, isNew }) => (isNew ? [] : [id])),
  );
  const saved: Saved[] = [];
  for (const place of places) saved.push(await saveOne(tx, context, { ...toSave, place }));
  return saved;
}

interface Place {
  id: string;
  isNew: boolean;
  account: Account;
}

/**
 * Where each account's connection is or will be, in the order in which all lock connections: by id. The
 * secret is sealed for the row's id, so two links of one new account must agree on it.
 */
async function lockPlaces(
  tx: Tx,
  { userId, platform, accounts }: Pick<ToSave, "userId" | "platform" | "accounts">,
): Promise<Place[]> {
  const platformId = platform.connector.about.id;
  const remoteIds = accounts.map(({ remoteId }) => remoteId).toSorted();
  for (const remoteId of remoteIds) {
    const lock = `${userId}/${platformId}/${remoteId}`;
    await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(tx);
  }
  const existing = await tx
    .selectFrom("connections")
    .select(["id", "remoteId"])
    .where("userId", "=", userId)
    .where("platform", "=", platformId)
    .where("remoteId", "in", remoteIds)
    .execute();
  const idOf = new Map(existing.map(({ id, remoteId }) => [remoteId, id]));
  return accounts
    .map((account) => {
      const id = idOf.get(account.remoteId);
      return { id: id ?? newId(), isNew: id === undefined, account };
    })
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

async function saveOne(
  tx: Tx,
  context: ConnectionsContext,
  { userId, platform, auth, grantId, grant, place }: ToSave & { place: Place },
): Promise<Saved> {
  const { id, isNew, account } = place;
  const { kind, name, handle, url, avatarUrl, details, remoteId } = account;
  const now = context.clock.now();
  const current = {
    ...{ kind, name, handle, url, avatarUrl, details: JSON.stringify(details), auth, grantId },
    secret: sealCredential(context.box, id, grant.credential),
    ...lifeOf(platform, auth, { grant, now }),
    ...{ expiredAt: null, stateReason: null, unlinkedAt: null, updatedAt: now },
  };
  await tx
    .insertInto("connections")
    .values({ id, userId, platform: platform.connector.about.id, remoteId, ...current })
    .onConflict((conflict) =>
      conflict.column("id").doUpdateSet((eb) => ({
        ...current,
        secretVersion: eb("connections.secretVersion", "+", 1),
      })),
    )
    .execute();
  await context.onLinked(tx, id);
  const row = await selectConnections(tx).where("id", "=", id).executeTakeFirstOrThrow();
  return { connection: toConnection(row), isNew };
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
    ...{ failedRenewals: 0, renewingUntil: null },
  };
}
