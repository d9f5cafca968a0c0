// The platform has definitely refused an authorisation.

import type { Tx } from "#store/open.ts";
import type { Connection } from "./connections.ts";
import type { ConnectionsContext } from "./context.ts";
import { grantOf, lockGrant } from "./grant.ts";

/** One connection: what a refusal of a post proves. The first refusal is when it expired. */
export async function expireConnection(
  tx: Tx,
  { id, reason, now }: { id: string; reason: string; now: Date },
): Promise<void> {
  await tx
    .updateTable("connections")
    .set((eb) => ({
      expiredAt: eb.fn.coalesce("expiredAt", eb.val(now)),
      ...{ stateReason: reason, renewAt: null, updatedAt: now },
    }))
    .where("id", "=", id)
    .execute();
}

/** All that came of the same authorisation: what a refusal to renew it proves. */
export async function expireGrant(
  { db, clock }: Pick<ConnectionsContext, "db" | "clock">,
  { id }: Pick<Connection, "id">,
  reason: string,
): Promise<void> {
  const grantId = await grantOf(db, id);
  if (grantId === undefined) return;
  await db.transaction().execute(async (tx) => {
    const now = clock.now();
    for (const each of await lockGrant(tx, grantId)) {
      await expireConnection(tx, { id: each.id, reason, now });
    }
  });
}
