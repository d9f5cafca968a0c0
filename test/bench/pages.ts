// Public pages per second, for eight readers at once who keep nothing. Floor: a bare HTTP server that
// answers with the same page.

import { openClient } from "#test/client.ts";
import { startProduct } from "#test/product.ts";
import { startBareServer } from "./bare-server.ts";
import { median } from "./figure.ts";
import type { Figure } from "./figure.ts";

const readers = 8;
const rounds = 5;
const roundMs = 2_000;
const posts = 20;
const paragraph =
  "The engine **weaves** [algebraic patterns](https://example.org/), as the loom weaves flowers. ";

export async function measurePages(): Promise<Figure[]> {
  await using product = await startProduct({ env: { SANDBOX: "1", DATABASE_URL: "" } });
  const client = await openClient(product.url);
  const addresses: string[] = [];
  for (let number = 1; number <= posts; number++) {
    const body = `${paragraph.repeat(12)}\n\n`.repeat(8);
    const { post } = await client.post({ title: `Post ${number}`, body, autopost: false });
    addresses.push(post.pageUrl);
  }
  const [post = ""] = addresses;
  const index = post.slice(0, post.lastIndexOf("/"));
  return [
    await measurePage("a post's page", post),
    await measurePage(`a site's index of ${posts} posts`, index),
  ];
}

async function measurePage(measure: string, url: string): Promise<Figure> {
  await using bare = await startBareServer(await (await fetch(url)).text());
  const rates = { ours: [] as number[], floor: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const [ours, floor] = [await rateOf(url), await rateOf(bare.url)];
    // The first is for warming up.
    if (round === 0) continue;
    rates.ours.push(ours);
    rates.floor.push(floor);
  }
  return {
    ...{ measure: `${measure}, ${readers} readers`, unit: "/s" },
    ...{ ours: median(rates.ours), floor: median(rates.floor) },
  };
}

/** Answers in a second. */
async function rateOf(url: string): Promise<number> {
  const beganAt = performance.now();
  let answers = 0;
  await Promise.all(
    Array.from({ length: readers }, async () => {
      while (performance.now() - beganAt < roundMs) {
        const answer = await fetch(url);
        await answer.text();
        if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`);
        answers += 1;
      }
    }),
  );
  return (answers * 1000) / (performance.now() - beganAt);
}
