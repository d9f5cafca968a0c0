import { describe, expect, it } from "vitest";
import type { Account, Draft, InterruptedCall, Session } from "#connector/contract.ts";
import { failureOf } from "#connector/failure.ts";
import { minutes, plus, seconds } from "#kernel/clock.ts";

import { compose } from "./compose.ts";
import { classify } from "./errors.ts";
import { reconcile, run } from "./publish.ts";
import { steps } from "./steps.ts";

const now = new Date("2026-11-20T09:30:00.000Z");
const person: Account = {
  ...{ remoteId: "urn:li:person:ada", kind: "person", name: "Ada", handle: null },
  ...{ url: null, avatarUrl: null, details: {} },
};
const page = { ...person, remoteId: "urn:li:organization:5001", kind: "page" };
const urn = "urn:li:share:7000000000000001";
const permalink = `https://www.linkedin.com/feed/update/${urn}/`;

interface Asked {
  method: string;
  path: string;
  body: string;
}

function sessionOf(answer: (asked: Asked) => Response): { session: Session; asked: Asked[] } {
  const asked: Asked[] = [];
  const main = "https://api.linkedin.com";
  const session: Session = {
    ...{ credential: { accessToken: "a token" }, settings: { version: "202609" }, now: () => now },
    origins: { main, web: "https://www.linkedin.com" },
    async fetch({ method, url, headers, body }) {
      expect(headers).toMatchObject({
        "linkedin-version": "202609",
        authorization: "Bearer a token",
      });
      const request = {
        method,
        path: url.replace(main, ""),
        body: typeof body === "string" ? body : "",
      };
      asked.push(request);
      const response = answer(request);
      const bytes = new Uint8Array(await response.arrayBuffer());
      const text = () => new TextDecoder().decode(bytes);
      const json = () => JSON.parse(text()) as unknown;
      return { status: response.status, headers: response.headers, url, bytes, text, json };
    },
  };
  return { session, asked };
}

function callOf(account: Account, parts: Partial<Draft> = {}): InterruptedCall {
  const nothing = { text: "Words (and more)", link: null, images: [], isReachable: true };
  const draft: Draft = { ...nothing, language: null, overflow: "thread", options: {}, ...parts };
  const composition = compose(draft, account);
  const step = steps(composition).at(-1);
  if (!step) throw new Error("There are no steps");
  const readMedia = () => Promise.reject(new Error("No images here"));
  const results = {
    "image-0": { image: "urn:li:image:1" },
    "image-1": { image: "urn:li:image:2" },
  };
  return {
    step,
    composition,
    account,
    intent: {},
    results,
    readMedia,
    mediaUrl: () => "",
    ...{ startedAt: now, lastSentAt: now },
  };
}

const created = () => new Response(null, { status: 201, headers: { "x-restli-id": urn } });
const duplicate = () =>
  Response.json(
    {
      ...{ status: 422, message: `Content is a duplicate of ${urn}` },
      errorDetails: { inputErrors: [{ code: "DUPLICATE_POST" }] },
    },
    { status: 422 },
  );

describe("a post", () => {
  it("is known by the id in the answer's head, and its text escaped", async () => {
    const { session, asked } = sessionOf(created);
    expect(await run(callOf(person), session)).toMatchObject({
      receipt: { remoteId: urn, permalink },
    });
    expect(JSON.parse(asked[0]?.body ?? "")).toMatchObject({
      ...{ author: person.remoteId, commentary: "Words \\(and more\\)", visibility: "PUBLIC" },
    });
  });

  it("whose id is missing may have been made", async () => {
    const { session } = sessionOf(() => new Response(null, { status: 201 }));
    const failure = failureOf(await run(callOf(person), session).catch((error: unknown) => error));
    expect(failure).toMatchObject({ kind: "malformed" });
    expect(failure && classify(failure, now)).toMatchObject({ kind: "uncertain" });
  });

  it("brings its card or its images along", async () => {
    const { session, asked } = sessionOf(created);
    const link = {
      url: "https://example.org/",
      title: "Spring",
      description: "Now",
      thumbnail: null,
    };
    const image = {
      mediaId: "1",
      mediaType: "image/png",
      sizeBytes: 9,
      widthPx: 1,
      heightPx: 1,
      alt: "A",
    };
    await run(callOf(person, { link }), session);
    await run(callOf(person, { images: [image] }), session);
    await run(callOf(person, { images: [image, image], link }), session);
    expect(asked.map(({ body }) => (JSON.parse(body) as { content: unknown }).content)).toEqual([
      { article: { source: link.url, title: "Spring", description: "Now" } },
      { media: { id: "urn:li:image:1", altText: "A" } },
      {
        multiImage: {
          images: [
            { id: "urn:li:image:1", altText: "A" },
            { id: "urn:li:image:2", altText: "A" },
          ],
        },
      },
    ]);
    expect(JSON.parse(asked[2]?.body ?? "")).toMatchObject({
      commentary: expect.stringMatching(/example\.org/),
    });
  });

  it("waits for an image that is not through", async () => {
    const waiting = () => Response.json({ code: "MEDIA_ASSET_WAITING_UPLOAD" }, { status: 400 });
    expect(await run(callOf(person), sessionOf(waiting).session)).toEqual({
      waitUntil: plus(now, seconds(5)),
    });
  });
});

