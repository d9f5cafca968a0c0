import { beforeEach, describe, expect, it } from "vitest";

import { failureOf } from "#connector/failure.ts";
import { hours, plus } from "#kernel/clock.ts";

import { classify } from "./errors.ts";
import { refresh, revoke } from "./session.ts";
import { compose } from "./compose.ts";
import {
  connect,
  deliver,
  deliveryOf,
  draftOf,
  newFake,
  now,
  refused,
  sessionOf,
  unreachable,
} from "./testing.ts";
import type { Answerer } from "./testing.ts";

let time = now;
let fake = newFake(() => time);

beforeEach(() => {
  time = now;
  fake = newFake(() => time);
});

async function verdictOf(attempt: Promise<unknown>) {
  const failure = failureOf(await attempt.catch((error: unknown) => error));
  return failure && classify(failure, now).kind;
}

const isRenewal = ({ url }: Request) => url.endsWith("refreshSession");

describe("a session that has run out", () => {
  it("is told from a refused post, and works again once renewed", async () => {
    const { account, credential } = await connect(fake);
    time = plus(now, hours(2));
    const post = (as: typeof credential) =>
      deliver(
        deliveryOf(compose(draftOf({ text: "Hi" })), account, sessionOf(fake.handle, as).session),
      );
    expect(await verdictOf(post(credential))).toBe("refresh");

    const { credential: renewed } = await refresh(
      ...([sessionOf(fake.handle, credential).session, account] as const),
    );
    expect(renewed).not.toEqual(credential);
    await post(renewed);
    expect(fake.posts()).toHaveLength(1);
  });

  it("is opened anew with the app password where it cannot be renewed", async () => {
    const { account, credential } = await connect(fake);
    const { session, requests } = sessionOf(fake.handle, credential);
    await refresh(session, account);
    const { credential: again } = await refresh(session, account);
    expect(requests.map((request) => request.slice(request.lastIndexOf(".") + 1))).toEqual([
      "refreshSession",
      "refreshSession",
      "createSession",
    ]);
    expect(again["appPassword"]).toBe(credential["appPassword"]);
  });

  it("needs the user once the app password is refused too", async () => {
    const { account, credential } = await connect(fake);
    const stale = { ...credential, refreshJwt: "refresh.gone", appPassword: "deleted" };
    expect(await verdictOf(refresh(sessionOf(fake.handle, stale).session, account))).toBe(
      "reconnect",
    );
  });

  it.each<[string, Answerer, string]>([
    ["unreachable", unreachable, "retry"],
    ["in trouble", () => new Response("<h1>Oops</h1>", { status: 503 }), "uncertain"],
    ["overrun", () => refused(429, "RateLimitExceeded"), "rate-limit"],
  ])("stays as it is while the server is %s", async (_, answer, kind) => {
    const { account, credential } = await connect(fake);
    const { session, requests } = sessionOf(
      (request) => (isRenewal(request) ? answer(request) : fake.handle(request)),
      credential,
    );
    expect(await verdictOf(refresh(session, account))).toBe(kind);
    expect(requests).toHaveLength(1);
  });
});

describe("revoking", () => {
  it("ends the session, once and again", async () => {
    const { account, credential } = await connect(fake);
    const { session, requests } = sessionOf(fake.handle, credential);
    await revoke(session, account);
    await revoke(session, account);
    expect(requests).toHaveLength(2);
    const answer = await fake.handle(
      new Request("https://pds.test/xrpc/com.atproto.server.refreshSession", {
        method: "POST",
        headers: { authorization: `Bearer ${credential["refreshJwt"] ?? ""}` },
      }),
    );
    expect(answer.status).toBe(400);
  });

  it("is done where the server no longer knows the session", async () => {
    const { account, credential } = await connect(fake);
    const { session } = sessionOf(() => refused(400, "ExpiredToken"), credential);
    await expect(revoke(session, account)).resolves.toBeUndefined();
  });

  it("fails where the server does", async () => {
    const { account, credential } = await connect(fake);
    const { session } = sessionOf(() => new Response("", { status: 503 }), credential);
    expect(await verdictOf(revoke(session, account))).toBe("uncertain");
  });
});
