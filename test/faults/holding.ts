// Holds one post of every lane at a point of its own, for as long as a worker sleeps: not done yet,
// done but not answered, and just answered.

import { setTimeout as pause } from "node:timers/promises";
import type { OnRequest, ServedPlatform } from "./platforms.ts";

export interface Holding {
  onRequest: OnRequest;
  /** From now on; resolves when a post of every lane has come to its point. @throws when one stays away */
  begin(platforms: readonly ServedPlatform[]): Promise<void>;
  /** What is held goes on. */
  release(): void;
  /** All that have come so far. */
  requestCount(): number;
}

type Point = "not done" | "not answered" | "answered";

/** Where a platform has several lanes, each is held at another point. */
const points: readonly Point[] = ["not done", "not answered", "answered"];
/** What is done after the product has looked is there twice, except at an id that we gave, or where nobody can look. */
const pointAlone: Point = "not answered";
/** The answer is on its way, or being saved. */
const answeredMs = 3;
const allHeldWithinMs = 30_000;

const requestThatPosts: Readonly<Record<string, RegExp>> = {
  bluesky: /createRecord$/,
  discord: /\/webhooks\//,
  linkedin: /\/rest\/posts$/,
  mastodon: /\/api\/v1\/statuses$/,
  threads: /\/threads_publish$/,
  x: /\/2\/tweets$/,
};

export function openHolding(): Holding {
  const released = Promise.withResolvers<void>();
  const othersHeld = Promise.withResolvers<void>();
  const allHeld = Promise.withResolvers<void>();
  /** The points still free, by platform; none before it begins. */
  const free = new Map<string, Point[]>();
  let others = 0;
  let answered = 0;
  let requestCount = 0;

  function countHeld(point: Point): void {
    if (point === "answered") answered -= 1;
    else others -= 1;
    if (others === 0) othersHeld.resolve();
    if (others === 0 && answered === 0) allHeld.resolve(pause(answeredMs));
  }

  async function hold(point: Point, handle: () => Promise<Response>): Promise<Response> {
    switch (point) {
      case "not done":
        countHeld(point);
        await released.promise;
        return handle();
      case "not answered": {
        const answer = await handle();
        countHeld(point);
        await released.promise;
        return answer;
      }
      case "answered": {
        await othersHeld.promise;
        const answer = await handle();
        countHeld(point);
        return answer;
      }
    }
  }

  return {
    onRequest(platform, request, handle) {
      requestCount += 1;
      const point = makesPost(platform, request) ? free.get(platform)?.shift() : undefined;
      return point === undefined ? handle() : hold(point, handle);
    },
    begin(platforms) {
      for (const { id, accounts } of platforms) {
        free.set(id, accounts.length === 1 ? [pointAlone] : points.slice(0, accounts.length));
      }
      const all = [...free.values()].flat();
      answered = all.filter((point) => point === "answered").length;
      others = all.length - answered;
      return Promise.race([allHeld.promise, someStayedAway(free)]);
    },
    release: () => released.resolve(),
    requestCount: () => requestCount,
  };
}

function makesPost(platform: string, { method, url }: Request): boolean {
  const posts = requestThatPosts[platform];
  if (posts === undefined)
    throw new Error(`Nobody knows which request of ${platform} makes a post`);
  return method === "POST" && posts.test(new URL(url).pathname);
}

async function someStayedAway(free: ReadonlyMap<string, readonly Point[]>): Promise<never> {
  await pause(allHeldWithinMs, undefined, { ref: false });
  const missing = [...free].filter(([, left]) => left.length > 0).map(([platform]) => platform);
  throw new Error(`No post came to be held at ${missing.join(", ")}`);
}
