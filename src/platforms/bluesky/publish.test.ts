import { beforeEach, describe, expect, it } from "vitest";

import type { Identity } from "#connector/contract.ts";
import { failureOf } from "#connector/failure.ts";
import type { Fake } from "#connector/fake.ts";

import { compose } from "./compose.ts";
import { classify } from "./errors.ts";
import { connector } from "./index.ts";
import {
  callOf,
  connect,
  deliver,
  deliveryOf,
  draftOf,
  imageOf,
  link,
  newFake,
  now,
  refused,
  runStep,
  sessionOf,
} from "./testing.ts";
import type { Answerer } from "./testing.ts";

let fake: Fake;
let identity: Identity;

beforeEach(async () => {
  fake = newFake();
  identity = await connect(fake);
});

function start(draft: Parameters<typeof draftOf>[0], answer: Answerer = fake.handle) {
  const { session, requests } = sessionOf(answer, identity.credential);
  const delivery = deliveryOf(compose(draftOf(draft)), identity.account, session);
  return { delivery, requests };
}

const long = "Words that go on and on until there is no room left for any of them. ".repeat(13);
const namesOf = (draft: Parameters<typeof draftOf>[0]) =>
  connector.steps(compose(draftOf(draft))).map(({ name }) => name);

describe("steps", () => {
  it("are only those that are needed, uploads before the post that shows them", () => {
    expect(namesOf({ text: "Hi" })).toEqual(["segment-0", "read-back"]);
    expect(namesOf({ text: "Hi @you.test", images: [imageOf(), imageOf()] })).toEqual([
      "mentions",
      "image-0",
      "image-1",
      "segment-0",
      "read-back",
    ]);
    const card = { ...link, thumbnail: imageOf() };
    const steps = namesOf({ text: long, link: card });
    expect(steps.slice(0, 3)).toEqual(["thumbnail", "segment-0", "segment-1"]);
    expect(steps.at(-1)).toBe("read-back");
  });

  it("choose keys and times that keep the thread's order", () => {
    const { delivery } = start({ text: long });
    const intents = delivery.composition.segments.map(
      (_, index) => callOf(delivery, `segment-${index}`).intent,
    );
    for (const name of ["rkey", "createdAt"]) {
      const values = intents.map((intent) => intent[name]);
      expect(values).toEqual([...new Set(values)].sort());
    }
    expect(intents[0]?.["createdAt"]).toBe(now.toISOString());
  });
});

