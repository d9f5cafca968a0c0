import { beforeEach, describe, expect, it } from "vitest";
import type { Composition } from "#connector/contract.ts";
import type { Fake } from "#connector/fake.ts";
import { hours, plus, seconds } from "#kernel/clock.ts";
import type { JsonObject } from "#kernel/json.ts";

import { compose } from "./compose.ts";
import { reconcile, resultAt, run } from "./publish.ts";
import { steps } from "./steps.ts";
import {
  account,
  callOf,
  clock,
  credentialOf,
  draftOf,
  imageOf,
  newFake,
  sessionOf,
} from "./testing.ts";

let fake: Fake;
let credential: Record<string, string>;

beforeEach(async () => {
  fake = newFake();
  credential = await credentialOf(fake);
});

const session = () => sessionOf(fake.handle, credential);
const composed = (parts: Parameters<typeof draftOf>[0]) => compose(draftOf(parts), account);

it("a thread is a chain of replies, with images that were waited for on its first post", async () => {
  const text = "A sentence of a story. ".repeat(60);
  const composition = composed({ text, images: [imageOf({ alt: "A mill" })] });
  expect(await deliver(composition)).toBe(1);
  const posts = fake.posts();
  expect(posts.length).toBeGreaterThan(2);
  expect(posts.map(({ replyTo }) => replyTo)).toEqual([
    null,
    ...posts.slice(0, -1).map((p) => p.id),
  ]);
  expect(posts[0]?.images.map(({ alt }) => alt)).toEqual(["A mill"]);
});

it("a post that is sent twice with its key is one post, for an hour", async () => {
  const composition = composed({ text: "Once" });
  const call = callOf(composition, "segment-0");
  const first = await run(call, session());
  clock.at = plus(clock.at, hours(0.9));
  expect(await run(call, session())).toEqual(first);
  expect(fake.posts()).toHaveLength(1);
  clock.at = plus(clock.at, hours(0.2));
  expect(await run(call, session())).not.toEqual(first);
});

it("a picture that is not through yet is waited for, and no other refusal of its kind is", async () => {
  const composition = composed({ text: "Early" });
  const answering = (error: string) =>
    sessionOf(() => Response.json({ error }, { status: 422 }), credential);
  const early = "Cannot attach files that have not finished processing. Try again in a moment!";
  expect(await run(callOf(composition, "segment-0"), answering(early))).toEqual({
    waitUntil: plus(clock.at, seconds(5)),
  });
  const refused = run(callOf(composition, "segment-0"), answering("Validation failed: Text"));
  await expect(refused).rejects.toThrow("422");
});

describe("looking for a post after its key has lost its force", () => {
  it.each([
    ["plain", "Just words"],
    ["of several paragraphs", "One\n\nTwo\nThree"],
    ["with what HTML escapes", `<b> & "quotes" & 'more'`],
    ["with a long link", `See https://example.org/${"a".repeat(60)}?b=c&d=e now`],
    ["with a mention", "Hello @ada@masto.test and all"],
  ])("finds one: %s", async (_, text) => {
    const composition = composed({ text });
    await deliver(composition);
    const call = { ...callOf(composition, "segment-0"), startedAt: clock.at, lastSentAt: clock.at };
    const [post] = fake.posts();
    expect(await reconcile(call, session())).toMatchObject({
      found: { receipt: { remoteId: post?.id, permalink: post?.permalink } },
    });
  });

  it("finds one of images alone, also when its warning has become its text", async () => {
    const options = { contentWarning: "A mill" };
    const composition = composed({ images: [imageOf()], options });
    await deliver(composition);
    const call = { ...callOf(composition, "segment-0"), startedAt: clock.at, lastSentAt: clock.at };
    expect(await reconcile(call, session())).toMatchObject({ found: {} });
    const without = {
      ...callOf(composed({ text: "A mill" }), "segment-0"),
      startedAt: clock.at,
      lastSentAt: clock.at,
    };
    expect(await reconcile(without, session())).toBe("absent");
  });

  it.each(["&#34;a&#34; &amp;lt;", "&#x22;a&#X22; &#38;lt;", "<p>&quot;a&quot; &amp;lt;</p>"])(
    "reads what another server makes of it: %s",
    async (content) => {
      const listed = [{ id: "1", uri: "u", content, created_at: clock.at.toISOString() }];
      const composition = composed({ text: '"a" &lt;' });
      const call = {
        ...callOf(composition, "segment-0"),
        startedAt: clock.at,
        lastSentAt: clock.at,
      };
      const answering = sessionOf(() => Response.json(listed));
      expect(await reconcile(call, answering)).toMatchObject({ found: { result: { id: "1" } } });
    },
  );

  it("says that one is not there only when it has seen all there is", async () => {
    const call = {
      ...callOf(composed({ text: "Not sent" }), "segment-0"),
      startedAt: clock.at,
      lastSentAt: clock.at,
    };
    expect(await reconcile(call, session())).toBe("absent");
    const other = { id: "1", uri: "u", content: "Another", created_at: clock.at.toISOString() };
    const full = Array.from({ length: 40 }, () => other);
    expect(
      await reconcile(
        call,
        sessionOf(() => Response.json(full)),
      ),
    ).toBe("unknown");
  });
});

describe("a person's answer where it is", () => {
  it.each([
    ["https://masto.test/@ada/112?x=y", "https://masto.test/@ada/112", "112"],
    ["https://masto.test/@Ada/112/", "https://masto.test/@Ada/112/", "112"],
    ["https://masto.test/@ada@masto.test/112", "https://masto.test/@ada@masto.test/112", "112"],
    ["https://masto.test/deck/@ada/112", "https://masto.test/deck/@ada/112", "112"],
    ["https://masto.test/users/ada/statuses/112", undefined, "112"],
    ["https://masto.test/@ada/statuses/01JD3Z8N5K6Q7R8S9T0V1W2X3Y", undefined, undefined],
  ])("%s names the post", (url, permalink = url, id = "01JD3Z8N5K6Q7R8S9T0V1W2X3Y") => {
    expect(resultAt(url, account)).toEqual({
      ...{ result: { id }, receipt: { remoteId: id, permalink } },
    });
  });

  it.each([
    ...["https://elsewhere.test/@ada@masto.test/112", "https://masto.test/@grace/112", "112", ""],
    ...["https://masto.test/@ada", "https://masto.test/@ada/media"],
  ])("“%s” is no post of this account", (url) => {
    expect(resultAt(url, account)).toBeUndefined();
  });

  it("lets the thread go on under it", async () => {
    const composition = composed({ text: "A sentence of a story. ".repeat(60) });
    await run(callOf(composition, "segment-0", { intent: { key: "first" } }), session());
    const found = resultAt(fake.posts()[0]?.permalink ?? "", account);
    const results = { "segment-0": found?.result ?? {} };
    await run(callOf(composition, "segment-1", { results, intent: { key: "next" } }), session());
    const [first, second] = fake.posts();
    expect(second?.replyTo).toBe(first?.id);
  });
});

/** Returns how often a step had to wait. */
async function deliver(composition: Composition): Promise<number> {
  const results: Record<string, JsonObject> = {};
  let waits = 0;
  for (const { name } of steps(composition)) {
    const call = () => callOf(composition, name, { results, intent: { key: `a key for ${name}` } });
    let outcome = await run(call(), session());
    while ("waitUntil" in outcome) {
      waits += 1;
      outcome = await run(call(), session());
    }
    results[name] = outcome.result;
  }
  return waits;
}
