import { beforeEach, describe, expect, it } from "vitest";
import type { Call, Composition, Draft, Image, Session } from "#connector/contract.ts";
import type { Fake } from "#connector/fake.ts";
import { failureOf } from "#connector/failure.ts";
import { days, minutes, plus, seconds } from "#kernel/clock.ts";
import type { JsonObject } from "#kernel/json.ts";

import { auth } from "./about.ts";
import { compose } from "./compose.ts";
import { classify } from "./errors.ts";
import { createFake } from "./fake.ts";
import { resultAt } from "./look.ts";
import { reconcile, run } from "./publish.ts";
import { steps } from "./steps.ts";
import { exchange, refresh } from "./tokens.ts";

const clock = { at: new Date("2026-11-20T09:30:00.000Z") };
const origin = "https://graph.test";
const app = { clientId: "app", clientSecret: "the secret of an app" };
const account = {
  ...{ remoteId: "17841400000000001", kind: "person", name: "Ada", handle: "@ada.sandbox" },
  ...{ url: null, avatarUrl: null, details: {} },
};
let fake: Fake;
let credential: Readonly<Record<string, string>>;

beforeEach(async () => {
  fake = createFake({ now: () => clock.at, origin, web: "https://www.threads.com" });
  const shortLived = { accessToken: await shortToken() };
  ({ credential } = await exchange(sessionOf(fake.handle, shortLived), app));
});

const story = Array.from({ length: 60 }, (_, index) => `Sentence ${index} of a story.`).join(" ");

describe("a thread", () => {
  it("is a chain of replies, with a carousel that was waited for on its first post", async () => {
    const images = [imageOf("1", "A mill"), imageOf("2", "")];
    const pauses = await deliver(compose(draftOf({ text: story, images })));
    const posts = fake.posts();
    expect(posts.length).toBeGreaterThan(2);
    expect(posts.map(({ replyTo }) => replyTo)).toEqual([
      null,
      ...posts.slice(0, -1).map((p) => p.id),
    ]);
    expect(posts[0]?.images.map(({ alt }) => alt)).toEqual(["A mill", ""]);
    expect(pauses).toEqual([seconds(5)]);
  });

  it("is published from the same container when it was too early", async () => {
    const composition = compose(draftOf({ text: "Words" }));
    const early = { error: { code: 24, error_subcode: 4_279_009, message: "Media Not Found" } };
    const session = sessionOf(() => Response.json(early, { status: 400 }), credential);
    const call = callOf(composition, "publish-0", { "container-0": container() });
    expect(await run(call, session)).toEqual({ waitUntil: plus(clock.at, seconds(3)) });
    clock.at = plus(clock.at, minutes(11));
    await expect(run(call, session)).rejects.toThrow("400");
  });

  it("is given up when Threads never gets through with it", async () => {
    const composition = compose(draftOf({ text: "Words" }));
    const working = sessionOf(() => Response.json({ id: "1", status: "IN_PROGRESS" }), credential);
    const call = callOf(composition, "status-0", { "container-0": container() });
    expect(await run(call, working)).toEqual({ waitUntil: plus(clock.at, seconds(3)) });
    clock.at = plus(clock.at, minutes(11));
    expect(await verdictOf(run(call, working))).toMatchObject({
      kind: "reject",
      reason: expect.stringMatching(/10 minutes/),
    });
  });

  it("is not taken back because its address is refused", async () => {
    const gone = { error: { code: 100, message: "Unsupported get request." } };
    const refusing = sessionOf(() => Response.json(gone, { status: 400 }), credential);
    const call = callOf(compose(draftOf({ text: "Words" })), "link-0", {
      "publish-0": { id: "7" },
    });
    expect(await run(call, refusing)).toEqual({
      result: {},
      receipt: { remoteId: "7", permalink: null },
    });
  });
});

