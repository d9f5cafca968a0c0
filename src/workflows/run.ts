// Runs: one post, or one message, to several connections. A run and its deliveries come into being in
// one transaction, with the very compositions that will be sent.

import { newId } from "#kernel/ids.ts";
import type { Composition } from "#connector/contract.ts";
import type { Connection } from "#connections/connections.ts";
import { composeFor } from "#captions/compose.ts";
import type { ContentWithImages, Override } from "#captions/compose.ts";
import { createDeliveries } from "#delivery/create.ts";
import type { NewDelivery } from "#delivery/create.ts";
import type { Queryable, Tx } from "#store/open.ts";
import type { WorkflowsContext } from "./context.ts";

export interface Target extends Override {
  connection: Connection;
}

export interface NewRun {
  siteId: string;
  /** Null for a message that is no post. */
  postId: string | null;
  trigger: "publication" | "person";
  startedBy: string | null;
  scheduledFor: Date | null;
  content: ContentWithImages;
  targets: readonly Target[];
}

/** Returns the run's id. */
export async function startRun(tx: Tx, context: WorkflowsContext, run: NewRun): Promise<string> {
  return saveRun(tx, context, { ...run, deliveries: await composeRun(tx, context, run) });
}

/** What each target of a run will get. It may take seconds, when images are to be fitted. */
export async function composeRun(
  tx: Tx,
  context: WorkflowsContext,
  { content, targets }: Pick<NewRun, "content" | "targets">,
): Promise<NewDelivery[]> {
  const deliveries = [];
  for (const target of targets) {
    const composition = await composeTarget(tx, context, content, target);
    deliveries.push({ connectionId: target.connection.id, composition });
  }
  return deliveries;
}

/** Returns the run's id. */
export async function saveRun(
  tx: Tx,
  context: WorkflowsContext,
  run: Omit<NewRun, "content" | "targets"> & { deliveries: readonly NewDelivery[] },
): Promise<string> {
  const now = context.clock.now();
  const runId = newId();
  const { siteId, postId, trigger, startedBy, scheduledFor, deliveries } = run;
  await tx
    .insertInto("runs")
    .values({ id: runId, siteId, postId, trigger, startedBy, scheduledFor, createdAt: now })
    .execute();
  const rejected = await createDeliveries(tx, {
    ...{ runId, deliveries, dueAt: scheduledFor ?? now, now },
  });
  for (const deliveryId of rejected) await context.onRejected(tx, deliveryId);
  return runId;
}

/** What a target would get: the composition that `startRun` stores. */
export function composeTarget(
  db: Queryable,
  { media, platforms }: WorkflowsContext,
  content: ContentWithImages,
  { connection, ...override }: Target,
): Promise<Composition> {
  const platform = platforms.get(connection.platform);
  if (platform === undefined) {
    throw new Error(`There is no connector for the platform "${connection.platform}"`);
  }
  return composeFor({ media, db, platform, connection, content, override });
}
