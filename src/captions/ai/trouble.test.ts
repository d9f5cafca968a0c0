import { expect, it } from "vitest";
import { HttpFailure } from "#kernel/http/fetch.ts";
import type { HttpFailureKind } from "#kernel/http/fetch.ts";
import { troubleOf } from "./trouble.ts";

const now = new Date("2026-11-25T12:00:00Z");

it.each([
  ["20", "in 20 seconds."],
  ["120", "in 120 seconds."],
  ["121", "in 3 minutes."],
  ["Wed, 25 Nov 2026 12:01:30 GMT", "in 90 seconds."],
  ["Wed, 25 Nov 2026 11:00:00 GMT", "in a moment."],
  ["soon", "in a moment."],
  ["0", "in a moment."],
])("an endpoint that says when to come again is quoted: %s", (retryAfter, words) => {
  const refused = { statusCode: 429, responseHeaders: { "retry-after": retryAfter } };
  const { code, message } = troubleOf(refused, now);
  expect([code, message.endsWith(`Try again ${words}`)]).toEqual(["rate-limited", true]);
});

it.each<[HttpFailureKind, RegExp]>([
  ["lost", /broke off/],
  ["too-large", /far too large/],
  ["refused-by-guard", /another address.*AI_BASE_URL/],
  ["unreachable", /could not be reached.*AI_BASE_URL/],
])("a failure on the way is told, wherever a library has put it: %s", (kind, words) => {
  const request = { method: "POST", url: new URL("https://ai.example/v1"), secrets: [] };
  const failure = new HttpFailure({ kind, sent: "maybe" }, request);
  const wrapped = new Error("sesame", { cause: new Error("inner", { cause: failure }) });
  const { code, message } = troubleOf(Object.assign(wrapped, { statusCode: 200 }), now);
  expect(code).toBe("unreachable");
  expect(message).toMatch(words);
  expect(message).not.toContain("sesame");
});

it("whatever else happens within an answer has broken it off", () => {
  expect(troubleOf("?", now)).toMatchObject({ code: "unreachable" });
  const looped = new Error("a");
  looped.cause = looped;
  expect(troubleOf(looped, now).message).toMatch(/broke off/);
});
