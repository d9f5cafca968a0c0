import { describe, expect, it } from "vitest";

import type { Composition, Session } from "#connector/contract.ts";
import { failureOf } from "#connector/failure.ts";
import type { JsonObject } from "#kernel/json.ts";

import { compose } from "./compose.ts";
import { classify } from "./errors.ts";
import { connector } from "./index.ts";
import { run, steps } from "./publish.ts";
import * as given from "./testing.ts";

const { callOf, draftOf, imageOf, link, now, payloadOf, token, webhookId } = given;
const threeMessages = compose(draftOf({ text: "One whole sentence stands here. ".repeat(150) }));

/** Runs every step as the engine does. */
async function deliver(composition: Composition, session: Session, account = given.account) {
  const results: Record<string, JsonObject> = {};
  const receipts = [];
  for (const { name } of steps(composition)) {
    const done = await run(callOf(name, composition, { account, results }), session);
    if ("waitUntil" in done) throw new Error("Nothing here waits");
    results[name] = done.result;
    if (done.receipt) receipts.push(done.receipt);
  }
  return { results, receipts };
}

describe("steps", () => {
  it("are one per message, and a look at the end", () => {
    expect(steps(threeMessages)).toEqual([
      { name: "segment-0", effect: "once" },
      { name: "segment-1", effect: "once" },
      { name: "segment-2", effect: "once" },
      { name: "read-back", effect: "read" },
    ]);
  });
});

describe("run", () => {
  it("posts the messages in order and gives each its permalink", async () => {
    const fake = given.newFake();
    const { session, requests } = given.sessionOf(fake.handle);
    const { receipts } = await deliver(threeMessages, session);
    const posts = fake.posts();
    expect(posts.map(({ text }) => text)).toEqual(threeMessages.segments.map(({ text }) => text));
    expect(receipts).toEqual(
      posts.map(({ id }) => ({
        remoteId: id,
        permalink: `https://discord.com/channels/200000000000000001/300000000000000001/${id}`,
      })),
    );
    expect(receipts.map(({ permalink }) => permalink)).toEqual(posts.map((p) => p.permalink));
    const api = `https://discord.test/api/v10/webhooks/${webhookId}/${token}`;
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      ...Array<string>(3).fill(`POST ${api}?wait=true`),
      ...posts.map(({ id }) => `GET ${api}/messages/${id}`),
    ]);
  });

  it("sends a link as an embed and nothing that could alert anybody", async () => {
    const { session, requests } = given.sessionOf(given.newFake().handle);
    await deliver(compose(draftOf({ text: "@everyone, look", link })), session);
    expect(payloadOf(requests[0]?.body)).toEqual({
      content: "@everyone, look",
      allowed_mentions: { parse: [] },
      embeds: [{ title: link.title, url: link.url, description: link.description }],
    });
  });

  it("sends images and the card's picture as files with their alt texts", async () => {
    const fake = given.newFake();
    const { session, requests } = given.sessionOf(fake.handle);
    const thumbnail = imageOf({ alt: "", mediaId: "cover", mediaType: "image/jpeg" });
    const images = [imageOf({ mediaId: "a", alt: "A tree" }), imageOf({ mediaId: "b", alt: "" })];
    await deliver(compose(draftOf({ images, link: { ...link, thumbnail } })), session);

    const form = requests[0]?.body as FormData;
    expect([...form.keys()]).toEqual(["payload_json", "files[0]", "files[1]", "files[2]"]);
    expect(form.get("files[2]")).toMatchObject({ name: "image-2.jpg", type: "image/jpeg" });
    expect(payloadOf(form)).toEqual({
      allowed_mentions: { parse: [] },
      embeds: [
        {
          title: link.title,
          url: link.url,
          description: link.description,
          image: { url: "attachment://image-2.jpg" },
        },
      ],
      attachments: [
        { id: "0", filename: "image-0.png", description: "A tree" },
        { id: "1", filename: "image-1.png" },
        { id: "2", filename: "image-2.jpg" },
      ],
    });
    const dataUrl = (mediaType: string, text: string) => `data:${mediaType};base64,${btoa(text)}`;
    expect(fake.posts()).toMatchObject([
      {
        images: [
          { alt: "A tree", dataUrl: dataUrl("image/png", "bytes of a") },
          { alt: "", dataUrl: dataUrl("image/png", "bytes of b") },
        ],
        card: { ...link, thumbnail: dataUrl("image/jpeg", "bytes of cover") },
      },
    ]);
  });

  it("posts into the thread of the connection, and looks there", async () => {
    const fake = given.newFake();
    const { session } = given.sessionOf(fake.handle);
    const { receipts } = await deliver(
      compose(draftOf({ text: "In here" })),
      session,
      given.inThread("77"),
    );
    expect(receipts).toMatchObject([
      { permalink: expect.stringContaining("/channels/200000000000000001/77/") as string },
    ]);
    expect(fake.posts()).toMatchObject([{ account: `${webhookId}:77` }]);
  });

  it("points permalinks to where the platform was moved", async () => {
    const { session } = given.sessionOf(given.newFake().handle);
    const moved = { ...session, origins: { ...session.origins, web: "http://127.0.0.1:9" } };
    const { receipts } = await deliver(compose(draftOf({ text: "Hi" })), moved);
    expect(receipts[0]?.permalink).toMatch(/^http:\/\/127\.0\.0\.1:9\/channels\//);
  });

  it("does not call published what is not there", async () => {
    const fake = given.newFake();
    const { session } = given.sessionOf(fake.handle);
    const composition = compose(draftOf({ text: "Soon deleted" }));
    const { results } = await deliver(composition, session);
    fake.load({ ...fake.save(), messages: [] });
    const again = run(callOf("read-back", composition, { results }), session);
    const failure = failureOf(await again.catch((error: unknown) => error));
    expect(failure && classify(failure, now)).toMatchObject({ kind: "retry" });
  });

  it("takes a yes without a message for no proof", async () => {
    const composition = compose(draftOf({ text: "Hi" }));
    for (const body of [null, "{", '{"id":"12"}', '{"id":"../1","channel_id":"1"}']) {
      const { session } = given.sessionOf(() => new Response(body));
      const failed = run(callOf("segment-0", composition), session);
      const failure = failureOf(await failed.catch((error: unknown) => error));
      expect(failure && classify(failure, now)).toMatchObject({ kind: "uncertain" });
    }
  });

  it("keeps the key out of every failure and reason", async () => {
    const composition = compose(draftOf({ text: "x" }));
    composition.segments.map((segment) => Object.assign(segment, { text: "x".repeat(2001) }));
    const { session } = given.sessionOf(given.newFake().handle);
    const failed = run(callOf("segment-0", composition), session);
    const error: unknown = await failed.catch((error: unknown) => error);
    const failure = failureOf(error);
    const verdict = failure && classify(failure, now);
    expect(verdict).toEqual({
      kind: "reject",
      reason: "Discord refused the message: “content: Must be 2000 or fewer in length.”",
    });
    const seen = [String(error), (error as Error).stack, JSON.stringify([failure, verdict])].join();
    expect(seen).not.toContain(token);
  });
});

describe("reconcile", () => {
  it("never claims to know, and asks nobody", async () => {
    const { session, requests } = given.sessionOf(given.newFake().handle);
    const call = { ...callOf("segment-0", threeMessages), startedAt: now, lastSentAt: now };
    expect(await connector.reconcile(call, session)).toBe("unknown");
    expect(requests).toEqual([]);
  });
});
