import { describe, expect, it } from "vitest";
import type { Failure } from "#connector/failure.ts";
import { hours, minutes, plus, seconds } from "#kernel/clock.ts";

import { classify } from "./errors.ts";

const now = new Date("2026-11-20T09:30:00.000Z");
const problem = (status: number, body: object, headers = {}): Failure => ({
  ...{ kind: "answer", status, headers, body: JSON.stringify(body) },
});
const verdict = (failure: Failure) => classify(failure, now);

describe("a 403", () => {
  it.each([
    ["You are not allowed to create a Tweet with duplicate content.", "", "reject"],
    [
      "You can only reply to or quote posts where you are mentioned or are the author.",
      "",
      "reject",
    ],
    ["", "Unsupported Authentication", "reconnect"],
    ["client-not-enrolled", "Client Forbidden", "misconfigured"],
    ["You are not permitted to perform this action.", "Forbidden", "reject"],
    ["Something nobody has seen before.", "Forbidden", "reject"],
  ])("“%s” “%s” means %s", (detail, title, kind) => {
    expect(verdict(problem(403, { detail, title }))).toMatchObject({ kind });
  });
});

it.each([
  [402, { title: "Payment Required", type: "https://api.x.com/2/problems/credits-depleted" }],
  [402, { title: "CreditsDepleted", type: "https://api.twitter.com/2/problems/credits" }],
  [429, { title: "UsageCapExceeded", type: "https://api.x.com/2/problems/usage-capped" }],
])("%s for want of credits is for the operator", (status, body) => {
  expect(verdict(problem(status, body))).toMatchObject({
    kind: "misconfigured",
    reason: expect.stringMatching(/credits/) as unknown,
  });
});

it("a refusal is told in the words that say why", () => {
  const why = [{ message: "The Tweet contains an invalid URL" }];
  const detail = "One or more parameters to your request was invalid.";
  expect(verdict(problem(400, { title: "Invalid Request", detail, errors: why }))).toEqual({
    ...{ kind: "reject", reason: "X refused it (400): “The Tweet contains an invalid URL”." },
  });
  expect(verdict(problem(403, { detail: "No." }))).toMatchObject({
    ...{ reason: "X refused it (403): “No.”." },
  });
  const page: Failure = { kind: "answer", status: 403, headers: {}, body: "<h1>No</h1>" };
  expect(verdict(page)).toEqual({ kind: "reject", reason: "X refused it (403)." });
});

describe("too many requests", () => {
  const until = (headers: Record<string, string>) => {
    const found = verdict(problem(429, { errors: [{ code: 88 }] }, headers));
    return found.kind === "rate-limit" ? found.until : undefined;
  };
  const resetAt = (at: Date) => ({ "x-rate-limit-reset": String(at.getTime() / 1000) });

  it("end when X says, within a day", () => {
    expect(until(resetAt(plus(now, seconds(90))))).toEqual(plus(now, seconds(90)));
    expect(until(resetAt(plus(now, hours(900))))).toEqual(plus(now, hours(24)));
    expect(until(resetAt(plus(now, -1000)))).toEqual(plus(now, seconds(15)));
  });

  it("end with the usual window where X says nothing useful", () => {
    for (const headers of [{}, { "x-rate-limit-reset": "soon" }, resetAt(plus(now, hours(-1)))]) {
      expect(until(headers)).toEqual(plus(now, minutes(15)));
    }
  });
});

it.each([
  [400, { error: "invalid_grant" }, "reconnect"],
  [
    400,
    { error: "invalid_request", error_description: "Value passed for the token was invalid." },
    "reconnect",
  ],
  [401, { error: "invalid_client" }, "misconfigured"],
  [401, { title: "Unauthorized" }, "refresh"],
  [400, { detail: "Your Tweet text is too long." }, "reject"],
  [503, {}, "uncertain"],
])("%s %j means %s", (status, body, kind) => {
  expect(verdict(problem(status, body))).toMatchObject({ kind });
});
