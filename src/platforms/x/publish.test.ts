import { beforeEach, describe, expect, it } from "vitest";
import type { Composition, Session } from "#connector/contract.ts";
import type { Fake } from "#connector/fake.ts";
import { failureOf } from "#connector/failure.ts";
import { minutes, plus, seconds } from "#kernel/clock.ts";
import type { JsonObject } from "#kernel/json.ts";

import { compose } from "./compose.ts";
import { classify } from "./errors.ts";
import { reconcile, resultAt, run } from "./publish.ts";
import { steps } from "./steps.ts";
import * as testing from "./testing.ts";

const { account, callOf, clock, deliver, draftOf, imageOf, sessionOf } = testing;

/** X takes no text twice, so no two parts are the same. */
const story = Array.from({ length: 30 }, (_, index) => `Sentence ${index} of a story.`).join(" ");
const mebibyte = 1024 * 1024;

let fake: Fake;
let session: Session;

beforeEach(async () => {
  fake = testing.newFake();
  session = sessionOf(fake.handle, await testing.tokenOf(fake));
});

const answering = (status: number, body: object) =>
  sessionOf(() => Response.json(body, { status }));

describe("a thread", () => {
  const unseen = answering(403, {
    detail: "You attempted to reply to a Tweet that is deleted or not visible to you.",
  });
  const composition = compose(draftOf({ text: story }));
  const results = { "segment-0": { id: "1" } };

  it("is a chain of replies, with the images and their alt texts on its first post", async () => {
    const images = [imageOf({ alt: "A mill" }), imageOf({ mediaType: "image/webp" })];
    await deliver(compose(draftOf({ text: story, images })), { session });
    const posts = fake.posts();
    expect(posts.length).toBeGreaterThan(1);
    expect(posts.map(({ replyTo }) => replyTo)).toEqual([
      null,
      ...posts.slice(0, -1).map((post) => post.id),
    ]);
    expect(posts.map((post) => post.images.map(({ alt }) => alt))).toEqual([
      ["A mill", ""],
      ...posts.slice(1).map(() => []),
    ]);
  });

  it("waits a moment where X does not see its last post yet", async () => {
    const second = callOf({ composition, name: "segment-1", results });
    expect(await run(second, unseen)).toEqual({ waitUntil: plus(clock.at, seconds(5)) });
  });

  it("does not wait for what has been deleted, nor where it answers nothing", async () => {
    const since = plus(clock.at, -minutes(1));
    const second = run(callOf({ composition, name: "segment-1", results, since }), unseen);
    expect(await verdictOn(second)).toMatchObject({
      kind: "reject",
      reason: expect.stringMatching(/deleted/) as unknown,
    });
    const first = run(callOf({ composition, name: "segment-0" }), unseen);
    expect(await verdictOn(first)).toMatchObject({ kind: "reject" });
  });
});

it("options travel with the post that they are about", async () => {
  const bodies: unknown[] = [];
  const composition = compose(
    draftOf({ text: story, options: { replySettings: "following", madeWithAi: true } }),
  );
  const watched = sessionOf(async (request) => {
    bodies.push(await request.json());
    return Response.json({ data: { id: String(bodies.length) } }, { status: 201 });
  });
  await deliver(composition, { session: watched });
  const [first, second] = composition.segments;
  expect(bodies.slice(0, 2)).toEqual([
    { text: first?.text, reply_settings: "following", made_with_ai: true },
    { text: second?.text, reply: { in_reply_to_tweet_id: "1" } },
  ]);
});

