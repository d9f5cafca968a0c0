// Bodies as @atproto/pds 0.5.35 answers them (measured 2026-11-22).

import { describe, expect, it } from "vitest";

import type { Failure } from "#connector/failure.ts";
import { hours, minutes, plus } from "#kernel/clock.ts";

import { classify } from "./errors.ts";
import { now } from "./testing.ts";

function answer(status: number, body: string | object, headers: Record<string, string> = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { kind: "answer", status, headers, body: text } satisfies Failure;
}

const tooLong =
  "Invalid app.bsky.feed.post record: grapheme too big (maximum 300, got 301) at $.record.text";

describe("a refusal", () => {
  it.each([
    [400, "ExpiredToken", "Token has expired", "refresh"],
    [400, "InvalidToken", "Token could not be verified", "refresh"],
    [401, "AuthMissing", "Authentication Required", "refresh"],
    [401, "SomethingNew", "?", "refresh"],
    [401, "AuthenticationRequired", "Invalid identifier or password", "reconnect"],
    [401, "AuthFactorTokenRequired", "A sign in code has been sent", "reconnect"],
    [401, "AccountTakedown", "Account has been taken down", "reconnect"],
    [401, "AccountDeactivated", "Account is deactivated", "reconnect"],
    [400, "BlobNotFound", "Could not find blob: bafkreif", "retry"],
    [400, "RecordNotFound", "Could not locate record: at://did:plc:a/b/c", "retry"],
    [400, "InvalidRequest", tooLong, "reject"],
    [400, "InvalidMimeType", "Referenced Mimetype does not match stored blob.", "reject"],
    [403, "AccountNotFound", "Account not found", "reject"],
    [413, "PayloadTooLarge", "request entity too large", "reject"],
    [500, "InternalServerError", "Internal Server Error", "uncertain"],
    [502, "UpstreamFailure", "Upstream service unreachable", "uncertain"],
  ])("%i %s means what it means", (status, error, message, kind) => {
    const verdict = classify(answer(status, { error, message }), now);
    expect(verdict.kind).toBe(kind);
    expect(verdict.reason).toMatch(/^[A-Z].*\.$/);
  });

  it.each([
    [400, "invalid_grant", "Session revoked", "reconnect"],
    [400, "invalid_grant", "Refresh token replayed", "reconnect"],
    [401, "invalid_client", "Invalid client metadata", "misconfigured"],
    [400, "unauthorized_client", "Not trusted any more", "misconfigured"],
    [400, "invalid_request", "Something is missing", "reject"],
    [401, "invalid_token", "The token has expired", "refresh"],
  ])("of the token endpoint, %i %s, means what it means", (status, error, words, kind) => {
    const verdict = classify(answer(status, { error, error_description: words }), now);
    expect(verdict.kind).toBe(kind);
    if (kind === "misconfigured" || kind === "reject") expect(verdict.reason).toContain(words);
  });

  it("of the content quotes the platform's words", () => {
    const failure = answer(400, { error: "InvalidRequest", message: tooLong });
    expect(classify(failure, now).reason).toContain(tooLong);
  });

  it("that is not JSON is judged by its status", () => {
    const page = "<html><h1>Nope</h1></html>";
    expect(classify(answer(413, page), now).kind).toBe("reject");
    expect(classify(answer(404, page), now)).toEqual({
      kind: "reject",
      reason: "Bluesky refused the post (404).",
    });
    expect(classify(answer(500, page), now).kind).toBe("uncertain");
    expect(classify(answer(302, ""), now).kind).toBe("uncertain");
  });
});

describe("a rate limit", () => {
  const unixSeconds = (date: Date) => String(date.getTime() / 1000);
  const body = { error: "RateLimitExceeded", message: "Rate Limit Exceeded" };
  const in90Seconds = plus(now, 90_000);
  const pastReset = unixSeconds(plus(now, -1000));

  it.each([
    ["its Retry-After", { "retry-after": "90", "ratelimit-reset": pastReset }, in90Seconds],
    ["its reset, without that", { "ratelimit-reset": unixSeconds(in90Seconds) }, in90Seconds],
    ["five minutes, without either", {}, plus(now, minutes(5))],
    ["a moment, when it has just ended", { "ratelimit-reset": pastReset }, plus(now, 15_000)],
    [
      "five minutes, when nothing makes sense",
      { "retry-after": "soon", "ratelimit-reset": "0" },
      plus(now, minutes(5)),
    ],
    ["a day, when the reset is absurd", { "ratelimit-reset": "1e300" }, plus(now, hours(24))],
  ])("lasts until %s", (_, headers, until) => {
    const failure = answer(429, body, headers);
    expect(classify(failure, now)).toMatchObject({ kind: "rate-limit", until });
  });
});

describe("no whole answer", () => {
  it("is tried again when nothing was sent, and else uncertain", () => {
    const network = (sent: "no" | "maybe" | "yes") =>
      classify({ kind: "network", sent, detail: "GET https://pds.test/xrpc: lost" }, now).kind;
    expect(network("no")).toBe("retry");
    expect(network("maybe")).toBe("uncertain");
    expect(network("yes")).toBe("uncertain");
    const malformed: Failure = { kind: "malformed", status: 200, detail: "not JSON" };
    expect(classify(malformed, now).kind).toBe("uncertain");
  });
});
