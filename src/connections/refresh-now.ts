// "Refresh tokens": renews without the user where that can be done, and says so where it cannot.

import type { Connection } from "./connections.ts";
import { findConnections, selectConnections } from "./connections.ts";
import type { ConnectionsContext } from "./context.ts";
import { renewOne } from "./renew-due.ts";
import { stateOf } from "./state.ts";

export type RefreshResult =
  /** `needsUser`: only connecting again will do. */
  { kind: "done"; connection: Connection; needsUser: boolean } | { kind: "unknown" };

export async function refreshNow(
  context: ConnectionsContext,
  userId: string,
  id: string,
): Promise<RefreshResult> {
  const { db, clock } = context;
  const before = await selectConnections(db)
    .select("secretVersion")
    .where("id", "=", id)
    .where("userId", "=", userId)
    .where("unlinkedAt", "is", null)
    .executeTakeFirst();
  if (before === undefined) return { kind: "unknown" };
  const { kind: outcome } = await renewOne(context, before, before.secretVersion);
  if (outcome === "renewed") await revive(context, id);
  const [connection] = await findConnections(db, userId, [id]);
  if (connection === undefined) return { kind: "unknown" };
  const needsUser = outcome !== "renewed" && stateOf(connection, clock.now()) !== "active";
  return { kind: "done", connection, needsUser };
}

/** Whatever was refused before: the user wants it tried. What was held for it is sent now. */
async function revive(
  { db, clock, lockQueues, onLinked }: ConnectionsContext,
  id: string,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await lockQueues(tx, [id]);
    const revived = await tx
      .updateTable("connections")
      .set({ expiredAt: null, stateReason: null, updatedAt: clock.now() })
      .where("id", "=", id)
      .where("unlinkedAt", "is", null)
      .executeTakeFirst();
    if (revived.numUpdatedRows > 0n) await onLinked(tx, id);
  });
}
