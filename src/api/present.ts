// From the rooms' values to the contract's: instants become texts, and what is nobody's business stays.

import type { Connection } from "#connections/connections.ts";
import type { Platforms } from "#connections/platforms.ts";
import { stateOf } from "#connections/state.ts";
import type { Delivery, DeliveryDetails } from "#delivery/read.ts";
import type { ApiKey } from "#people/api-keys.ts";
import type { SessionRecord } from "#people/sessions.ts";
import type { Invitation } from "#people/invitations.ts";
import type { DefaultUser } from "#people/members.ts";
import type { OwnSite } from "#people/sites.ts";
import { postUrl, siteUrl } from "#posts/addresses.ts";
import type { Post } from "#posts/read.ts";
import type { Run } from "#workflows/read.ts";
import type * as accounts from "./contract/accounts.ts";
import type * as connections from "./contract/connections.ts";
import type * as deliveries from "./contract/deliveries.ts";
import type * as people from "./contract/people.ts";
import type * as posts from "./contract/posts.ts";
import type * as runs from "./contract/runs.ts";
import type * as sites from "./contract/sites.ts";

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

/** `itsRuns` are those of the post, the newest first. */
export function presentPost(post: Post, itsRuns: readonly Run[], publicUrl: string): posts.Post {
  const { id, siteId, authorId, status, title, excerpt, body, url, slug } = post;
  const all = itsRuns.flatMap((run) => run.deliveries);
  return {
    ...{ id, siteId, authorId, status, title, excerpt, body, url, slug },
    ...{ tags: [...post.tags], images: [...post.images], captions: { ...post.captions } },
    pageUrl: url ?? postUrl(publicUrl, post.siteSlug, slug),
    autopost: post.isAutopost,
    publishAt: instant(post.publishAt),
    publishedAt: instant(post.publishedAt),
    createdAt: post.createdAt.toISOString(),
    updatedAt: post.updatedAt.toISOString(),
    syndication: all.flatMap(({ platform, connectionId, permalink }) =>
      permalink === null ? [] : [{ platform, connectionId, permalink }],
    ),
    deliveries: all
      .filter(
        ({ connectionId }, index) =>
          index === all.findIndex((each) => each.connectionId === connectionId),
      )
      .map(presentDelivery),
  };
}

export function presentConnection(
  connection: Connection,
  { platforms, now }: { platforms: Platforms; now: Date },
): connections.Connection[] {
  const connector = platforms.get(connection.platform)?.connector;
  // A platform that this version no longer knows: its connections are kept, and not shown.
  if (connector === undefined) return [];
  const { id, platform, account, auth, stateReason, isLinked, createdAt } = connection;
  const { kind, name, handle, url, avatarUrl } = account;
  return [
    {
      ...{ id, platform, kind, name, handle, url, avatarUrl, auth, stateReason },
      state: stateOf(connection, now),
      endsAt: connection.isProlonged ? null : instant(connection.authorizationEndsAt),
      autopost: connection.isAutopost,
      siteIds: connection.siteIds && [...connection.siteIds],
      isLinked,
      limits: connector.limits(account) as connections.Limits,
      createdAt: createdAt.toISOString(),
    },
  ];
}

export function presentSite(
  site: OwnSite,
  defaultUser: DefaultUser | undefined,
  publicUrl: string,
): sites.Site {
  const { id, name, slug, url, timeZone, language, undoMinutes, role } = site;
  return {
    ...{ id, name, slug, url, timeZone, language, undoMinutes, role },
    pageUrl: siteUrl(publicUrl, slug),
    defaultUser: presentDefaultUser(defaultUser),
    createdAt: site.createdAt.toISOString(),
  };
}

export function presentDefaultUser(user: DefaultUser | undefined): sites.Site["defaultUser"] {
  if (user === undefined) return null;
  const { userId, name, isBiller } = user;
  return { userId, name, reason: isBiller ? "first-biller" : "first-member" };
}

export function presentInvitation(invitation: Invitation): sites.Invitation {
  const { id, email, role, isBiller, invitedBy } = invitation;
  return {
    ...{ id, email, role, isBiller, invitedBy },
    expiresAt: invitation.expiresAt.toISOString(),
    createdAt: invitation.createdAt.toISOString(),
  };
}

export function presentSession(
  session: SessionRecord,
  currentId: string | undefined,
): accounts.Session {
  const { id, userAgent, ipAddress } = session;
  return {
    ...{ id, userAgent, ipAddress, isCurrent: id === currentId },
    createdAt: session.createdAt.toISOString(),
    lastSeenAt: session.lastSeenAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
  };
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
