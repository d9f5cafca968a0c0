// What the cards of a post need from other people's pages, fetched before the transaction that publishes
// and shares it.

import { fetchCards } from "#captions/card-fetch.ts";
import { needsPage } from "#captions/card.ts";
import type { Database } from "#store/open.ts";
import { contentOf } from "./content.ts";
import type { Subject } from "./content.ts";
import type { WorkflowsContext } from "./context.ts";
import { autopostOf } from "./share.ts";

/** For where the post goes by itself once it is published. */
export async function fetchCardsOf(
  db: Database,
  context: WorkflowsContext,
  post: Omit<Subject, "status" | "slug"> & { isAutopost: boolean },
): Promise<void> {
  if (!post.isAutopost || (post.url === null && post.title !== "")) return;
  // Its own page is none that is fetched, so where that will stand does not matter.
  const content = await contentOf(db, context, { ...post, slug: "", status: "draft" });
  if (!needsPage(content)) return;
  const { connections } = await autopostOf(db, context, post.siteId);
  const targets = connections.map((connection) => ({ connection }));
  await fetchCards(context, db, { content, targets });
}
