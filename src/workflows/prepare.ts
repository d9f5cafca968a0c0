// What takes long about a run, done before the transaction in which it comes into being: cards are fetched
// from other people's pages, and images fitted. What cannot be prepared is found missing there.

import { fetchCards } from "#captions/card-fetch.ts";
import type { ContentWithImages } from "#captions/compose.ts";
import type { Database } from "#store/open.ts";
import { contentOf } from "./content.ts";
import type { Subject } from "./content.ts";
import type { WorkflowsContext } from "./context.ts";
import { composeTarget } from "./run.ts";
import type { Target } from "./run.ts";
import { autopostOf } from "./share.ts";

export async function prepareRun(
  db: Database,
  context: WorkflowsContext,
  { content, targets }: { content: ContentWithImages; targets: readonly Target[] },
): Promise<void> {
  await fetchCards(context, db, { content, targets });
  if (content.images.length === 0) return;
  for (const target of targets) await composeTarget(db, context, content, target);
}

/** For where the post goes by itself once it is published. */
export async function preparePublication(
  db: Database,
  context: WorkflowsContext,
  post: Omit<Subject, "status" | "slug"> & { isAutopost: boolean },
): Promise<void> {
  const mayNeedPage = post.url !== null || post.title === "";
  if (!post.isAutopost || (!mayNeedPage && post.images.length === 0)) return;
  const { connections } = await autopostOf(db, context, post.siteId);
  if (connections.length === 0) return;
  // Its own page is none that is fetched, so where exactly that will stand does not matter.
  const content = await contentOf(db, context, { ...post, slug: "post", status: "published" });
  const targets = connections.map((connection) => ({ connection }));
  await prepareRun(db, context, { content, targets });
}