describe("a publication whose end nobody saw", () => {
  const words = compose(draftOf({ text: "Just words" }));

  it("is found by its container, and then among the account's posts", async () => {
    const results = await upTo(words, "publish-0");
    await run(callOf(words, "publish-0", results), session());
    const call = {
      ...callOf(words, "publish-0", results),
      startedAt: clock.at,
      lastSentAt: clock.at,
    };
    const [post] = fake.posts();
    const finding = await reconcile(call, session());
    expect(finding).toMatchObject({
      found: { receipt: { remoteId: post?.id, permalink: post?.permalink } },
    });
    const found = finding as { found: { result: JsonObject } };
    const later = callOf(words, "link-0", { ...results, "publish-0": found.found.result });
    expect(await run(later, session())).toEqual({ result: {} });
  });

  it("has not been where the container waits", async () => {
    const results = await upTo(words, "publish-0");
    const call = {
      ...callOf(words, "publish-0", results),
      startedAt: clock.at,
      lastSentAt: clock.at,
    };
    expect(await reconcile(call, session())).toBe("absent");
  });

  it.each([
    ["PUBLISHED", "uncertain"],
    ["IN_PROGRESS", "uncertain"],
    ["FINISHED", "reconnect"],
  ])("is one too when it is not permitted, and %s: %s", async (status, kind) => {
    const refused = { error: { code: 10, message: "(#10) No permission" } };
    const saying = sessionOf(
      ({ method }) =>
        method === "POST" ? Response.json(refused, { status: 400 }) : Response.json({ status }),
      credential,
    );
    const call = callOf(words, "publish-0", { "container-0": container() });
    expect(await verdictOf(run(call, saying))).toMatchObject({ kind });
  });

  it.each(["IN_PROGRESS", "PUBLISHED"])(
    "is waited for, and then unknown, while it is %s and not listed",
    async (status) => {
      const answering = sessionOf(
        ({ url }) => Response.json(url.includes("/me/") ? { data: [] } : { status }),
        credential,
      );
      const plain = callOf(words, "publish-0", { "container-0": container() });
      const call = { ...plain, startedAt: clock.at, lastSentAt: clock.at };
      expect(await reconcile(call, answering)).toEqual({ waitUntil: plus(clock.at, seconds(10)) });
      clock.at = plus(clock.at, minutes(6));
      expect(await reconcile(call, answering)).toBe("unknown");
    },
  );

  it("is told from another reply with the same words", async () => {
    const twice = { ...words, segments: [...words.segments, ...words.segments, ...words.segments] };
    const results = await upTo(twice, "publish-2");
    const call = {
      ...callOf(twice, "publish-2", results),
      startedAt: clock.at,
      lastSentAt: clock.at,
    };
    await run(call, session());
    const [, first, last] = fake.posts();
    expect(await reconcile(call, session())).toMatchObject({
      found: { receipt: { remoteId: last?.id } },
    });
    const earlier = {
      ...callOf(twice, "publish-1", results),
      startedAt: clock.at,
      lastSentAt: clock.at,
    };
    expect(await reconcile(earlier, session())).toMatchObject({
      found: { receipt: { remoteId: first?.id } },
    });
  });

  it("leaves it at that where replies may not be read", async () => {
    await connectWithout("threads_read_replies");
    const twice = { ...words, segments: [...words.segments, ...words.segments] };
    const results = await upTo(twice, "publish-1");
    const call = {
      ...callOf(twice, "publish-1", results),
      startedAt: clock.at,
      lastSentAt: clock.at,
    };
    await run(call, session());
    clock.at = plus(clock.at, minutes(6));
    expect(await reconcile(call, session())).toBe("unknown");
  });
});

describe("a post that a person has found live", () => {
  it("is known by its address, and continued", async () => {
    const twice = compose(draftOf({ text: "Just words" }));
    const thread = { ...twice, segments: [...twice.segments, ...twice.segments] };
    const results = await upTo(thread, "publish-0");
    await run(callOf(thread, "publish-0", results), session());
    const [post] = fake.posts();
    const found = resultAt(`${post?.permalink}?hl=en`, account);
    if (!found) throw new Error("It is not taken for an address");
    const known = { ...results, "publish-0": found.result };
    const link = (await run(callOf(thread, "link-0", known), session())) as { result: JsonObject };
    await run(callOf(thread, "container-1", { ...known, "link-0": link.result }), session());
    expect(link).toEqual({ result: { id: post?.id } });
  });

  it.each([
    "https://www.threads.com/@somebody.else/post/1",
    "https://www.threads.com/@ada.sandbox",
    "no address",
  ])("is not at %s", (url) => {
    expect(resultAt(url, account)).toBeUndefined();
  });
});

