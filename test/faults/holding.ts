// Holds one post of every lane at a point of its own, for as long as a worker sleeps: not done yet,
// done but not answered, and just answered.

import { setTimeout as pause } from "node:timers/promises";
import type { OnRequest } from "./platforms.ts";

export interface Holding {
  onRequest: OnRequest;
  /** From now on; resolves when the given number of posts have come to their points. */
  begin(lanes: number): Promise<void>;
  /** What is held goes on. */
  release(): void;
  /** All that have come so far. */
  requestCount(): number;
}

const points = ["not done", "not answered", "answered"] as const;
/** The answer is on its way, or being saved. */
const answeredMs = 3;

export function openHolding(): Holding {
  const released = Promise.withResolvers<void>();
  const othersHeld = Promise.withResolvers<void>();
  const allHeld = Promise.withResolvers<void>();
  const seen = new Map<string, number>();
  let lanes = 0;
  let held = 0;
  let requestCount = 0;

  function countHeld(): void {
    held += 1;
    if (held === lanes - Math.floor(lanes / points.length)) othersHeld.resolve();
    if (held === lanes) allHeld.resolve(pause(answeredMs));
  }

  async function hold(point: (typeof points)[number], handle: () => Promise<Response>) {
    switch (point) {
      case "not done":
        countHeld();
        await released.promise;
        return handle();
      case "not answered": {
        const answer = await handle();
        countHeld();
        await released.promise;
        return answer;
      }
      case "answered": {
        await othersHeld.promise;
        const answer = await handle();
        countHeld();
        return answer;
      }
    }
  }

  return {
    onRequest(platform, request, handle) {
      requestCount += 1;
      const nth = seen.get(platform) ?? 0;
      const point = points[nth];
      if (lanes === 0 || !makesPost(request) || point === undefined) return handle();
      seen.set(platform, nth + 1);
      return hold(point, handle);
    },
    begin(count) {
      lanes = count;
      return allHeld.promise;
    },
    release: () => released.resolve(),
    requestCount: () => requestCount,
  };
}

function makesPost({ method, url }: Request): boolean {
  return method === "POST" && /createRecord$|\/webhooks\//.test(new URL(url).pathname);
}
