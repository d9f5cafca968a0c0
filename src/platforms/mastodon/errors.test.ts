import { expect, it } from "vitest";
import type { Failure } from "#connector/failure.ts";
import { hours, minutes, plus, seconds } from "#kernel/clock.ts";

import { classify } from "./errors.ts";

const now = new Date("2026-11-20T09:30:00.000Z");
const refused = (status: number, body: object, headers = {}): Failure => ({
  ...{ kind: "answer", status, headers, body: JSON.stringify(body) },
});

it.each([
  [401, "The access token is invalid", "refresh"],
  [400, "invalid_grant", "reconnect"],
  [401, "invalid_client", "reconnect"],
  [403, "This action is outside the authorized scopes", "reconnect"],
  [403, "Your login is currently disabled", "reject"],
  [422, "Validation failed: Text character limit of 500 exceeded", "reject"],
  [404, "Record not found", "reject"],
  [503, "Remote data could not be fetched", "uncertain"],
])("%s “%s” means %s", (status, error, kind) => {
  expect(classify(refused(status, { error }), now)).toMatchObject({ kind });
});

it.each([
  [plus(now, minutes(3)).toISOString(), minutes(3)],
  [plus(now, hours(900)).toISOString(), hours(24)],
  [plus(now, seconds(-1)).toISOString(), seconds(15)],
  [String(now.getTime() / 1000 + 60), minutes(5)],
  ["", minutes(5)],
])("too many requests with the reset “%s” end after %s ms", (reset, pauseMs) => {
  const headers = { "x-ratelimit-reset": reset };
  expect(classify(refused(429, {}, headers), now)).toMatchObject({ until: plus(now, pauseMs) });
});