describe("after a post whose end nobody saw", () => {
  it("the same sent once more names the earlier one, or is it", async () => {
    for (const answer of [duplicate, created]) {
      const { session, asked } = sessionOf(answer);
      expect(await reconcile(callOf(person), session)).toMatchObject({
        found: { receipt: { remoteId: urn, permalink } },
      });
      expect(asked).toMatchObject([{ method: "POST", path: "/rest/posts" }]);
    }
  });

  it("nothing is sent once LinkedIn may have forgotten the earlier one", async () => {
    const { session, asked } = sessionOf(created);
    const call = { ...callOf(person), startedAt: plus(now, -minutes(8)) };
    expect(await reconcile(call, session)).toBe("unknown");
    expect(asked).toEqual([]);
  });

  it("an image that is not through is waited for, as before", async () => {
    const waiting = () => Response.json({ code: "MEDIA_ASSET_WAITING_UPLOAD" }, { status: 400 });
    expect(await reconcile(callOf(person), sessionOf(waiting).session)).toEqual({
      waitUntil: plus(now, seconds(5)),
    });
  });

  it("a page's posts are looked through first", async () => {
    const sentAt = plus(now, -minutes(60));
    const createdAt = sentAt.getTime();
    const commentary = "Words \\(and more\\)";
    const others = [
      { id: "1", createdAt },
      { id: "2", commentary, createdAt: plus(sentAt, -minutes(5)).getTime() },
    ];
    const call = { ...callOf(page), startedAt: sentAt, lastSentAt: sentAt };
    const { session, asked } = sessionOf(() =>
      Response.json({ elements: [...others, { id: urn, commentary, createdAt }] }),
    );
    expect(await reconcile(call, session)).toMatchObject({ found: { receipt: { remoteId: urn } } });
    expect(asked).toMatchObject([{ method: "GET" }]);
    const without = sessionOf(() => Response.json({ elements: others })).session;
    expect(await reconcile(call, without)).toBe("absent");
  });

  it("a page's post that is not to be seen yet is sent once more in time", async () => {
    const { session, asked } = sessionOf(({ method }) =>
      method === "GET" ? Response.json({ elements: [] }) : duplicate(),
    );
    expect(await reconcile(callOf(page), session)).toMatchObject({
      found: { receipt: { remoteId: urn } },
    });
    expect(asked.map(({ method }) => method)).toEqual(["GET", "POST"]);
  });
});

describe("a refusal", () => {
  const verdictOn = (status: number, body: string) =>
    classify({ kind: "answer", status, headers: {}, body }, now);
  const verdict = (status: number, body: object) => verdictOn(status, JSON.stringify(body));

  it.each([
    [401, { code: "EXPIRED_ACCESS_TOKEN" }, "refresh"],
    [401, { serviceErrorCode: 65601, code: "REVOKED_ACCESS_TOKEN" }, "refresh"],
    [400, { error: "invalid_grant" }, "reconnect"],
    [403, { code: "ACCESS_DENIED", message: "Not enough permissions" }, "reconnect"],
    [403, { serviceErrorCode: 100, message: "Not enough permissions" }, "reconnect"],
    [409, { code: "CONFLICT" }, "retry"],
    [426, { code: "NONEXISTENT_VERSION" }, "misconfigured"],
    [400, { code: "VERSION_MISSING" }, "misconfigured"],
    [400, { code: "FIELD_LENGTH_TOO_LONG" }, "reject"],
    [500, {}, "uncertain"],
  ])("%s %j means %s", (status, body, kind) => {
    expect(verdict(status, body)).toMatchObject({ kind });
  });

  it.each(["<!doctype html><h1>Forbidden</h1>", "", '{"message":"Forbidden"}'])(
    "of whatever stands before LinkedIn, %j, says nothing of the permission",
    (body) => {
      expect(verdictOn(403, body)).toMatchObject({ kind: "reject" });
    },
  );

  it("for today ends with the day in UTC", () => {
    expect(verdict(429, { code: "TOO_MANY_REQUESTS" })).toMatchObject({
      until: new Date("2026-11-21T00:00:00.000Z"),
    });
  });

  it("of a duplicate names the earlier post", () => {
    const body = { message: `Content is a duplicate of ${urn}` };
    const inputErrors = [{ code: "DUPLICATE_POST" }];
    expect(verdict(422, { ...body, errorDetails: { inputErrors } })).toMatchObject({
      ...{ kind: "reject", reason: expect.stringContaining(urn) as string },
    });
  });
});
