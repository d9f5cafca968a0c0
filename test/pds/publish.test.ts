// From POST /posts to a real Bluesky server: every record is read back from there.

import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CreatedPost } from "#api/contract/posts.ts";
import { openClient } from "#test/client.ts";
import type { Client } from "#test/client.ts";
import { startPds } from "#test/counterparts/start.ts";
import type { Pds, PdsAccount } from "#test/counterparts/start.ts";
import { startProduct } from "#test/product.ts";
import type { Product } from "#test/product.ts";
import { upload } from "#test/e2e/images.ts";
import { signIn } from "#test/e2e/session.ts";
import { marksIn, repositoryOf } from "./repository.ts";
import type { PostRecord, Repository } from "./repository.ts";

let pds: Pds;
let product: Product;
let client: Client;
let alice: PdsAccount;
let bob: PdsAccount;
let repository: Repository;
/** Of a site whose language is known. */
let siteId: string;

beforeAll(async () => {
  pds = await startPds();
  const [first, second] = pds.accounts;
  if (first === undefined || second === undefined) throw new Error("The PDS has no two accounts");
  [alice, bob] = [first, second];
  repository = repositoryOf(pds.url, alice.did);
  // The embedded database, wherever the other suites have theirs.
  const env = { DATABASE_URL: "", BLUESKY_ORIGIN: pds.url, BLUESKY_PLC_ORIGIN: pds.plcUrl };
  product = await startProduct({ env });
  client = await openClient(product.url);
  const { handle: identifier, password: appPassword } = alice;
  await client.connect("bluesky", { identifier, appPassword });
  const session = await signIn(product.url);
  siteId = (await session.newSite({ name: "Notes in English", language: "en-GB" })).id;
});

afterAll(async () => {
  await product[Symbol.asyncDispose]();
  await pds.stop();
});

test("a post with a link has a card with its picture", async () => {
  const cover = await upload(client, { width: 1200, height: 630 });
  const { records, segments } = await publish({
    title: "On broadsides",
    excerpt: "A sheet printed on one side.",
    url: "https://example.org/on-broadsides?from=feed",
    image: { mediaId: cover, alt: "A sheet" },
  });

  expect(records).toHaveLength(1);
  const [{ value }] = records as [PostRecord];
  expect(value.text).toBe(segments[0]);
  expect(value.text).toContain("On broadsides\n\nA sheet printed on one side.");
  expect(marksIn(value)).toEqual([
    [
      expect.stringMatching(/example\.org\/on-broadsides/),
      "https://example.org/on-broadsides?from=feed",
    ],
  ]);
  expect(value.reply).toBeUndefined();
  expect(value.embed).toMatchObject({
    $type: "app.bsky.embed.external",
    external: {
      uri: "https://example.org/on-broadsides?from=feed",
      title: "On broadsides",
      description: "A sheet printed on one side.",
    },
  });
  if (value.embed?.$type !== "app.bsky.embed.external") throw new Error("There is no card");
  const { thumb } = value.embed.external;
  if (thumb === undefined) throw new Error("The card has no picture");
  const picture = await sharp(await repository.blob(thumb)).metadata();
  expect([picture.width, picture.height]).toEqual([1200, 630]);
});

test("a post with two images shows both, with their alt texts and proportions", async () => {
  const images = [
    { mediaId: await upload(client, { width: 400, height: 300 }), alt: "A wide picture ❤️" },
    { mediaId: await upload(client, { width: 30, height: 90 }), alt: "A tall one" },
  ];
  const { records } = await publish({ body: "Two pictures.", images });

  expect(records).toHaveLength(1);
  const [{ value }] = records as [PostRecord];
  expect(value.text).toBe("Two pictures.");
  if (value.embed?.$type !== "app.bsky.embed.images") throw new Error("There are no images");
  const shown = value.embed.images.map(({ alt, aspectRatio }) => ({ alt, ...aspectRatio }));
  expect(shown).toEqual([
    { alt: "A wide picture ❤️", width: 400, height: 300 },
    { alt: "A tall one", width: 30, height: 90 },
  ]);
  for (const { image, aspectRatio } of value.embed.images) {
    const blob = await repository.blob(image);
    expect(blob.length).toBe(image.size);
    const { width, height } = await sharp(blob).metadata();
    expect({ width, height }).toEqual(aspectRatio);
  }
});

