// "Refresh tokens": renews without the user where that can be done, and says so where it cannot.

import type { Connection } from "./connections.ts";
import { findConnections } from "./connections.ts";
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
  const [before] = await findConnections(db, userId, [id]);
  if (before === undefined) return { kind: "unknown" };
  const outcome = await renewOne(context, id);
  if (outcome === "renewed" && before.expiredAt !== null) await goOn(context, id);
  const [connection] = await findConnections(db, userId, [id]);
  if (connection === undefined) return { kind: "unknown" };
  const needsUser = outcome !== "renewed" && stateOf(connection, clock.now()) !== "active";
  return { kind: "done", connection, needsUser };
}

/** What was held for it is sent now. */
function goOn({ db, lockQueue, onLinked }: ConnectionsContext, id: string): Promise<void> {
  return db.transaction().execute(async (tx) => {
    await lockQueue(tx, id);
    await onLinked(tx, id);
  });
}
