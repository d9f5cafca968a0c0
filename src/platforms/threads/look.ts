// Which of the account's own posts a container has become, or stands at an address.

import { readAnswer, refusal } from "#connector/answer.ts";
import type { Account, Done, InterruptedCall, Receipt, Session } from "#connector/contract.ts";
import { minutes, plus } from "#kernel/clock.ts";

import { isWantOfPermission } from "./errors.ts";
import { segmentOf } from "./steps.ts";
import { get, ownPosts } from "./wire.ts";
import type { PublishedPost } from "./wire.ts";

/** Clocks differ. */
const skewMs = minutes(2);
/** As many of the account's posts are looked through. */
const pageSize = 50;

interface Place {
  index: number;
  /** Of the post that it answers. */
  parentId: string | undefined;
}

/** Undefined: it is not listed (yet). */
export async function findPost(
  call: InterruptedCall,
  session: Session,
  { index, parentId }: Place,
): Promise<PublishedPost | undefined> {
  const since = plus(call.startedAt, -skewMs);
  const { text, images } = segmentOf(call, index);
  const type = images.length > 1 ? "CAROUSEL_ALBUM" : images.length > 0 ? "IMAGE" : "TEXT_POST";
  const posts = await listPosts(session, index, since);
  return posts.find(
    (post) =>
      comparable(post.text ?? "") === comparable(text) &&
      (post.media_type ?? type) === type &&
      (post.replied_to?.id ?? parentId) === parentId &&
      !(new Date(post.timestamp ?? since) < since),
  );
}

export async function findByAddress(
  session: Session,
  { address, index }: { address: string; index: number },
): Promise<PublishedPost | undefined> {
  const { code } = partsOf(address);
  const posts = await listPosts(session, index);
  return posts.find(
    ({ permalink }) => code !== undefined && partsOf(permalink ?? "").code === code,
  );
}

/** A person has found it there. */
export function resultAt(
  url: string,
  { handle }: Account,
): (Done & { receipt: Receipt }) | undefined {
  const { owner, code } = partsOf(url);
  if (code === undefined || `@${owner}`.toLowerCase() !== handle?.toLowerCase()) return undefined;
  return { result: { permalink: url }, receipt: { remoteId: code, permalink: url } };
}

/**
 * The newest first. Replies have a list of their own:
 * https://developers.facebook.com/documentation/threads/retrieve-and-discover-posts/retrieve-posts (2026-11-25)
 */
async function listPosts(session: Session, index: number, since?: Date): Promise<PublishedPost[]> {
  const more = index === 0 ? "" : ",replied_to";
  const answer = await get(session, index === 0 ? "me/threads" : "me/replies", {
    ...{ fields: `id,text,timestamp,permalink,media_type${more}`, limit: String(pageSize) },
    ...(since && { since: String(Math.floor(since.getTime() / 1000)) }),
  });
  // The post is out already: connecting again would not help it.
  if (answer.status >= 400 && isWantOfPermission(refusal(answer).failure)) return [];
  return readAnswer(answer, ownPosts).data;
}

/** A topic is shown without its sign. */
function comparable(text: string): string {
  return text
    .normalize()
    .replace(/[#\s]+/g, " ")
    .trim();
}

function partsOf(address: string): { owner?: string | undefined; code?: string | undefined } {
  const path = URL.parse(address)?.pathname ?? "";
  const [, owner, code] = /\/@([^/]+)\/post\/([\w-]+)\/?$/.exec(path) ?? [];
  return { owner, code };
}
