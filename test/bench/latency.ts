// From the answer to "create post" until its author sees it published on every platform, one post after
// another. Floor: the same requests, one after another, to those platforms where they can be repeated
// as they are.

import { setTimeout as pause } from "node:timers/promises";
import { deliverySchema } from "#api/contract/deliveries.ts";
import type { Delivery } from "#api/contract/deliveries.ts";
import { openClient } from "#test/client.ts";
import { startProduct } from "#test/product.ts";
import { renewed, send } from "./exchange.ts";
import { percentile, timeMs } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { startPlatforms } from "./platforms.ts";

const posts = 150;
/** Before the first that counts. */
const warmUpPosts = 15;
const betweenPostsMs = 25;

export async function measureLatency(): Promise<Figure[]> {
  await using platforms = await startPlatforms();
  await using product = await startProduct({ env: { ...platforms.env, DATABASE_URL: "" } });
  const client = await openClient(product.url);
  for (const { id, entries, isEntered } of platforms.fakes) {
    if (isEntered) await client.connect(id, entries);
    else await client.authorize(id, { entries });
  }
  using feed = await watchPublished(product.url, client.key);
  const ours: number[] = [];
  const floor: number[] = [];
  for (let number = 0; number < warmUpPosts + posts; number++) {
    const { run } = await client.post({ siteId: client.siteId, body: `A post, number ${number}` });
    const answeredAt = performance.now();
    const deliveries = run?.deliveries ?? [];
    const instants = await Promise.all(deliveries.map(({ id }) => feed.published(id)));
    ours.push(Math.max(0, ...instants.map((instant) => instant - answeredAt)));
    await pause(betweenPostsMs);
    floor.push(
      await timeMs(async () => {
        for (const { exchange, connector } of platforms.platforms) {
          for (const step of renewed(exchange, connector)) {
            for (const request of step.requests) await send(request);
          }
        }
      }),
    );
  }
  const figure = (name: string, share: number, atMost: number): Figure => ({
    measure: `create post → published on ${platforms.fakes.length} fakes, ${name}`,
    ours: percentile(ours.slice(warmUpPosts), share),
    floor: percentile(floor.slice(warmUpPosts), share),
    unit: "ms",
    target: { of: "ours", atMost },
  });
  return [figure("p50", 0.5, 150), figure("p95", 0.95, 400)];
}

interface Feed extends Disposable {
  /** When the delivery was seen as published. */
  published(id: string): Promise<number>;
}

/** Listens to server-sent events, as the dashboard does. */
async function watchPublished(url: string, key: string): Promise<Feed> {
  const seen = new Map<string, PromiseWithResolvers<number>>();
  const entry = (id: string) => {
    const known = seen.get(id) ?? Promise.withResolvers<number>();
    seen.set(id, known);
    return known;
  };
  const stop = new AbortController();
  const answer = await fetch(`${url}/api/v1/events`, {
    headers: { authorization: `Bearer ${key}` },
    signal: stop.signal,
  });
  readDeliveries(answer, ({ id, state }) => {
    if (state === "published") entry(id).resolve(performance.now());
  }).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return { published: (id) => entry(id).promise, [Symbol.dispose]: () => stop.abort() };
}

async function readDeliveries(answer: Response, onDelivery: (delivery: Delivery) => void) {
  let rest = "";
  for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const events = (rest + chunk).split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      const data = /^data: (\{.*)$/m.exec(event)?.[1];
      if (data !== undefined) onDelivery(deliverySchema.parse(JSON.parse(data)));
    }
  }
}
