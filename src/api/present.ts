// From the rooms' values to the contract's: instants become texts, and what is nobody's business stays.

import type { Connection } from "#connections/connections.ts";
import type { Platforms } from "#connections/platforms.ts";
import type { Delivery, DeliveryDetails } from "#delivery/read.ts";
import type { ApiKey } from "#people/api-keys.ts";
import type { Site } from "#people/sites.ts";
import type { Post } from "#posts/read.ts";
import type { Run } from "#workflows/read.ts";
import type * as connections from "./contract/connections.ts";
import type * as deliveries from "./contract/deliveries.ts";
import type * as people from "./contract/people.ts";
import type * as posts from "./contract/posts.ts";
import type * as runs from "./contract/runs.ts";

export function presentDelivery(delivery: Delivery): deliveries.Delivery {
  const { id, runId, connectionId, platform, accountName, state, trouble, permalink } = delivery;
  return {
    ...{ id, runId, connectionId, platform, accountName, state, trouble, permalink },
    dueAt: delivery.dueAt.toISOString(),
    startedAt: instant(delivery.startedAt),
    endedAt: instant(delivery.endedAt),
  };
}

export function presentDeliveryDetails(delivery: DeliveryDetails): deliveries.DeliveryDetails {
  const { receipts, journal, attempts } = delivery;
  return {
    ...presentDelivery(delivery),
    // Made of plain JSON; the contract only has no word for "readonly".
    composition: delivery.composition as deliveries.Composition,
    receipts,
    journal: journal.map(({ step, firstSentAt, finishedAt, isInDoubt, receipt }) => ({
      ...{ step, isInDoubt, receipt },
      firstSentAt: instant(firstSentAt),
      finishedAt: instant(finishedAt),
    })),
    attempts: attempts.map(({ startedAt, endedAt, ...attempt }) => ({
      ...attempt,
      startedAt: startedAt.toISOString(),
      endedAt: endedAt.toISOString(),
    })),
  };
}

export function presentRun(run: Run): runs.Run {
  const { id, siteId, postId, postTitle, trigger, startedBy } = run;
  return {
    ...{ id, siteId, postId, postTitle, trigger, startedBy },
    scheduledFor: instant(run.scheduledFor),
    createdAt: run.createdAt.toISOString(),
    deliveries: run.deliveries.map(presentDelivery),
  };
}

/** `runs` are those of the post. */
export function presentPost(post: Post, itsRuns: readonly Run[]): posts.Post {
  const { id, siteId, authorId, status, title, excerpt, body, url, slug } = post;
  const live = itsRuns.flatMap((run) => run.deliveries);
  return {
    ...{ id, siteId, authorId, status, title, excerpt, body, url, slug },
    ...{ tags: [...post.tags], images: [...post.images], captions: { ...post.captions } },
    autopost: post.isAutopost,
    publishAt: instant(post.publishAt),
    publishedAt: instant(post.publishedAt),
    createdAt: post.createdAt.toISOString(),
    updatedAt: post.updatedAt.toISOString(),
    syndication: live.flatMap(({ platform, connectionId, permalink }) =>
      permalink === null ? [] : [{ platform, connectionId, permalink }],
    ),
  };
}

export function presentConnection(
  connection: Connection,
  platforms: Platforms,
): connections.Connection[] {
  const connector = platforms.get(connection.platform)?.connector;
  // A platform that this version no longer knows: its connections are kept, and not shown.
  if (connector === undefined) return [];
  const { id, platform, account, state, stateReason, isAutopost, createdAt } = connection;
  const { kind, name, handle, url, avatarUrl } = account;
  return [
    {
      ...{ id, platform, kind, name, handle, url, avatarUrl, state, stateReason },
      autopost: isAutopost,
      limits: connector.limits(account) as connections.Limits,
      createdAt: createdAt.toISOString(),
    },
  ];
}

export function presentSite(site: Site): people.Site {
  const { id, name, url, timeZone, language } = site;
  return { id, name, url, timeZone, language, createdAt: site.createdAt.toISOString() };
}

export function presentApiKey(key: ApiKey): people.ApiKey {
  const { id, name, prefix, scopes } = key;
  return {
    ...{ id, name, prefix, scopes },
    expiresAt: instant(key.expiresAt),
    lastUsedAt: instant(key.lastUsedAt),
    createdAt: key.createdAt.toISOString(),
  };
}

function instant(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}
