// The feed of deliveries that change: one look at the database for all who watch.

import type { Database } from "#store/open.ts";
import type { Signals } from "#store/signals.ts";
import type { Delivery } from "#delivery/read.ts";
import { listDeliveries } from "#delivery/read.ts";

export const deliveryChannel = "delivery";

export interface DeliveryFeed {
  /** Tells of the deliveries of all sites of which the user is a member then. Returns how to end it. */
  watch(userId: string, onChange: (delivery: Delivery) => void): () => void;
}

interface Watcher {
  userId: string;
  onChange: (delivery: Delivery) => void;
}

/** Topics on the channel are `<run id>/<delivery id>`. */
export function openFeed(
  db: Database,
  signals: Signals,
  onError: (error: unknown) => void,
): DeliveryFeed {
  const watchers = new Set<Watcher>();
  signals.listen(deliveryChannel, (topics) => {
    if (watchers.size > 0) spread(db, watchers, topics).catch(onError);
  });
  return {
    watch(userId, onChange) {
      const watcher = { userId, onChange };
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
  };
}

async function spread(
  db: Database,
  watchers: ReadonlySet<Watcher>,
  topics: readonly string[],
): Promise<void> {
  const changed = topics.map((topic) => topic.split("/"));
  const runIds = [...new Set(changed.map(([runId = ""]) => runId))];
  const deliveryIds = new Set(changed.map(([, deliveryId = ""]) => deliveryId));
  const deliveries = (await listDeliveries(db, runIds)).filter(({ id }) => deliveryIds.has(id));
  const members = await membersOf(db, [...new Set(deliveries.map(({ siteId }) => siteId))]);
  for (const delivery of deliveries) {
    for (const { userId, onChange } of watchers) {
      if (members.has(`${delivery.siteId}/${userId}`)) onChange(delivery);
    }
  }
}

/** As `<site id>/<user id>`: asked anew each time, for people come and go while others watch. */
async function membersOf(db: Database, siteIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (siteIds.length === 0) return new Set();
  const rows = await db
    .selectFrom("members")
    .select(["siteId", "userId"])
    .where("siteId", "in", siteIds)
    .execute();
  return new Set(rows.map(({ siteId, userId }) => `${siteId}/${userId}`));
}
