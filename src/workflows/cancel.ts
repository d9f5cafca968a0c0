// Withdrawing what was not sent yet, when what it belongs to goes: a post, a site, a member.

import { sql } from "kysely";
import type { RawBuilder } from "kysely";
import { cancelDeliveries } from "#delivery/change.ts";
import { lockLanes } from "#delivery/lanes.ts";
import { lockMembers } from "#people/locks.ts";
import type { Tx } from "#store/open.ts";

export type Withdrawn =
  | "withdrawn"
  /** Something of it is being sent right now, so nothing was changed. */
  | "sending";

interface Unsent {
  id: string;
  connectionId: string;
  isRunning: boolean;
}

/** Of the runs of a post that is about to be deleted; whoever calls has locked the post. */
export function withdrawPost(tx: Tx, postId: string, now: Date): Promise<Withdrawn> {
  return withdraw(tx, sql`r.post_id = ${postId}`, now);
}

/** Of a site that is about to be deleted; no run of it begins before the transaction ends. */
export async function withdrawSite(tx: Tx, siteId: string, now: Date): Promise<Withdrawn> {
  await lockMembers(tx, siteId);
  await tx.selectFrom("sites").select("id").where("id", "=", siteId).forUpdate().execute();
  return withdraw(tx, sql`r.site_id = ${siteId}`, now);
}

/**
 * What goes from a site to the connections of somebody who is no member of it any more; whoever calls
 * has locked the members, so that nothing more is on its way there.
 */
export async function withdrawFromMember(
  tx: Tx,
  { siteId, userId }: { siteId: string; userId: string },
  now: Date,
): Promise<void> {
  const unsent = await lockUnsent(tx, sql`r.site_id = ${siteId} and c.user_id = ${userId}`);
  const idle = unsent.filter(({ isRunning }) => !isRunning);
  await cancelDeliveries(tx, idle, now);
}

async function withdraw(tx: Tx, which: RawBuilder<unknown>, now: Date): Promise<Withdrawn> {
  const unsent = await lockUnsent(tx, which);
  if (unsent.some(({ isRunning }) => isRunning)) return "sending";
  await cancelDeliveries(tx, unsent, now);
  return "withdrawn";
}

/** Held ones, too: linking an account again would send them. */
async function lockUnsent(tx: Tx, which: RawBuilder<unknown>): Promise<Unsent[]> {
  const reading = sql<Unsent>`
    select d.id, d.connection_id as "connectionId", d.state = 'running' as "isRunning"
    from deliveries d join runs r on r.id = d.run_id join connections c on c.id = d.connection_id
    where ${which} and d.state in ('scheduled', 'waiting', 'running', 'held')
    order by d.id
  `;
  const { rows } = await reading.execute(tx);
  await lockLanes(tx, [...new Set(rows.map(({ connectionId }) => connectionId))]);
  // Under the locks they are what they were, or what a worker has made of them meanwhile.
  return (await reading.execute(tx)).rows;
}
