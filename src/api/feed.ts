// The feed of deliveries that change: one look at the database for all who watch.

import type { Database } from "#store/open.ts";
import type { Signals } from "#store/signals.ts";
import type { Delivery } from "#delivery/read.ts";
import { listDeliveries } from "#delivery/read.ts";

export const deliveryChannel = "delivery";

export interface DeliveryFeed {
  /** Returns the function that ends it. */
  watch(siteIds: readonly string[], onChange: (delivery: Delivery) => void): () => void;
}

interface Watcher {
  siteIds: ReadonlySet<string>;
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
    watch(siteIds, onChange) {
      const watcher = { siteIds: new Set(siteIds), onChange };
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
  for (const delivery of await listDeliveries(db, runIds)) {
    if (!deliveryIds.has(delivery.id)) continue;
    for (const { siteIds, onChange } of watchers) {
      if (siteIds.has(delivery.siteId)) onChange(delivery);
    }
  }
}
