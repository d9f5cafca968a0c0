// The site's automation: a post that is published goes to the connections of the site's default user
// that are switched on for it.

import { minutes, plus } from "#kernel/clock.ts";
import { autopostConnections } from "#connections/connections.ts";
import type { Connection } from "#connections/connections.ts";
import { defaultUserOf } from "#people/members.ts";
import type { DefaultUser } from "#people/members.ts";
import type { Occasion } from "#posts/posts.ts";
import type { Post } from "#posts/read.ts";
import type { Queryable, Tx } from "#store/open.ts";
import { contentOf } from "./content.ts";
import type { WorkflowsContext } from "./context.ts";
import { composeRun, saveRun } from "./run.ts";

/** Where a post of a site goes by itself. */
export interface Autopost {
  /** Undefined: the site has no members. */
  defaultUser: DefaultUser | undefined;
  connections: readonly Connection[];
}

export async function autopostOf(
  db: Queryable,
  { platforms }: Pick<WorkflowsContext, "platforms">,
  siteId: string,
): Promise<Autopost> {
  const defaultUser = await defaultUserOf(db, siteId);
  if (defaultUser === undefined) return { defaultUser, connections: [] };
  const { userId } = defaultUser;
  const switchedOn = await autopostConnections(db, { userId, siteId });
  // One to a platform that this version does not know must not keep the others waiting.
  return { defaultUser, connections: switchedOn.filter(({ platform }) => platforms.has(platform)) };
}

/**
 * Called when a post is published, with its site's members held: who is the default user at that moment
 * counts. Composing may take seconds, so what is switched on is asked again after it.
 */
export async function shareOnPublication(
  tx: Tx,
  context: WorkflowsContext,
  post: Post,
  occasion: Occasion,
): Promise<void> {
  if (!post.isAutopost) return;
  const { connections } = await autopostOf(tx, context, post.siteId);
  if (connections.length === 0) return;
  const composed = await composeRun(tx, context, {
    content: await contentOf(tx, context, post),
    targets: connections.map((connection) => ({ connection })),
  });
  const { connections: still } = await autopostOf(tx, context, post.siteId);
  const deliveries = composed.filter(({ connectionId }) =>
    still.some(({ id }) => id === connectionId),
  );
  if (deliveries.length === 0) return;
  const { siteId, id: postId, authorId: startedBy } = post;
  const scheduledFor = occasion === "saved" ? await undoEndsAt(tx, context, siteId) : null;
  await saveRun(tx, context, {
    ...{ siteId, postId, startedBy, trigger: "publication", scheduledFor, deliveries },
  });
}

/** Until when the site wants to be able to change its mind; null: not at all. */
async function undoEndsAt(
  tx: Tx,
  { clock }: WorkflowsContext,
  siteId: string,
): Promise<Date | null> {
  const { undoMinutes } = await tx
    .selectFrom("sites")
    .select("undoMinutes")
    .where("id", "=", siteId)
    .executeTakeFirstOrThrow();
  return undoMinutes === 0 ? null : plus(clock.now(), minutes(undoMinutes));
}