describe("a token", () => {
  it("lasts 60 days, and is prolonged when it is a day old", async () => {
    const young = await refresh(session());
    expect(young).toEqual({
      credential,
      ...{ accessEndsAt: plus(clock.at, days(60)), endsAt: plus(clock.at, days(60)) },
    });
    clock.at = plus(clock.at, days(2));
    const prolonged = await refresh(session());
    expect(prolonged.endsAt).toEqual(plus(clock.at, days(60)));
    expect(prolonged.credential["accessToken"]).not.toBe(credential["accessToken"]);
  });

  it("that has ended is refused", async () => {
    clock.at = plus(clock.at, days(61));
    const failure = failureOf(await refresh(session()).catch((error: unknown) => error));
    expect(failure && classify(failure, clock.at)).toMatchObject({ kind: "refresh" });
  });

  it("stands in no refusal of it", async () => {
    clock.at = plus(clock.at, days(2));
    const quoting = sessionOf(({ url }) => new Response(url, { status: 400 }), credential);
    const failure = failureOf(await refresh(quoting).catch((error: unknown) => error));
    expect(JSON.stringify(failure)).not.toContain(credential["accessToken"]);
    expect(JSON.stringify(failure)).toContain("[redacted]");
  });
});

describe("a composition", () => {
  const codes = (parts: Partial<Draft>) => compose(draftOf(parts)).problems.map(({ code }) => code);

  it("with images needs a server that can be reached", () => {
    const images = [imageOf("1", "A mill")];
    expect(codes({ text: "a", images, isReachable: false })).toContain("not-reachable");
    expect(codes({ text: "a", images })).toEqual([]);
    expect(codes({ text: "a", isReachable: false })).toEqual([]);
  });

  it("takes no strip of an image, and five links", () => {
    const strip = { ...imageOf("1", "A strip"), widthPx: 1100, heightPx: 100 };
    expect(codes({ text: "a", images: [strip] })).toContain("image-ratio");
    const links = (count: number) =>
      Array.from({ length: count }, (_, index) => `https://example.org/${index}`).join(" ");
    expect(codes({ text: links(5) })).toEqual([]);
    expect(codes({ text: links(6) })).toEqual(["too-many-links"]);
    expect(codes({ text: `${links(5)} www.example.com` })).toEqual(["too-many-links"]);
  });

  it("has a topic without its sign and what Threads does not take", () => {
    const topic = (text: string) => compose(draftOf({ text: "a", options: { topic: text } }));
    expect(topic("#Spring & summer ").segments[0]?.extra).toEqual({ topic: "Spring summer" });
    expect(topic(" # ").segments[0]?.extra).toEqual({});
  });

  it("counts an emoji as many as its bytes", () => {
    const { segments } = compose(draftOf({ text: "é 👩‍👩‍👧‍👦" }));
    expect(segments[0]?.lengths[0]).toMatchObject({ used: 2 + 25, max: 500 });
  });
});

it.each([
  [190, 463, "refresh"],
  [190, 467, "reconnect"],
  [10, undefined, "reconnect"],
  [4, undefined, "rate-limit"],
  [2, undefined, "retry"],
  [2_207_052, undefined, "retry"],
  [368, undefined, "reject"],
  [100, undefined, "reject"],
])("the code %s/%s means %s", (code, error_subcode, kind) => {
  const body = JSON.stringify({ error: { code, error_subcode, message: "Words" } });
  expect(classify({ kind: "answer", status: 400, headers: {}, body }, clock.at)).toMatchObject({
    kind,
  });
});

it.each([
  [400, "invalid_grant", "reconnect"],
  [401, "invalid_client", "misconfigured"],
])("of the token endpoint, %s %s means %s", (status, error, kind) => {
  const body = JSON.stringify({ error });
  expect(classify({ kind: "answer", status, headers: {}, body }, clock.at)).toMatchObject({ kind });
});