describe("a GIF", () => {
  const gif = imageOf({ mediaType: "image/gif", sizeBytes: 4.5 * mebibyte, alt: "It turns" });
  const composition = compose(draftOf({ text: "Turning", images: [gif] }));
  const ready = (state: object, since?: Date) => {
    const results = { "image-0-end": { id: "7" } };
    const call = callOf({ composition, name: "image-0-ready", results, ...(since && { since }) });
    return run(call, answering(200, { data: { id: "7", processing_info: state } }));
  };

  it("goes up in parts, and is looked at until X is through with it", async () => {
    expect(steps(composition).map(({ name }) => name)).toEqual([
      ...["image-0-begin", "image-0-part-0", "image-0-part-1"],
      ...["image-0-end", "image-0-ready", "alt-0", "segment-0"],
    ]);
    expect(await deliver(composition, { session })).toMatchObject({ waits: 1 });
    expect(fake.posts()).toMatchObject([{ images: [{ alt: "It turns" }] }]);
  });

  it("that was begun anew since goes out as it was when all had been done to it", async () => {
    const { results } = await deliver(composition, { session, until: "segment-0" });
    const { "image-0-begin": _, ...lapsed } = results;
    const again = await deliver(composition, { session, results: lapsed });
    expect(again.results["image-0-begin"]).not.toEqual(results["image-0-begin"]);
    expect(fake.posts()).toMatchObject([{ images: [{ alt: "It turns" }] }]);
  });

  it.each([
    [undefined, seconds(1)],
    [0, seconds(1)],
    [3, seconds(3)],
    [86_400, minutes(1)],
  ])("is looked at again after %s s, within reason", async (check_after_secs, pauseMs) => {
    const state = { state: "in_progress", check_after_secs };
    expect(await ready(state)).toEqual({ waitUntil: plus(clock.at, pauseMs) });
  });

  it("is not waited for when X takes too long, or could not process it", async () => {
    const late = ready({ state: "pending" }, plus(clock.at, -minutes(5)));
    expect(await verdictOn(late)).toMatchObject({
      kind: "uncertain",
      reason: expect.stringMatching(/still/) as unknown,
    });
    const failed = ready({ state: "failed" });
    expect(await verdictOn(failed)).toMatchObject({
      kind: "reject",
      reason: expect.stringMatching(/could not process/) as unknown,
    });
  });
});

describe("looking for a post", () => {
  const justNow = clock.at;
  const longAgo = plus(clock.at, -minutes(1));
  const look = (composition: Composition, startedAt: Date, asked = session) =>
    reconcile({ ...callOf({ composition }), startedAt, lastSentAt: startedAt }, asked);
  const lost = compose(draftOf({ text: "Not sent" }));

  it.each([
    ["plain", { text: "Just words" }],
    ["with links and what X escapes", { text: "See example.com & <b> https://example.org/a?b=c." }],
    ["with images", { text: "A picture https://example.org/", images: [imageOf()] }],
    ["with images alone", { images: [imageOf()] }],
  ])("finds one: %s", async (_, parts) => {
    const composition = compose(draftOf(parts));
    await deliver(composition, { session });
    const [post] = fake.posts();
    const { id: remoteId, permalink } = post ?? { id: "", permalink: "" };
    expect(await look(composition, justNow)).toEqual({
      found: { result: { id: remoteId }, receipt: { remoteId, permalink } },
    });
  });

  it("gives X time to show it before it says that it is not there", async () => {
    expect(await look(lost, justNow)).toEqual({ waitUntil: plus(justNow, seconds(10)) });
    expect(await look(lost, plus(justNow, -seconds(10)))).toBe("absent");
  });

  it("gives it that time after the last request, however long ago the first one was", async () => {
    const sent = { startedAt: longAgo, lastSentAt: justNow };
    expect(await reconcile({ ...callOf({ composition: lost }), ...sent }, session)).toEqual({
      waitUntil: plus(justNow, seconds(10)),
    });
  });

  it.each([
    ["is cut off", { data: [], meta: { result_count: 0, next_token: "more" } }],
    ["does not say how much it is", {}],
    ["lacks something", { meta: { result_count: 0 }, errors: [{ title: "Forbidden" }] }],
    ["lacks what it counts", { data: [], meta: { result_count: 1 } }],
  ])("says nothing from an answer that %s", async (_, body) => {
    expect(await look(lost, longAgo, answering(200, body))).toBe("unknown");
  });

  it("leaves it to a person where only the link differs", async () => {
    await deliver(compose(draftOf({ text: "New: https://example.org/1" })), { session });
    const other = compose(draftOf({ text: "New: https://example.org/2" }));
    expect(await look(other, longAgo)).toBe("unknown");
  });

  it("takes no post with another parent for it", async () => {
    const { segments } = compose(draftOf({ text: "The same words" }));
    await deliver(compose(draftOf({ text: "The same words" })), { session });
    const composition = { ...lost, segments: [...segments, ...segments] };
    const call = callOf({ composition, results: { "segment-0": { id: "77" } } });
    expect(await reconcile({ ...call, startedAt: longAgo, lastSentAt: longAgo }, session)).toBe(
      "absent",
    );
  });

  it("asks from shortly before the step was sent, and an answer from what it answers", async () => {
    const asked: (string | null)[] = [];
    const watched = sessionOf(({ url }) => {
      const { searchParams } = new URL(url);
      asked.push(searchParams.get("start_time"), searchParams.get("since_id"));
      return Response.json({ meta: { result_count: 0 } });
    });
    await look(lost, longAgo, watched);
    const composition = { ...lost, segments: [...lost.segments, ...lost.segments] };
    const call = callOf({ composition, results: { "segment-0": { id: "77" } } });
    await reconcile({ ...call, startedAt: longAgo, lastSentAt: longAgo }, watched);
    expect(asked).toEqual([plus(longAgo, -minutes(2)).toISOString(), null, null, "77"]);
  });

  it("finds a part of a thread", async () => {
    const composition = compose(draftOf({ text: story }));
    const { results } = await deliver(composition, { session });
    const call = callOf({ composition, name: "segment-1", results });
    expect(
      await reconcile({ ...call, startedAt: justNow, lastSentAt: justNow }, session),
    ).toMatchObject({
      found: { result: results["segment-1"] },
    });
  });

  it("that fails is no finding", async () => {
    const failing = look(lost, longAgo, answering(503, {}));
    expect(await verdictOn(failing)).toMatchObject({ kind: "uncertain" });
  });
});

