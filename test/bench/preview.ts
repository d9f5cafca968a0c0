// What a preview of a post takes, for a connection to each platform. Floor: the smallest question that the
// API answers to the same client.

import { previewSchema } from "#api/contract/captions.ts";
import { openClient } from "#test/client.ts";
import { startProduct } from "#test/product.ts";
import { percentile, timeMs } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { startPlatforms } from "./platforms.ts";

const previews = 300;
/** Before the first that counts. */
const warmUpPreviews = 30;

const body = "The engine weaves algebraic patterns, as the loom weaves flowers and leaves. ";

export async function measurePreview(): Promise<Figure[]> {
  await using platforms = await startPlatforms();
  const env = { ...platforms.env, DATABASE_URL: "", RATE_LIMIT: "0" };
  await using product = await startProduct({ env });
  const client = await openClient(product.url);
  const targets: { connectionId: string; caption: string }[] = [];
  // Two posts on the platform with the smallest posts, so that there is something to split.
  const caption = `{{title}}\n\n${body.repeat(5)}\n\n{{url}}`;
  for (const { id, entries, isEntered } of platforms.fakes) {
    const connectionId = isEntered
      ? (await client.connect(id, entries)).id
      : await client.authorize(id, { entries });
    targets.push({ connectionId, caption });
  }
  const { post } = await client.post({
    ...{ title: "On Engines", body: `${body.repeat(12)}\n\n`.repeat(8), tags: ["engines"] },
    autopost: false,
  });
  const ours: number[] = [];
  const floor: number[] = [];
  for (let number = 0; number < warmUpPreviews + previews; number++) {
    const request = { postId: post.id, targets };
    let answer: unknown;
    ours.push(
      await timeMs(async () => {
        answer = (await client.call("POST", "/captions/preview", request)).body;
      }),
    );
    const { data } = previewSchema.parse(answer);
    if (data.length !== targets.length) throw new Error("A connection is missing in the preview");
    floor.push(await timeMs(() => client.call("GET", "/sites")));
  }
  return [
    {
      measure: `preview of ${targets.length} connections, p50`,
      ours: percentile(ours.slice(warmUpPreviews), 0.5),
      floor: percentile(floor.slice(warmUpPreviews), 0.5),
      unit: "ms",
      target: { of: "ours", atMost: 20 },
    },
  ];
}
