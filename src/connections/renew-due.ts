// Renewing ahead of time, so that a post rarely finds a credential that has run out.

import { sql } from "kysely";
import { hours, minutes } from "#kernel/clock.ts";
import { failureOf } from "#connector/failure.ts";
import { selectConnections, toConnection } from "./connections.ts";
import type { Connection } from "./connections.ts";
import type { ConnectionsContext } from "./context.ts";
import { expireGrant } from "./expire.ts";
import { refreshCredential } from "./refresh.ts";

const atOnce = 8;
const batchSize = 200;
/** After a failure that settles nothing; doubled with each. */
const firstPauseMs = minutes(1);
const longestPauseMs = hours(6);

export interface Renewed {
  renewed: number;
  failed: number;
  expired: number;
}

/** Renews what is due. A failure that is not a definite refusal changes nothing but the time of the next try. */
export async function renewDue(context: ConnectionsContext): Promise<Renewed> {
  const due = await selectConnections(context.db)
    .select(["grantId", "secretVersion"])
    .where("renewAt", "<=", context.clock.now())
    .where("unlinkedAt", "is", null)
    .where("expiredAt", "is", null)
    .orderBy("renewAt")
    .limit(batchSize)
    .execute();
  const grants = [...new Map(due.map((row) => [row.grantId, row])).values()];
  const count: Renewed = { renewed: 0, failed: 0, expired: 0 };
  const workers = Array.from({ length: atOnce }, async () => {
    for (let row = grants.shift(); row !== undefined; row = grants.shift()) {
      count[await renewOne(context, toConnection(row), row.secretVersion)] += 1;
    }
  });
  await Promise.all(workers);
  return count;
}

/** "renewed": by whomever, also by the user who linked it anew. */
export type RenewalOutcome = "renewed" | "failed" | "expired";

/**
 * Renews the credential of that version, unless somebody has since.
 * @throws what is no trouble with the platform: a bug
 */
export async function renewOne(
  context: ConnectionsContext,
  connection: Connection,
  version: number,
): Promise<RenewalOutcome> {
  const { clock, platforms } = context;
  try {
    const renewed = await refreshCredential(context, connection.id, { version });
    return renewed === undefined ? "failed" : "renewed";
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    const verdict = platforms.get(connection.platform)?.connector.classify(failure, clock.now());
    if (verdict?.kind === "reconnect" || verdict?.kind === "refresh") {
      const refused = { id: connection.id, version };
      const isExpired = await expireGrant(context, refused, verdict.reason);
      return isExpired ? "expired" : "renewed";
    }
    await tryLater(context, connection);
    return "failed";
  }
}

async function tryLater({ db, clock }: ConnectionsContext, { id }: Connection): Promise<void> {
  const pauseMs = sql<number>`least(${firstPauseMs} * power(2, least(failed_renewals, 20)), ${longestPauseMs})`;
  const now = clock.now();
  await db
    .updateTable("connections")
    .set((eb) => ({
      failedRenewals: eb("failedRenewals", "+", 1),
      renewAt: sql<Date>`${now}::timestamptz + ${pauseMs} * interval '1 millisecond'`,
    }))
    .where("id", "=", id)
    .execute();
}
