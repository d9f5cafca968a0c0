// Asks the pages that cards are drawn from, before anything is composed: composing itself reaches
// nobody. As much as can be had in a few seconds; what cannot be had is missing on the card, and keeps
// nobody from posting.

import { setTimeout as pause } from "node:timers/promises";
import { seconds } from "#kernel/clock.ts";
import type { Connection } from "#connections/connections.ts";
import type { Platforms } from "#connections/platforms.ts";
import type { MediaContext } from "#media/context.ts";
import { fetchImage } from "#media/fetch.ts";
import type { Database } from "#store/open.ts";
import { findCard, keepCard, keepUnread, pageOf } from "./card-cache.ts";
import type { CardKey } from "./card-cache.ts";
import { fetchPage } from "./card-page.ts";
import { linkOf, needsPage } from "./card.ts";
import type { CardContent } from "./card.ts";
import { captionFor } from "#text/caption.ts";
import { placeOf } from "./place.ts";

export interface CardsContext {
  media: MediaContext;
  platforms: Platforms;
}

export interface CardsWanted {
  content: CardContent;
  /** `caption` is the wording for one run. */
  targets: readonly { connection: Connection; caption?: string | undefined }[];
}

/** For everything together. */
const patience = { networkMs: seconds(4), wholeMs: seconds(5) };
const maxPictureBytes = 5_000_000;

/** Asked for the same page at once, as by several previews, it is fetched once. */
const underWay = new Map<string, Promise<void>>();

/** Not for a transaction: it would wait for strangers' servers. */
export async function fetchCards(
  context: CardsContext,
  db: Database,
  wanted: CardsWanted,
  { networkMs, wholeMs } = patience,
): Promise<void> {
  const keys = keysOf(context.platforms, wanted);
  if (keys.length === 0) return;
  const signal = AbortSignal.timeout(networkMs);
  const fetching = Promise.all(keys.map((key) => fetchOnce(context.media, db, key, signal)));
  await atMost(wholeMs, fetching);
}

/** The pages that would be shown where the platform draws cards, once for each user. */
function keysOf(platforms: Platforms, { content, targets }: CardsWanted): CardKey[] {
  const keys = targets.flatMap(({ connection, caption }): CardKey[] => {
    const connector = platforms.get(connection.platform)?.connector;
    if (!connector?.limits(connection.account).card || !needsPage(content)) return [];
    const { text } = captionFor(content, placeOf(connection, connector), { caption });
    const link = linkOf(content, text);
    const url = link === null ? undefined : pageOf(link);
    return url === undefined ? [] : [{ userId: connection.userId, url }];
  });
  return [...new Map(keys.map((key) => [nameOf(key), key])).values()];
}

function nameOf({ userId, url }: CardKey): string {
  return `${userId} ${url}`;
}

function fetchOnce(
  media: MediaContext,
  db: Database,
  key: CardKey,
  signal: AbortSignal,
): Promise<void> {
  const name = nameOf(key);
  const fetching =
    underWay.get(name) ??
    fetchCard(media, db, key, signal).finally(() => void underWay.delete(name));
  underWay.set(name, fetching);
  return fetching;
}

async function fetchCard(
  media: MediaContext,
  db: Database,
  key: CardKey,
  signal: AbortSignal,
): Promise<void> {
  const now = media.clock.now();
  const known = await findCard(db, key);
  if (known !== undefined && known.expiresAt > now) return;
  const page = await fetchPage(media.http, key.url, signal);
  if (page === undefined) return keepUnread(db, key, now);
  const { picture, ...words } = page;
  const fetched =
    picture === null
      ? undefined
      : await fetchImage(media, db, {
          ...{ userId: key.userId, url: picture.url, maxBytes: maxPictureBytes, signal },
        });
  const mediaId = fetched && "image" in fetched ? fetched.image.mediaId : null;
  const isWhole = picture === null || mediaId !== null;
  await keepCard(db, key, { ...words, mediaId, alt: picture?.alt ?? "", isWhole, now });
}

/** Gives up waiting, not the work: what comes late is there for the next who asks. */
async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  using enough = stoppable();
  // Whoever waits hears of its failure; nobody else does.
  work.catch(() => undefined);
  await Promise.race([work, pause(ms, undefined, enough).catch(() => undefined)]);
}

function stoppable(): Disposable & { signal: AbortSignal } {
  const stop = new AbortController();
  return { signal: stop.signal, [Symbol.dispose]: () => stop.abort() };
}
