// Holds what the product was asked to post against what the platforms have: each segment is there
// once, in its place, and its receipt leads to it.

import type { DeliveryDetails } from "#api/contract/deliveries.ts";
import type { Author, Connected } from "./author.ts";
import type { RemotePost, ServedPlatform } from "./platforms.ts";

export interface Judgement {
  deliveries: number;
  published: number;
  lost: number;
  doubled: number;
  /** Whatever is not as it must be, in words. */
  flaws: string[];
}

export async function judge(
  author: Author,
  url: string,
  platforms: readonly ServedPlatform[],
): Promise<Judgement> {
  const judgement: Judgement = { deliveries: 0, published: 0, lost: 0, doubled: 0, flaws: [] };
  const client = author.client(url);
  const remote = await shelve(platforms);
  const expected = new Map<RemotePost, number>();
  for (const { number, runId } of author.written) {
    if (runId === undefined) {
      judgement.flaws.push(`post ${number} was never accepted`);
      continue;
    }
    const { deliveries } = await client.run(runId);
    for (const { id, connectionId } of deliveries) {
      const connected = author.connections.get(connectionId);
      if (connected === undefined) throw new Error(`The connection ${connectionId} is not known`);
      const delivery = await client.delivery(id);
      const found = judgeDelivery(judgement, { number, delivery, connected, remote });
      for (const post of found) expected.set(post, number);
    }
  }
  for (const [place, posts] of remote.byPlace) {
    for (const post of posts) {
      if (!expected.has(post)) judgement.flaws.push(`nobody asked for “${post.text}” (${place})`);
    }
  }
  judgement.flaws.push(...disorder(remote, platforms, expected));
  judgement.flaws.push(...platforms.flatMap(({ objections }) => objections()));
  return judgement;
}

interface Shelves {
  /** By account and text. */
  byPlace: Map<string, RemotePost[]>;
  /** By platform, the oldest first. */
  byPlatform: Map<string, readonly RemotePost[]>;
}

async function shelve(platforms: readonly ServedPlatform[]): Promise<Shelves> {
  const byPlace = new Map<string, RemotePost[]>();
  const byPlatform = new Map<string, readonly RemotePost[]>();
  for (const { id, posts: read, accounts } of platforms) {
    const posts = await read();
    byPlatform.set(id, posts);
    const isAlone = accounts.some(({ name }) => name === undefined);
    for (const post of posts) {
      const place = placeOf(id, isAlone ? undefined : post.account, post.text);
      byPlace.set(place, [...(byPlace.get(place) ?? []), post]);
    }
  }
  return { byPlace, byPlatform };
}

function placeOf(platform: string, account: string | undefined, text: string): string {
  return `${platform}/${account ?? ""}/${text}`;
}

interface Subject {
  number: number;
  delivery: DeliveryDetails;
  connected: Connected;
  remote: Shelves;
}

/** Returns the remote posts that belong to the delivery. */
function judgeDelivery(
  judgement: Judgement,
  { number, delivery, connected: { platform, account }, remote }: Subject,
): RemotePost[] {
  const { state, composition, receipts, permalink, trouble, attempts } = delivery;
  const flaw = (what: string) =>
    judgement.flaws.push(`post ${number} on ${platform.id} (${delivery.id}) ${what}`);
  judgement.deliveries += 1;
  if (state === "published") judgement.published += 1;
  else flaw(`is ${state}: ${JSON.stringify({ trouble, attempts })}`);

  const all: RemotePost[] = [];
  let parent: RemotePost | undefined;
  for (const [index, segment] of composition.segments.entries()) {
    const posts = remote.byPlace.get(placeOf(platform.id, account.name, segment.text)) ?? [];
    const [post] = posts;
    all.push(...posts);
    if (post === undefined) {
      judgement.lost += 1;
      flaw(`lost segment ${index}`);
      continue;
    }
    if (posts.length > 1) {
      judgement.doubled += posts.length - 1;
      flaw(`has segment ${index} ${posts.length} times`);
    }
    if (post.imageCount !== segment.images.length) flaw(`lost images of segment ${index}`);
    if (post.replyTo !== null && post.replyTo !== parent?.id) flaw(`hangs ${index} elsewhere`);
    if (receipts[index]?.permalink !== post.permalink) flaw(`has no receipt for ${index}`);
    if (index === 0 && permalink !== post.permalink) flaw(`has the link ${permalink ?? "null"}`);
    parent = post;
  }
  return all;
}

/** Where nothing waits for a person, an account's posts keep the order in which they were written. */
function disorder(
  { byPlatform }: Shelves,
  platforms: readonly ServedPlatform[],
  expected: ReadonlyMap<RemotePost, number>,
): string[] {
  return platforms
    .filter(({ canBeAsked }) => canBeAsked)
    .flatMap(({ id, accounts }) =>
      accounts.flatMap(({ name }) => {
        const own = (byPlatform.get(id) ?? []).filter((post) => name === (name && post.account));
        const numbers = own.flatMap((post) => expected.get(post) ?? []);
        const wrong = numbers.findIndex((number, at) => number < (numbers[at - 1] ?? 0));
        return wrong < 0 ? [] : [`${id}: post ${numbers[wrong] ?? 0} overtook an earlier one`];
      }),
    );
}
