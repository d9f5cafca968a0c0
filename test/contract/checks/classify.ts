// Every failure gets a verdict, in words for a writer, and nothing that may have been done is called
// refused. The platform's own refusals are tried by the fault checks; here are all the strange ones.

import { isDeepStrictEqual } from "node:util";
import type { Connector } from "#connector/contract.ts";
import type { Failure, Verdict } from "#connector/failure.ts";
import { days, plus } from "#kernel/clock.ts";
import { type Check, type Flaw, unless } from "../subject.ts";

interface Case {
  failure: Failure;
  allowed: readonly Verdict["kind"][];
}

const now = new Date("2026-11-15T09:00:00.000Z");
const maxPauseMs = days(2);
const open = ["retry", "uncertain"] as const;

const page = "<!doctype html><title>Bad Gateway</title><h1>Bad Gateway</h1>";
const bodies: readonly string[] = [
  ...["", page, "null", "[]", "42", '"words"', '{"error":null,"message":7}', '{"errors":[null]}'],
  '{"error":{"error":{}},"code":"x","errors":{"_errors":[{}]},"retry_after":"soon"}',
];

const allowedByStatus: Readonly<Record<number, Case["allowed"]>> = {
  ...{ 400: ["reject"], 403: ["reject", "reconnect"], 404: ["reject", "reconnect"] },
  ...{ 401: ["refresh", "reconnect"], 409: ["reject"], 413: ["reject"], 422: ["reject"] },
  ...{ 429: ["rate-limit"], 500: open, 502: open, 503: open, 504: open },
};

export const classify: Check = {
  name: "has a verdict on every failure, and calls nothing refused that may have been done",
  findFlaws: ({ connector }) =>
    Promise.resolve([...new Set(cases().flatMap((each) => ofVerdict(connector, each)))]),
};

function cases(): Case[] {
  const detail = "The connection was lost";
  const headers = { "retry-after": "soon", "ratelimit-reset": "-1", "content-type": "text/html" };
  return [
    { failure: { kind: "network", sent: "no", detail }, allowed: open },
    { failure: { kind: "network", sent: "maybe", detail }, allowed: open },
    { failure: { kind: "network", sent: "yes", detail }, allowed: open },
    { failure: { kind: "malformed", status: 200, detail: "not JSON" }, allowed: open },
    { failure: { kind: "no-app" }, allowed: ["misconfigured"] },
    ...Object.entries(allowedByStatus).flatMap(([status, allowed]) =>
      bodies.map((body): Case => {
        return { failure: { kind: "answer", status: Number(status), headers, body }, allowed };
      }),
    ),
  ];
}

function ofVerdict(connector: Connector, { failure, allowed }: Case): Flaw[] {
  const what = nameOf(failure);
  try {
    const verdict = connector.classify(failure, now);
    return [
      ...unless(
        isDeepStrictEqual(verdict, connector.classify(failure, now)),
        `has two different verdicts on ${what}`,
      ),
      ...unless(allowed.includes(verdict.kind), `answers ${what} with "${verdict.kind}"`),
      ...unless(
        isSentence(verdict.reason),
        `says of ${what}, which is no sentence: ${verdict.reason}`,
      ),
      ...(verdict.kind === "rate-limit" ? ofPause(verdict.until, what) : []),
    ];
  } catch (error) {
    return [`throws on ${what}: ${String(error)}`];
  }
}

function ofPause(until: Date, what: string): Flaw[] {
  const isSensible = until > now && until <= plus(now, maxPauseMs);
  return unless(isSensible, `waits for ${what} until ${String(until)}, when it is ${String(now)}`);
}

function nameOf(failure: Failure): string {
  if (failure.kind === "network") return `a connection lost when sent was "${failure.sent}"`;
  if (failure.kind === "malformed") return "an answer that cannot be read";
  if (failure.kind === "no-app") return "the want of an app";
  return `${failure.status} ${failure.body}`;
}

/** From a capital letter or a quotation to a full stop, in one breath. */
function isSentence(text: string): boolean {
  return /^[\p{Lu}“].*[.!?…”)]$/su.test(text) && text.length < 1000;
}