const session = () => sessionOf(fake.handle, credential);

const container = () => ({ id: "1", madeAt: clock.at.toISOString() });

async function verdictOf(running: Promise<unknown>) {
  const failure = failureOf(await running.catch((error: unknown) => error));
  return failure && classify(failure, clock.at);
}

async function connectWithout(scope: string): Promise<void> {
  const shortLived = { accessToken: await shortToken(scope) };
  ({ credential } = await exchange(sessionOf(fake.handle, shortLived), app));
}

function sessionOf(
  answer: (request: Request) => Response | Promise<Response>,
  secrets: Readonly<Record<string, string>>,
): Session {
  return {
    ...{ credential: secrets, settings: {}, now: () => clock.at },
    origins: { main: origin, authorize: origin, web: "https://www.threads.com" },
    async fetch({ method, url, headers = {}, body = null }) {
      const response = await answer(new Request(url, { method, headers, body }));
      const bytes = new Uint8Array(await response.arrayBuffer());
      const text = () => new TextDecoder().decode(bytes);
      const json = () => JSON.parse(text()) as unknown;
      return { status: response.status, headers: response.headers, url, bytes, text, json };
    },
  };
}

/** As the first person's consent gives it. */
async function shortToken(without = ""): Promise<string> {
  const redirect_uri = "https://notes.test/back";
  const query = new URLSearchParams({
    ...{ response_type: "code", client_id: app.clientId, redirect_uri },
    scope: auth
      .flatMap((way) => (way.kind === "oauth2" ? way.scopes : []))
      .filter(({ name }) => name !== without)
      .map(({ name }) => name)
      .join(","),
  });
  const agreeing = new Request(`${origin}/oauth/authorize?${query.toString()}`, {
    ...{ method: "POST", body: new URLSearchParams({ person: account.remoteId }) },
  });
  const back = new URL((await fake.handle(agreeing)).headers.get("location") ?? "");
  const exchanging = new Request(`${origin}/oauth/access_token`, {
    method: "POST",
    body: new URLSearchParams({
      ...{ grant_type: "authorization_code", redirect_uri, client_id: app.clientId },
      ...{ code: back.searchParams.get("code") ?? "", client_secret: app.clientSecret },
    }),
  });
  return ((await (await fake.handle(exchanging)).json()) as { access_token: string }).access_token;
}

function draftOf(parts: Partial<Draft>): Draft {
  const nothing = { text: "", link: null, images: [], isReachable: true, language: null };
  return { ...nothing, overflow: "thread", options: {}, ...parts };
}

function imageOf(mediaId: string, alt: string): Image {
  return { mediaId, mediaType: "image/png", sizeBytes: 16, widthPx: 640, heightPx: 480, alt };
}

function callOf(
  composition: Composition,
  name: string,
  results: Readonly<Record<string, JsonObject>>,
): Call {
  const step = steps(composition).find((each) => each.name === name);
  if (!step) throw new Error(`There is no step ${name}`);
  const readMedia = () => Promise.reject(new Error("Meta fetches them"));
  const mediaUrl = (mediaId: string) => `data:image/png;base64,${btoa(mediaId)}`;
  return { step, composition, account, intent: {}, results, readMedia, mediaUrl };
}

/** The results of the steps before this one. */
async function upTo(composition: Composition, name: string): Promise<Record<string, JsonObject>> {
  const results: Record<string, JsonObject> = {};
  for (const step of steps(composition)) {
    if (step.name === name) return results;
    const outcome = await run(callOf(composition, step.name, results), session());
    if ("result" in outcome) results[step.name] = outcome.result;
  }
  return results;
}

/** Returns the pauses it took. */
async function deliver(composition: Composition): Promise<number[]> {
  const results: Record<string, JsonObject> = {};
  const pauses: number[] = [];
  for (const { name } of steps(composition)) {
    let outcome = await run(callOf(composition, name, results), session());
    while ("waitUntil" in outcome) {
      pauses.push(outcome.waitUntil.getTime() - clock.at.getTime());
      outcome = await run(callOf(composition, name, results), session());
    }
    results[name] = outcome.result;
  }
  return pauses;
}
