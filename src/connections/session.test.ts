import { describe, expect, it, vi } from "vitest";
import type { GuardedFetch, GuardedFetchOptions, Http } from "#kernel/http/fetch.ts";
import { seconds, systemClock } from "#kernel/clock.ts";
import { maxRequestMs, maxUploadMs, openSession } from "./session.ts";
import type { SessionOptions } from "./session.ts";
import { identifyByName, testPlatform } from "./testing/connections.ts";

const platform = testPlatform({ identify: identifyByName });
const credential = { name: "ada.example.org", password: "s3cret-s3cret", pin: "1234" };

describe("a session", () => {
  it("keeps every value of the credential out of errors, but for those too short to be secrets", () => {
    expect(termsOf({}).secrets()).toEqual(["ada.example.org", "s3cret-s3cret"]);
  });

  it("leaves readable what is no secret: somebody who mistyped a name has to see it", () => {
    const terms = termsOf({ isSecret: (name) => name === "password" });
    expect(terms.secrets()).toEqual(["s3cret-s3cret"]);
  });

  it("lets no request take longer than any may, and none longer than it is given", () => {
    expect(termsOf({}).timeoutMs).toBe(maxRequestMs);
    expect(termsOf({ timeoutMs: maxRequestMs * 2 }).timeoutMs).toBe(maxRequestMs);
    expect(termsOf({ timeoutMs: seconds(3) }).timeoutMs).toBe(seconds(3));
  });

  it("gives a request the time that it asks for, and no more than there is when it is made", async () => {
    let leftMs = seconds(150);
    const timeLeftMs = () => leftMs;
    expect(await timesOf({ timeLeftMs }, [undefined, seconds(5), seconds(600)])).toEqual([
      ...[maxRequestMs, seconds(5), maxUploadMs],
    ]);
    leftMs = seconds(20);
    expect(await timesOf({ timeLeftMs }, [undefined, seconds(5), maxUploadMs])).toEqual([
      ...[seconds(20), seconds(5), seconds(20)],
    ]);
    leftMs = -1;
    expect(await timesOf({ timeLeftMs }, [maxUploadMs])).toEqual([1]);
  });

  it("lets nothing take longer than usual where its time is not known", async () => {
    expect(await timesOf({}, [maxUploadMs])).toEqual([maxRequestMs]);
  });

  it("hands on whom it may contact and what may stop it", () => {
    const { signal } = new AbortController();
    const beforeSend = () => undefined;
    const terms = termsOf({ signal, beforeSend });
    expect(terms).toMatchObject({ hosts: platform.hosts, signal, beforeSend });
    expect(termsOf({})).not.toHaveProperty("signal");
  });

  it("knows its credential, the platform's places and the time", () => {
    const { http } = watchedHttp();
    const session = openSession({ http, clock: systemClock, platform, credential });
    expect(session).toMatchObject({ credential, origins: platform.origins });
    expect(session.now()).toBeInstanceOf(Date);
  });
});

/** On which terms the guarded fetch is asked for. */
function termsOf(options: Partial<SessionOptions>): GuardedFetchOptions {
  const { http, guardedFetch } = watchedHttp();
  openSession({ http, clock: systemClock, platform, credential, ...options });
  const [terms] = guardedFetch.mock.calls[0] ?? [];
  if (terms === undefined) throw new Error("no fetch was asked for");
  return terms;
}

/** What requests get that ask for such times. */
async function timesOf(options: Partial<SessionOptions>, asked: readonly (number | undefined)[]) {
  const { http, send } = watchedHttp();
  const session = openSession({ http, clock: systemClock, platform, credential, ...options });
  for (const timeoutMs of asked) {
    const time = timeoutMs !== undefined && { timeoutMs };
    await session.fetch({ method: "GET", url: "https://example.org/", ...time }).catch(() => null);
  }
  return send.mock.calls.map(([request]) => request.timeoutMs);
}

function watchedHttp() {
  const send = vi.fn<GuardedFetch>(() => Promise.reject(new Error("sent")));
  const guardedFetch = vi.fn<Http["guardedFetch"]>(() => send);
  return { send, guardedFetch, http: { guardedFetch, close: () => Promise.resolve() } };
}
