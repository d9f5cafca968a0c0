// Renewing ahead of time, so that a post rarely finds a credential that has run out.

import { sql } from "kysely";
import { hours, minutes } from "#kernel/clock.ts";
import { failureOf } from "#connector/failure.ts";
import type { Verdict } from "#connector/failure.ts";
import { selectConnections, toConnection } from "./connections.ts";
import type { Connection } from "./connections.ts";
import type { ConnectionsContext } from "./context.ts";
import { expireGrant } from "./expire.ts";
import { lockGrantAt } from "./grant.ts";
import type { CredentialAt } from "./grant.ts";
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

export interface RenewalWatch {
  /** A fault of ours; the others are renewed all the same. */
  onBug(connectionId: string, error: unknown): void;
  /** Only the operator can mend it; told at each try. */
  onMisconfigured(platform: string, reason: string): Promise<void>;
}

/** Renews what is due. A failure that is not a definite refusal changes nothing but the time of the next try. */
export async function renewDue(context: ConnectionsContext, watch: RenewalWatch): Promise<Renewed> {
  const due = await findDue(context);
  const grants = [...new Map(due.map((row) => [row.grantId, row])).values()];
  const count: Renewed = { renewed: 0, failed: 0, expired: 0 };
  const workers = Array.from({ length: atOnce }, async () => {
    for (let row = grants.shift(); row !== undefined; row = grants.shift()) {
      count[await renewRow(context, row, watch)] += 1;
    }
  });
  await Promise.all(workers);
  return count;
}

type DueRow = Awaited<ReturnType<typeof findDue>>[number];

function findDue({ db, clock }: ConnectionsContext) {
  return selectConnections(db)
    .select(["grantId", "secretVersion"])
    .where("renewAt", "<=", clock.now())
    .where("unlinkedAt", "is", null)
    .where("expiredAt", "is", null)
    .orderBy("renewAt")
    .limit(batchSize)
    .execute();
}

async function renewRow(
  context: ConnectionsContext,
  row: DueRow,
  watch: RenewalWatch,
): Promise<keyof Renewed> {
  const { id, platform, secretVersion: version } = row;
  try {
    const { kind, verdict } = await renewOne(context, toConnection(row), version);
    if (verdict?.kind === "misconfigured") await watch.onMisconfigured(platform, verdict.reason);
    return kind;
  } catch (error) {
    watch.onBug(id, error);
    await tryLater(context, { id, version });
    return "failed";
  }
}

export interface RenewalOutcome {
  /** "renewed": by whomever, also by the user who linked it anew. */
  kind: keyof Renewed;
  /** On what the platform said, where it said no. */
  verdict?: Verdict | undefined;
}

/**
 * Renews the credential of that version, unless somebody has since.
 * @throws what is no trouble with the platform: a bug
 */
export async function renewOne(
  context: ConnectionsContext,
  { id, platform }: Pick<Connection, "id" | "platform">,
  version: number,
): Promise<RenewalOutcome> {
  const used = { id, version };
  try {
    const renewed = await refreshCredential(context, id, used);
    if (renewed !== undefined) return { kind: "renewed" };
    await tryLater(context, used);
    return { kind: "failed" };
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    const { platforms, clock } = context;
    const verdict = platforms.get(platform)?.connector.classify(failure, clock.now());
    if (verdict?.kind === "reconnect" || verdict?.kind === "refresh") {
      const isExpired = await expireGrant(context, used, verdict.reason);
      return { kind: isExpired ? "expired" : "renewed", verdict };
    }
    await tryLater(context, used);
    return { kind: "failed", verdict };
  }
}

/** The whole grant: each of its connections would ask with the same credential. */
async function tryLater({ db, clock }: ConnectionsContext, used: CredentialAt): Promise<void> {
  const pauseMs = sql<number>`least(${firstPauseMs} * power(2, least(failed_renewals, 20)), ${longestPauseMs})`;
  const now = clock.now();
  await db.transaction().execute(async (tx) => {
    const ids = (await lockGrantAt(tx, used)).map(({ id }) => id);
    if (ids.length === 0) return;
    await tx
      .updateTable("connections")
      .set((eb) => ({
        failedRenewals: eb("failedRenewals", "+", 1),
        renewAt: sql<Date>`${now}::timestamptz + ${pauseMs} * interval '1 millisecond'`,
      }))
      .where("id", "in", ids)
      // Without a time it is renewed only when somebody asks.
      .where("renewAt", "is not", null)
      .execute();
  });
}
