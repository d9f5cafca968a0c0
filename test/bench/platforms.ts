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
import { settingsFor } from "#test/fakes.ts";
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
  /** All of them, and whether what is entered there is all that connecting takes. */
  fakes: readonly (FakeAddress & { isEntered: boolean })[];
  /** Those that are entered: their requests can be sent again without a sign-in around them. */
  platforms: readonly BenchPlatform[];
}

export interface BenchPlatform {
  connector: Connector;
  /** The way it is connected. */
  auth: string;
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
  const fakes: BenchPlatforms["fakes"][number][] = [];
  const platforms: BenchPlatform[] = [];
  for (const fake of first) {
    const connector = connectors.get(fake.id)?.connector;
    if (connector === undefined) throw new Error(`There is no connector for ${fake.id}`);
    Object.assign(env, settingsFor(connector, fake.origin));
    const origins = originsOf(connector.about, () => fake.origin);
    const entered = connector.auth.find(({ kind }) => kind === "fields");
    fakes.push({ ...fake, isEntered: entered !== undefined });
    if (entered !== undefined) {
      platforms.push(await meet(connector, origins, { auth: entered.id, entries: fake.entries }));
    }
  }
  return { env, fakes, platforms, [Symbol.asyncDispose]: () => child.end() };
}

async function meet(
  connector: Connector,
  origins: Origins,
  { auth, entries }: Pick<BenchPlatform, "auth" | "entries">,
): Promise<BenchPlatform> {
  const http = createHttp({ allowHosts: [new URL(origins.main).host] });
  const reached = { origins, hosts: hostsOf(connector.about, origins), settings: {} };
  const platform = { connector, ...reached, canReachUs: true };
  const session = openSession({ http, platform, clock: systemClock, credential: entries });
  const identity = await connector.identify(session, auth);
  await http.close();
  if ("problem" in identity) throw new Error(identity.problem.message);
  const plain = { link: null, images: [], isReachable: true, language: null } as const;
  const draft = { ...plain, text, overflow: "thread" } as const;
  const options = Object.fromEntries(
    connector.options.map(({ name, default: value }) => [name, value]),
  );
  const composition = connector.compose({ ...draft, options }, identity.account);
  const exchange = await recordExchange({ connector, origins, identity, composition });
  return { connector, auth, entries, identity, composition, exchange };
}
