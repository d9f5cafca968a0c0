// The platform has definitely refused an authorisation. What it refused is one credential: a refusal that
// comes in late says nothing of the one that has taken its place.

import type { Tx } from "#store/open.ts";
import type { ConnectionsContext } from "./context.ts";
import { lockGrantAt } from "./grant.ts";
import type { CredentialAt } from "./grant.ts";

/**
 * One connection: what a refusal of a post proves. The first refusal is when it expired. False: it has
 * another credential by now, or none.
 */
export async function expireConnection(
  tx: Tx,
  { id, version, reason, now }: CredentialAt & { reason: string; now: Date },
): Promise<boolean> {
  const expired = await tx
    .updateTable("connections")
    .set((eb) => ({
      // One that has expired already did so then: its user is told once.
      expiredAt: eb.fn.coalesce("expiredAt", eb.val(now)),
      ...{ stateReason: reason, renewAt: null, updatedAt: now },
    }))
    .where("id", "=", id)
    .where("secretVersion", "=", version)
    .where("unlinkedAt", "is", null)
    .executeTakeFirst();
  return expired.numUpdatedRows > 0n;
}

/** All that came of the same authorisation: what a refusal to renew it proves. False as above. */
export async function expireGrant(
  { db, clock }: Pick<ConnectionsContext, "db" | "clock">,
  refused: CredentialAt,
  reason: string,
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const now = clock.now();
    const rows = await lockGrantAt(tx, refused);
    for (const { id, secretVersion: version } of rows) {
      await expireConnection(tx, { id, version, reason, now });
    }
    return rows.length > 0;
  });
}