describe("a post that X refuses", () => {
  it("because it was posted before is rejected", async () => {
    const composition = compose(draftOf({ text: "Once" }));
    await deliver(composition, { session });
    const again = run(callOf({ composition }), session);
    expect(await verdictOn(again)).toMatchObject({
      kind: "reject",
      reason: expect.stringMatching(/very same/) as unknown,
    });
  });

  it("because the token has run out is sent with a new one", async () => {
    const composition = compose(draftOf({ text: "Late" }));
    const refused = run(callOf({ composition }), sessionOf(fake.handle, "an old token"));
    expect(await verdictOn(refused)).toMatchObject({ kind: "refresh" });
  });

  it("may be there if the answer cannot be read", async () => {
    const composition = compose(draftOf({ text: "Whatever" }));
    const unread = run(callOf({ composition }), answering(201, { errors: [] }));
    expect(await verdictOn(unread)).toMatchObject({ kind: "uncertain" });
  });
});

describe("a person's answer where it is", () => {
  const result = (id: string, permalink: string): JsonObject => ({
    ...{ result: { id }, receipt: { remoteId: id, permalink } },
  });

  it.each([
    ["https://x.com/Ada_Sandbox/status/12?s=20", "https://x.com/Ada_Sandbox/status/12"],
    ["https://x.com/ada_sandbox/status/12/photo/1", "https://x.com/ada_sandbox/status/12"],
    ["https://x.com/i/web/status/12", "https://x.com/i/web/status/12"],
    ["https://x.com/i/status/12", "https://x.com/i/status/12"],
  ])("%s names the post", (url, permalink) => {
    expect(resultAt(url, account)).toEqual(result("12", permalink));
  });

  it.each([
    ...["https://x.com/grace_sandbox/status/12", "https://x.com/ada_sandbox", "12", ""],
    "https://x.com/ada_sandbox/status/one",
  ])("“%s” is no post of this account", (url) => {
    expect(resultAt(url, account)).toBeUndefined();
  });
});

async function verdictOn(running: Promise<unknown>) {
  const failure = failureOf(await running.catch((error: unknown) => error));
  return failure && classify(failure, clock.at);
}
