// The platforms as they are measured: their fakes in another process, an account on each, and the
// exchange that one delivery takes there.

import { createHttp } from "#kernel/http/fetch.ts";
import { createSecretBox } from "#kernel/secret-box.ts";
import { systemClock } from "#kernel/clock.ts";
import type { Composition, Connector, Identity } from "#connector/contract.ts";
import { hostsOf, originsOf } from "#connector/origins.ts";
import type { Origins } from "#connector/origins.ts";
import { openSession } from "#connections/session.ts";
import { loadConnectors } from "#src/platforms/load.ts";
import { recordExchange } from "./exchange.ts";
import type { Exchange } from "./exchange.ts";
import { fork } from "./fork.ts";

export interface FakeAddress {
  id: string;
  origin: string;
  entries: Readonly<Record<string, string>>;
}

export interface BenchPlatforms extends AsyncDisposable {
  /** Points the product at the fakes. */
  env: Readonly<Record<string, string>>;
  platforms: readonly BenchPlatform[];
}

export interface BenchPlatform {
  connector: Connector;
  entries: Readonly<Record<string, string>>;
  identity: Identity;
  composition: Composition;
  /** What a delivery of the composition sends. */
  exchange: Exchange;
}

export const secretKey = "a key for the bench";
export const box = createSecretBox([secretKey]);

const text = "A post of the bench, with a link: https://example.org/a-page and a few words more.";

export async function startPlatforms(): Promise<BenchPlatforms> {
  const { child, first } = await fork<FakeAddress[]>("fakes.ts");
  const connectors = await loadConnectors();
  const env: Record<string, string> = { SECRET_KEY: secretKey };
  const platforms: BenchPlatform[] = [];
  for (const { id, origin, entries } of first) {
    const connector = connectors.get(id)?.connector;
    if (connector === undefined) throw new Error(`There is no connector for ${id}`);
    const origins = originsOf(connector.about, (name) => (env[name] = origin));
    platforms.push(await meet(connector, origins, entries));
  }
  return { env, platforms, [Symbol.asyncDispose]: () => child.end() };
}

async function meet(
  connector: Connector,
  origins: Origins,
  entries: Readonly<Record<string, string>>,
): Promise<BenchPlatform> {
  const http = createHttp({ allowHosts: [new URL(origins.main).host] });
  const platform = { connector, origins, hosts: hostsOf(connector.about, origins) };
  const session = openSession({ http, platform, clock: systemClock, credential: entries });
  const identity = await connector.identify(session);
  await http.close();
  if ("problem" in identity) throw new Error(identity.problem.message);
  const draft = { text, link: null, images: [], language: null, overflow: "thread" } as const;
  const options = Object.fromEntries(
    connector.options.map(({ name, default: value }) => [name, value]),
  );
  const composition = connector.compose({ ...draft, options }, identity.account);
  const exchange = await recordExchange({ connector, origins, identity, composition });
  return { connector, entries, identity, composition, exchange };
}
