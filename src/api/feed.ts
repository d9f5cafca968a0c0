// The feed of deliveries that change and of new notices: one look at the database for all who watch.

import type { Database } from "#store/open.ts";
import type { Signals } from "#store/signals.ts";
import { changedBy, deliveryChannel } from "#delivery/announce.ts";
import type { Delivery } from "#delivery/read.ts";
import { listDeliveries } from "#delivery/read.ts";
import { findNotices, noticeChannel } from "#notices/notices.ts";
import type { Notice } from "#notices/notices.ts";

export interface Feed {
  /** Returns how to end it. */
  watch(watcher: Watcher): () => void;
}

export interface Watcher {
  userId: string;
  /** Hears of notices for the operator, too. */
  isOperator: boolean;
  /** Of all sites of which the user is a member then. */
  onDelivery(delivery: Delivery): void;
  onNotice(notice: Notice): void;
}

type Watchers = ReadonlySet<Watcher>;

export function openFeed(db: Database, signals: Signals, onError: (error: unknown) => void): Feed {
  const watchers = new Set<Watcher>();
  signals.listen(deliveryChannel, (topics) => {
    if (watchers.size > 0) spreadDeliveries(db, watchers, topics).catch(onError);
  });
  signals.listen(noticeChannel, (ids) => {
    if (watchers.size > 0) spreadNotices(db, watchers, ids).catch(onError);
  });
  return {
    watch(watcher) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
  };
}

async function spreadDeliveries(
  db: Database,
  watchers: Watchers,
  topics: readonly string[],
): Promise<void> {
  const changed = topics.map(changedBy);
  const runIds = [...new Set(changed.map(({ runId }) => runId))];
  const deliveryIds = new Set(changed.map(({ id }) => id));
  const deliveries = (await listDeliveries(db, runIds)).filter(({ id }) => deliveryIds.has(id));
  const members = await membersOf(db, [...new Set(deliveries.map(({ siteId }) => siteId))]);
  for (const delivery of deliveries) {
    for (const { userId, onDelivery } of watchers) {
      if (members.has(`${delivery.siteId}/${userId}`)) onDelivery(delivery);
    }
  }
}

async function spreadNotices(
  db: Database,
  watchers: Watchers,
  ids: readonly string[],
): Promise<void> {
  for (const { userId, ...notice } of await findNotices(db, ids)) {
    for (const watcher of watchers) {
      const isTheirs = userId === null ? watcher.isOperator : watcher.userId === userId;
      if (isTheirs) watcher.onNotice(notice);
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
