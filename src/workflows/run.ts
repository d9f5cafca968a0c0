// Runs: one post, or one message, to several connections. A run and its deliveries come into being in
// one transaction, with the very compositions that will be sent.

import type { JsonObject } from "#kernel/json.ts";
import { newId } from "#kernel/ids.ts";
import type { Composition } from "#connector/contract.ts";
import type { Connection } from "#connections/connections.ts";
import { autopostConnections } from "#connections/connections.ts";
import { composeFor } from "#captions/compose.ts";
import type { ContentWithImages } from "#captions/compose.ts";
import { createDeliveries } from "#delivery/create.ts";
import { defaultUserOf } from "#people/members.ts";
import type { Post } from "#posts/read.ts";
import type { Queryable, Tx } from "#store/open.ts";
import type { WorkflowsContext } from "./context.ts";

export interface Target {
  connection: Connection;
  caption?: string | undefined;
  options?: JsonObject | undefined;
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
  const now = context.clock.now();
  const runId = newId();
  const { siteId, postId, trigger, startedBy, scheduledFor } = run;
  await tx
    .insertInto("runs")
    .values({ id: runId, siteId, postId, trigger, startedBy, scheduledFor, createdAt: now })
    .execute();
  const deliveries = [];
  for (const target of run.targets) {
    const composition = await composeTarget(tx, context, run.content, target);
    deliveries.push({ connectionId: target.connection.id, composition });
  }
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
  { connection, caption, options }: Target,
): Promise<Composition> {
  const platform = platforms.get(connection.platform);
  if (platform === undefined) {
    throw new Error(`There is no connector for the platform "${connection.platform}"`);
  }
  const override = { caption, options };
  return composeFor({ media, db, platform, connection, content, override });
}

/** The site's automation: a post was published, so it goes to its default user's connections. */
export async function shareOnPublication(
  tx: Tx,
  context: WorkflowsContext,
  post: Post,
): Promise<void> {
  if (!post.isAutopost) return;
  const defaultUser = await defaultUserOf(tx, post.siteId);
  if (defaultUser === undefined) return;
  const connections = await autopostConnections(tx, defaultUser.userId);
  if (connections.length === 0) return;
  await startRun(tx, context, {
    siteId: post.siteId,
    postId: post.id,
    trigger: "publication",
    startedBy: post.authorId,
    scheduledFor: null,
    content: await contentOf(tx, post),
    targets: connections.map((connection) => ({ connection })),
  });
}

/** A post as captions see it. */
export async function contentOf(db: Queryable, post: Post): Promise<ContentWithImages> {
  const site = await db
    .selectFrom("sites")
    .select(["name", "language"])
    .where("id", "=", post.siteId)
    .executeTakeFirstOrThrow();
  const author =
    post.authorId === null
      ? undefined
      : await db
          .selectFrom("users")
          .select("name")
          .where("id", "=", post.authorId)
          .executeTakeFirst();
  const { title, excerpt, body, url, tags, captions, images } = post;
  return {
    ...{ title, excerpt, body, url, tags, captions, images },
    author: author?.name ?? "",
    site: site.name,
    language: site.language,
  };
}
