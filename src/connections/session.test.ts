import { describe, expect, it, vi } from "vitest";
import type { GuardedFetchOptions, Http } from "#kernel/http/fetch.ts";
import { seconds, systemClock } from "#kernel/clock.ts";
import { maxRequestMs, openSession } from "./session.ts";
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

function watchedHttp() {
  const guardedFetch = vi.fn<Http["guardedFetch"]>(() => () => Promise.reject(new Error("sent")));
  return { guardedFetch, http: { guardedFetch, close: () => Promise.resolve() } };
}
