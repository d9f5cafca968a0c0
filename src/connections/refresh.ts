// Renewing a credential, once at a time for each grant across all processes: a refresh token used twice
// can end the whole authorisation. Whoever renews holds a lease on the grant and no connection to the
// database; the new credential is saved before anybody uses it.

import { setTimeout as pause } from "node:timers/promises";
import { plus, seconds } from "#kernel/clock.ts";
import type { Credential, Grant } from "#connector/contract.ts";
import { PlatformError } from "#connector/failure.ts";
import type { Tx } from "#store/open.ts";
import { toConnection } from "./connections.ts";
import type { Connection } from "./connections.ts";
import type { ConnectionsContext } from "./context.ts";
import { openCredential, sealCredential } from "./credential.ts";
import { grantOf, lockGrant } from "./grant.ts";
import type { Platform } from "./platforms.ts";
import { isRenewable, renew } from "./renewal.ts";
import { revokeUnlinked } from "./revoke.ts";
import { lifeOf } from "./save.ts";
import { maxRequestMs } from "./session.ts";

export interface VersionedCredential {
  credential: Credential;
  version: number;
}

/** By its version, which tells whether it has been renewed since. */
type Refused = Pick<VersionedCredential, "version">;

/** Longer than any request to the platform, so that nobody renews what is being renewed. */
const leaseMs = maxRequestMs + seconds(30);
const lookEveryMs = 150;
/** What the platform has given cannot be had again: saving it is tried for as long as the lease lasts. */
const saveEveryMs = seconds(1);

/**
 * A newer credential than the one that was refused: renewed here, or by somebody else meanwhile. A
 * connection that has expired stays so: what the platform refused, it may have refused for another reason.
 * Undefined: there is no way to renew it without the user.
 * @throws PlatformError when the platform or the way there failed; nothing has changed then.
 */
export async function refreshCredential(
  context: ConnectionsContext,
  connectionId: string,
  refused: Refused,
): Promise<VersionedCredential | undefined> {
  const deadline = performance.now() + leaseMs;
  while (performance.now() < deadline) {
    const turn = await takeTurn(context, connectionId, refused);
    switch (turn.kind) {
      case "renewed":
        return turn.renewed;
      case "impossible":
        return undefined;
      case "ours": {
        const renewed = await renewInTurn(context, turn);
        // Else it was linked anew meanwhile, or unlinked: the next turn finds which.
        if (renewed !== undefined) return renewed;
        break;
      }
      case "theirs":
        await pause(lookEveryMs);
    }
  }
  const detail = "the credential is being renewed elsewhere, without an end";
  throw new PlatformError({ kind: "network", sent: "no", detail });
}

interface OurTurn {
  kind: "ours";
  connection: Connection;
  grantId: string;
  platform: Platform;
  held: VersionedCredential;
}

type Turn =
  | OurTurn
  | { kind: "renewed"; renewed: VersionedCredential }
  /** Somebody else renews it, or has just linked it anew. */
  | { kind: "theirs" }
  | { kind: "impossible" };

async function takeTurn(
  { db, box, clock, platforms }: ConnectionsContext,
  connectionId: string,
  refused: Refused,
): Promise<Turn> {
  const grantId = await grantOf(db, connectionId);
  if (grantId === undefined) return { kind: "impossible" };
  return db.transaction().execute(async (tx): Promise<Turn> => {
    const rows = await lockGrant(tx, grantId);
    const row = rows.find(({ id }) => id === connectionId);
    if (row === undefined) return { kind: "theirs" };
    if (row.secret === null) return { kind: "impossible" };
    const held = {
      credential: openCredential(box, connectionId, row.secret),
      version: row.secretVersion,
    };
    if (held.version !== refused.version) return { kind: "renewed", renewed: held };
    const connection = toConnection(row);
    const platform = platforms.get(connection.platform);
    if (platform === undefined || !isRenewable(platform, connection.auth, held.credential)) {
      return { kind: "impossible" };
    }
    const now = clock.now();
    if (rows.some(({ renewingUntil }) => renewingUntil !== null && renewingUntil > now)) {
      return { kind: "theirs" };
    }
    await setLease(tx, rows, plus(now, leaseMs));
    return { kind: "ours", connection, grantId, platform, held };
  });
}

async function setLease(
  tx: Tx,
  locked: readonly { id: string }[],
  renewingUntil: Date | null,
): Promise<void> {
  const ids = locked.map(({ id }) => id);
  if (ids.length === 0) return;
  await tx.updateTable("connections").set({ renewingUntil }).where("id", "in", ids).execute();
}

async function renewInTurn(
  context: ConnectionsContext,
  turn: OurTurn,
): Promise<VersionedCredential | undefined> {
  const { connection, platform, held } = turn;
  const { auth, account, authorizationEndsAt: endsAt } = connection;
  let grant: Grant;
  try {
    const { credential } = held;
    grant = await renew(context, { platform, auth, account, credential, endsAt });
  } catch (error) {
    await giveBack(context, turn.grantId);
    throw error;
  }
  const renewed = await saveRenewed(context, turn, grant);
  if (renewed === undefined) await revokeUnlinked(context, turn, grant.credential);
  return renewed;
}

/** Undefined: it was unlinked, or linked anew, meanwhile. */
async function saveRenewed(
  context: ConnectionsContext,
  turn: OurTurn,
  grant: Grant,
): Promise<VersionedCredential | undefined> {
  const deadline = performance.now() + leaseMs;
  for (;;) {
    try {
      return await context.db.transaction().execute((tx) => save(tx, context, turn, grant));
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(saveEveryMs);
    }
  }
}

async function save(
  tx: Tx,
  { box, clock }: ConnectionsContext,
  { connection, grantId, platform, held }: OurTurn,
  grant: Grant,
): Promise<VersionedCredential | undefined> {
  const rows = await lockGrant(tx, grantId);
  const now = clock.now();
  const version = Math.max(held.version, ...rows.map((row) => row.secretVersion)) + 1;
  for (const { id, auth } of rows) {
    await tx
      .updateTable("connections")
      .set({
        secret: sealCredential(box, id, grant.credential),
        secretVersion: version,
        ...lifeOf(platform, auth, { grant, now }),
        updatedAt: now,
      })
      .where("id", "=", id)
      .execute();
  }
  if (rows.every(({ id }) => id !== connection.id)) return undefined;
  return { credential: grant.credential, version };
}

async function giveBack({ db }: ConnectionsContext, grantId: string): Promise<void> {
  await db.transaction().execute(async (tx) => setLease(tx, await lockGrant(tx, grantId), null));
}
