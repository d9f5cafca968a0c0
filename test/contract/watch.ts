// The promises that a connector keeps at every moment, whatever is being tried: its data survives
// JSON, no secret stands where people or logs see it, and only declared hosts are contacted, by the
// session alone.

import { inspect, isDeepStrictEqual } from "node:util";
import type { Connector, Credential } from "#connector/contract.ts";
import type { SeenRequest, ServedFake } from "#connector/serve-fake.ts";
import { browserHeaders } from "#test/consent.ts";
import { redact } from "#kernel/http/redact.ts";
import { tokensInQueries } from "./skips.ts";
import { type Flaw, unless } from "./subject.ts";

/** Shorter values are words that may stand anywhere. */
const minSecretLength = 8;

export interface Watch {
  /** Something for people or logs. */
  show(what: string, value: unknown): void;
  /** Something for the database, as it comes back from there. */
  store<T>(what: string, value: T): T;
  addSecrets(credential: Credential): void;
  addRequest(url: string): void;
  /** What the user entered, or what is kept about the account: it may name further hosts. */
  addNames(data: unknown): void;
  flaws(): readonly Flaw[];
}

interface Seen {
  connector: Connector;
  served: ServedFake;
  shown: { what: string; text: string }[];
  unfaithful: string[];
  secrets: Set<string>;
  asked: string[];
  named: Set<string>;
}

export function watchOver(connector: Connector, served: ServedFake): Watch {
  const fields = connector.auth.flatMap((auth) => auth.fields);
  const secretFields = new Map(fields.map(({ name, secret }) => [name, secret]));
  const seen: Seen = {
    ...{ connector, served, shown: [], unfaithful: [], asked: [] },
    ...{ secrets: new Set(), named: new Set() },
  };
  return {
    show(what, value) {
      const text = inspect(value, { depth: 20, maxStringLength: null, maxArrayLength: null });
      seen.shown.push({ what, text });
    },
    store(what, value) {
      const text = JSON.stringify(value);
      const stored = JSON.parse(text) as typeof value;
      if (!isDeepStrictEqual(stored, value)) seen.unfaithful.push(what);
      seen.shown.push({ what, text });
      return stored;
    },
    addSecrets(credential) {
      for (const [name, value] of Object.entries(credential)) {
        if (value.length >= minSecretLength && secretFields.get(name) !== false) {
          seen.secrets.add(value);
        }
      }
    },
    addRequest: (url) => void seen.asked.push(url),
    addNames(data) {
      for (const host of hostsIn(data)) seen.named.add(host);
    },
    flaws: () => [...new Set([...changed(seen), ...spilled(seen), ...strayed(seen)])],
  };
}

function changed({ unfaithful }: Seen): Flaw[] {
  return unfaithful.map((what) => `JSON changes ${what}`);
}

function spilled({ shown, secrets, served }: Seen): Flaw[] {
  const unexcused = served.requests.filter(
    ({ path }) => !tokensInQueries.some((excused) => excused.test(path)),
  );
  const queries = unexcused.map(({ path }) => ({
    what: "the query of a request",
    text: URL.parse(path, served.origin)?.search ?? path,
  }));
  return [...shown, ...queries]
    .filter(({ text }) => redact(text, [...secrets]) !== text)
    .map(({ what }) => `a secret stands in ${what}`);
}

function strayed({ connector, served, asked, named }: Seen): Flaw[] {
  const declared = [new URL(served.origin).host];
  const known = connector.about.hosts === "per-instance" ? [...declared, ...named] : declared;
  const hosts = asked.map((url) => URL.parse(url)?.host ?? url);
  return [
    ...hosts
      .filter((host) => !known.includes(host))
      .map((host) => `it contacts ${host}, which it does not declare`),
    ...unless(
      served.requests.filter(isOfProgram).length <= asked.length,
      "it reaches the platform without the session's fetch",
    ),
  ];
}

function isOfProgram({ headers }: SeenRequest): boolean {
  return Object.entries(browserHeaders).every(([name, value]) => headers[name] !== value);
}

function hostsIn(data: unknown): string[] {
  if (typeof data === "object" && data !== null) return Object.values(data).flatMap(hostsIn);
  if (typeof data !== "string") return [];
  return [data, `https://${data.trim()}`].flatMap((text) => URL.parse(text)?.host ?? []);
}
