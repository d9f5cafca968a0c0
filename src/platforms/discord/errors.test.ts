import { describe, expect, it } from "vitest";

import type { Failure, Verdict } from "#connector/failure.ts";

import { classify } from "./errors.ts";

const now = new Date("2026-11-20T09:30:00.000Z");
const after = (ms: number) => new Date(now.getTime() + ms);

function answer(status: number, body: unknown, headers: Record<string, string> = {}): Failure {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { kind: "answer", status, headers, body: text };
}

const invalidForm = {
  message: "Invalid Form Body",
  code: 50035,
  errors: {
    content: {
      _errors: [{ code: "BASE_TYPE_MAX_LENGTH", message: "Must be 2000 or fewer in length." }],
    },
    embeds: {
      "0": {
        title: {
          _errors: [{ code: "BASE_TYPE_MAX_LENGTH", message: "Must be 256 or fewer in length." }],
        },
      },
    },
  },
};
const wholeForm = {
  message: "Invalid Form Body",
  code: 50035,
  errors: { _errors: [{ code: "UNION_TYPE_CHOICES", message: "Not one of the choices." }] },
};
const rateLimited = { message: "You are being rate limited.", retry_after: 64.57, global: false };
const slowMode = { message: "This channel has slowmode.", code: 20016, retry_after: 3 };
const page = "<!DOCTYPE html><title>discord.com | 502: Bad gateway</title>";

const cases: [string, Failure, Verdict["kind"], RegExp][] = [
  ["deleted", answer(404, { message: "Unknown Webhook", code: 10015 }), "reconnect", /deleted/],
  [
    "wrong token",
    answer(401, { message: "Invalid Webhook Token", code: 50027 }),
    "reconnect",
    /no longer accepts/,
  ],
  ["401 without a body", answer(401, ""), "reconnect", /no longer accepts/],
  [
    "thread gone",
    answer(404, { message: "Unknown Channel", code: 10003 }),
    "reconnect",
    /no longer exists/,
  ],
  ["not there yet", answer(404, { message: "Unknown Message", code: 10008 }), "retry", /not show/],
  [
    "another 404",
    answer(404, { message: "404: Not Found", code: 0 }),
    "reject",
    /“404: Not Found”/,
  ],
  ["form", answer(400, invalidForm), "reject", /content: Must be 2000 .* embeds\.0\.title: Must/],
  ["whole form", answer(400, wholeForm), "reject", /“Not one of the choices\.”/],
  [
    "empty",
    answer(400, { message: "Cannot send an empty message", code: 50006 }),
    "reject",
    /empty/,
  ],
  ["413", answer(413, { message: "Request entity too large", code: 40005 }), "reject", /too large/],
  ["413 page", answer(413, "<h1>413 Request Entity Too Large</h1>"), "reject", /too large/],
  ["file size", answer(400, { message: "File is too large", code: 50045 }), "reject", /too large/],
  [
    "automod",
    answer(400, { message: "Message was blocked by automatic moderation", code: 200000 }),
    "reject",
    /moderation rules .* “Message was blocked/,
  ],
  [
    "automod title",
    answer(400, { message: "Title was blocked by automatic moderation", code: 200001 }),
    "reject",
    /moderation rules/,
  ],
  [
    "harmful link",
    answer(400, { message: "Message blocked by harmful links filter", code: 240000 }),
    "reject",
    /“Message blocked by harmful/,
  ],
  [
    "forum",
    answer(400, {
      message: "Webhooks posted to forum channels must have a thread_name or thread_id",
      code: 220001,
    }),
    "reject",
    /\?thread_id=/,
  ],
  ["archived", answer(400, { message: "Thread is archived", code: 50083 }), "reject", /Reopen/],
  ["unknown refusal", answer(403, { message: "Missing Access", code: 50001 }), "reject", /Missing/],
  ["refusal page", answer(403, page), "reject", /status 403/],
  ["overloaded", answer(503, { message: "Overloaded.", code: 130000 }), "uncertain", /503/],
  ["error page", answer(502, page), "uncertain", /502/],
  ["redirect", answer(302, ""), "uncertain", /302/],
  ["malformed", { kind: "malformed", status: 200, detail: "not JSON" }, "uncertain", /understood/],
  ["not sent", { kind: "network", sent: "no", detail: "refused" }, "retry", /reached/],
  ["lost", { kind: "network", sent: "maybe", detail: "timeout" }, "uncertain", /broke/],
];

describe("classify", () => {
  it.each(cases)("%s", (_, failure, kind, reason) => {
    const verdict = classify(failure, now);
    expect(verdict.kind).toBe(kind);
    expect(verdict.reason).toMatch(reason);
    expect(verdict.reason).not.toMatch(/<|undefined/);
  });

  it.each<[string, Failure, Date]>([
    ["body before headers", answer(429, rateLimited, { "retry-after": "65" }), after(64_570)],
    ["slow mode", answer(429, slowMode), after(3_000)],
    ["Retry-After alone", answer(429, page, { "retry-after": "1337" }), after(1_337_000)],
    ["Reset-After alone", answer(429, "", { "x-ratelimit-reset-after": "0.25" }), after(250)],
    ["a date", answer(429, "", { "retry-after": "Fri, 20 Nov 2026 10:00:00 GMT" }), after(60_000)],
    ["no sense", answer(429, { ...rateLimited, retry_after: -1 }), after(60_000)],
    ["nothing", answer(429, "error code: 1015"), after(60_000)],
  ])("a rate limit ends when Discord says: %s", (_, failure, until) => {
    expect(classify(failure, now)).toMatchObject({ kind: "rate-limit", until });
  });
});