test("a text of 900 characters is a thread, each post in answer to the one before", async () => {
  const sentences = Array.from(
    { length: 20 },
    (_, index) => `This is sentence ${index + 10} of the text.`,
  );
  const body = sentences.join(" ").padEnd(900, "!");
  expect(body).toHaveLength(900);
  const { records, segments } = await publish({ body });

  expect(records.length).toBeGreaterThan(2);
  expect(records.map(({ value }) => value.text)).toEqual(segments);
  expect(withoutGaps(segments.join(""))).toBe(withoutGaps(body));
  const refs = records.map(({ uri, cid }) => ({ uri, cid }));
  expect(records.map(({ value }) => value.reply)).toEqual(
    records.map((_, index) =>
      index === 0 ? undefined : { root: refs[0], parent: refs[index - 1] },
    ),
  );
});

test("emoji, combining marks and right-to-left script arrive as written, and marks hold", async () => {
  const family = "👩‍👩‍👧‍👦🏳️‍🌈";
  const zalgo = "Z\u0351\u036b\u0343a\u0363\u0328lgo";
  const body = `${family} ${zalgo} שלום עולם — مرحبا @${bob.handle} 🎉 #عالم and #café_2026, https://example.org/דף/é?q=1 e\u0301\u00e9 @nobody.test`;
  const { records } = await publish({ body });

  expect(records).toHaveLength(1);
  const [{ value }] = records as [PostRecord];
  expect(value.text).toBe(body);
  expect(marksIn(value)).toEqual([
    [`@${bob.handle}`, bob.did],
    ["#عالم", "#عالم"],
    ["#café_2026", "#café_2026"],
    ["https://example.org/דף/é?q=1", "https://example.org/דף/é?q=1"],
  ]);
});

interface Published {
  /** Of this post alone, in their order. */
  records: PostRecord[];
  segments: string[];
}

/** Publishes; checks what is true of every post, and that looking and asking again adds nothing. */
async function publish(content: Parameters<Client["post"]>[0]): Promise<Published> {
  const post = { siteId, ...content };
  const before = await repository.posts();
  const key = { "idempotency-key": crypto.randomUUID() };
  const created = await client.post(post, key);
  const [ended] = (await client.finished(runIdOf(created))).deliveries;
  if (ended === undefined) throw new Error("The post went nowhere");
  expect(ended).toMatchObject({ state: "published", trouble: null });
  const { receipts, composition } = await client.delivery(ended.id);

  expect(await client.post(post, key)).toEqual(created);
  const retry = await client.call("POST", `/deliveries/${ended.id}/retry`);
  expect(retry).toMatchObject({ status: 409, body: { code: "wrong-state" } });
  const records = (await repository.posts()).slice(before.length);
  expect(records.map(({ uri }) => uri)).toEqual(receipts.map(({ remoteId }) => remoteId));
  expect(records).toHaveLength(composition.segments.length);

  for (const { uri, value } of records) {
    expect(await repository.post(uri)).toMatchObject({ uri, value: { text: value.text } });
    expect(value.langs).toEqual(["en-GB"]);
    expect(Math.abs(Date.now() - Date.parse(value.createdAt))).toBeLessThan(60_000);
  }
  const links = records.map(
    ({ uri }) => `https://bsky.app/profile/${alice.did}/post/${keyOf(uri)}`,
  );
  expect(receipts.map(({ permalink }) => permalink)).toEqual(links);
  expect(ended.permalink).toBe(links[0]);
  const saved = await client.call("GET", `/posts/${created.post.id}`);
  expect(saved.body).toMatchObject({ syndication: [{ platform: "bluesky", permalink: links[0] }] });
  return { records, segments: composition.segments.map(({ text }) => text) };
}

function runIdOf({ run }: CreatedPost): string {
  if (run === null) throw new Error("The post was not shared");
  return run.id;
}

function keyOf(uri: string): string {
  return uri.slice(uri.lastIndexOf("/") + 1);
}

function withoutGaps(text: string): string {
  return text.replace(/\s+/g, "");
}
