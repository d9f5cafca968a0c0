// Which addresses each platform has: its own, those of the configuration, or the sandbox's.

import type { Platform, Platforms } from "#connections/platforms.ts";
import type { Connector } from "#connector/contract.ts";
import { hostsOf, movedHostsOf, originsOf } from "#connector/origins.ts";
import type { Sandbox } from "#connector/sandbox.ts";
import type { Config } from "./config.ts";

export interface ChosenPlatforms {
  platforms: Platforms;
  /** Hosts that the operator, or the sandbox, put in a platform's place. */
  movedHosts: readonly string[];
}

export function choosePlatforms(
  connectors: ReadonlyMap<string, { connector: Connector }>,
  config: Pick<Config, "platformSetting">,
  sandbox: Sandbox | undefined,
): ChosenPlatforms {
  const platforms = new Map<string, Platform>();
  const movedHosts: string[] = [];
  for (const [id, { connector }] of connectors) {
    const fake = sandbox?.platforms.get(id);
    const moved = originsOf(
      connector.about,
      (name) => fake?.origin ?? config.platformSetting(name),
    );
    const origins = fake === undefined ? moved : { ...moved, web: fake.web };
    platforms.set(id, { connector, origins, hosts: hostsOf(connector.about, origins) });
    movedHosts.push(...movedHostsOf(connector.about, origins));
  }
  return { platforms, movedHosts };
}