describe("delivering", () => {
  it("a thread: each post answers the one before, under the first", async () => {
    const { delivery } = start({ text: long });
    await deliver(delivery);
    const posts = fake.posts();
    expect(posts.map(({ text }) => text).join(" ")).toBe(long.trim());
    expect(posts.map(({ replyTo }) => replyTo)).toEqual([
      null,
      ...posts.slice(0, -1).map(({ id }) => id),
    ]);
    expect(delivery.receipts).toEqual(
      posts.map(({ id, permalink }) => ({ remoteId: id, permalink })),
    );
    expect(posts[0]?.permalink).toMatch(
      /^https:\/\/bsky\.app\/profile\/did:plc:\w{24}\/post\/\w{13}$/,
    );
  });

  it("images with alt text and aspect ratio", async () => {
    const { delivery } = start({ text: "Two", images: [imageOf(), imageOf({ mediaId: "m2" })] });
    await deliver(delivery);
    const [post] = fake.posts();
    const dataUrl = `data:image/png;base64,${Buffer.from("bytes of m2").toString("base64")}`;
    expect(post?.images[1]).toEqual({ alt: "A window", dataUrl });
    expect(JSON.stringify(fake.save())).toContain('"aspectRatio":{"width":640,"height":480}');
  });

  it("a card with its thumbnail", async () => {
    const { delivery } = start({ text: "Hi", link: { ...link, thumbnail: imageOf() } });
    await deliver(delivery);
    expect(fake.posts()[0]?.card).toMatchObject({
      url: link.url,
      title: link.title,
      thumbnail: expect.stringMatching(/^data:image\/png/),
    });
  });

  it("mentions of accounts that exist, and the language", async () => {
    const text = "@a.sandbox.test and @nobody.example";
    const { delivery, requests } = start({ text, language: "pt-BR" });
    await deliver(delivery);
    const saved = JSON.stringify(fake.save());
    expect(saved.match(/facet#mention/g)).toHaveLength(1);
    expect(saved).toContain('"langs":["pt-BR"]');
    expect(requests.every((request) => request.includes("https://pds.test/"))).toBe(true);
  });
});

describe("a lost answer", () => {
  const reconcile = async (delivery: ReturnType<typeof start>["delivery"], name: string) =>
    connector.reconcile(
      { ...callOf(delivery, name), startedAt: now, lastSentAt: now },
      delivery.session,
    );

  it("is found by the post's key, with the same receipt", async () => {
    const { delivery } = start({ text: long });
    await runStep(delivery, "segment-0");
    await runStep(delivery, "segment-1");
    expect(await reconcile(delivery, "segment-1")).toEqual({
      found: { result: delivery.results["segment-1"], receipt: delivery.receipts[1] },
    });
  });

  it("of a request that never arrived is absent, and sent again it is posted once", async () => {
    const { delivery } = start({ text: "Hi" });
    expect(await reconcile(delivery, "segment-0")).toBe("absent");
    await runStep(delivery, "segment-0");
    // Sent twice after all: the server refuses the key with a 500, which says nothing.
    const failure = failureOf(
      await runStep(delivery, "segment-0").catch((error: unknown) => error),
    );
    expect(failure && classify(failure, now).kind).toBe("uncertain");
    expect(await reconcile(delivery, "segment-0")).toHaveProperty("found");
    expect(fake.posts()).toHaveLength(1);
  });

  it("is unknown where another post has the key", async () => {
    const { delivery } = start({ text: "Hi" });
    await runStep(delivery, "segment-0");
    const other = start({ text: "Something else" }).delivery;
    other.intents = delivery.intents;
    expect(await reconcile(other, "segment-0")).toBe("unknown");
  });

  it.each<[string, Answerer, string]>([
    ["cannot be asked", () => new Response("<h1>Oops</h1>", { status: 502 }), "uncertain"],
    ["asks to sign in", () => refused(400, "ExpiredToken"), "refresh"],
  ])("stays open while the server %s", async (_, answer, kind) => {
    const { delivery } = start({ text: "Hi" }, answer);
    const error: unknown = await reconcile(delivery, "segment-0").catch(
      (thrown: unknown) => thrown,
    );
    const failure = failureOf(error);
    expect(failure && classify(failure, now).kind).toBe(kind);
  });
});

describe("a person's answer where it is", () => {
  const rkey = "3l2oydkq2bs2a";
  const permalinks = (actor: string) => [
    `https://bsky.app/profile/${actor}/post/${rkey}`,
    `https://other.example/profile/${actor}/post/${rkey}/?ref=x#top`,
  ];

  it("names the post by key, by DID or by handle", () => {
    const { account } = identity;
    const { remoteId: did, handle } = account;
    for (const url of [...permalinks(did), ...permalinks(handle?.toUpperCase() ?? "")]) {
      const uri = `at://${did}/app.bsky.feed.post/${rkey}`;
      const permalink = url.replace("?ref=x#top", "");
      expect(connector.resultAt?.(url, account)).toEqual({
        ...{ result: { uri }, receipt: { remoteId: uri, permalink } },
      });
    }
  });

  it.each([...permalinks("somebody.else"), "https://bsky.app/profile/x", "at", ""])(
    "“%s” is no post of this account",
    (url) => {
      expect(connector.resultAt?.(url, identity.account)).toBeUndefined();
    },
  );

  it("lets the thread go on under it", async () => {
    const { delivery } = start({ text: long });
    await runStep(delivery, "segment-0");
    const url = delivery.receipts[0]?.permalink ?? "";
    const found = connector.resultAt?.(url, identity.account);
    if (!found) throw new Error("It does not name the post");
    delivery.results["segment-0"] = found.result;
    const rest = connector.steps(delivery.composition).slice(1);
    for (const { name } of rest) await runStep(delivery, name);
    const posts = fake.posts();
    expect(posts).toHaveLength(delivery.composition.segments.length);
    expect(posts.map(({ replyTo }) => replyTo)).toEqual([
      null,
      ...posts.slice(0, -1).map(({ id }) => id),
    ]);
  });
});

describe("a step run again", () => {
  it("sends the same bytes, also after its uploads were done anew", async () => {
    const bodies: string[] = [];
    const { delivery } = start({ text: "Hi", images: [imageOf()] }, async (request) => {
      if (fake.isPost(request)) bodies.push(await request.clone().text());
      return fake.handle(request);
    });
    await deliver(delivery);
    await runStep(delivery, "image-0");
    await runStep(delivery, "segment-0").catch(() => undefined);
    expect(bodies).toHaveLength(2);
    expect(bodies[0]).toBe(bodies[1]);
  });

  it("reads back what is not to be seen yet as something to wait for", async () => {
    const { delivery } = start({ text: "Hi" });
    await runStep(delivery, "segment-0");
    fake.load({ ...fake.save(), posts: [] });
    const error: unknown = await runStep(delivery, "read-back").catch((thrown: unknown) => thrown);
    const failure = failureOf(error);
    expect(failure && classify(failure, now).kind).toBe("retry");
  });

  it("does not take an expired session for an unknown handle", async () => {
    const { delivery } = start({ text: "@a.sandbox.test" }, () => refused(400, "ExpiredToken"));
    await expect(runStep(delivery, "mentions")).rejects.toThrow("The platform answered 400");
  });
});
