// Which addresses each platform has: its own, those of the configuration, or the sandbox's.

import type { Platform, Platforms } from "#connections/platforms.ts";
import type { Connector } from "#connector/contract.ts";
import { hostsOf, movedHostsOf, originsOf } from "#connector/origins.ts";
import type { Sandbox } from "#connector/sandbox.ts";
import { ConfigError } from "./config.ts";
import type { Config } from "./config.ts";

export interface ChosenPlatforms {
  platforms: Platforms;
  /** Hosts that the operator, or the sandbox, put in a platform's place. */
  movedHosts: readonly string[];
}

/** @throws ConfigError when a setting is not the origin of a web address */
export function choosePlatforms(
  connectors: ReadonlyMap<string, { connector: Connector }>,
  config: Pick<Config, "platformSetting">,
  sandbox: Sandbox | undefined,
): ChosenPlatforms {
  const platforms = new Map<string, Platform>();
  const movedHosts: string[] = [];
  for (const [id, { connector }] of connectors) {
    const fake = sandbox?.platforms.get(id);
    const moved = movedOrigins(connector, (name) => fake?.origin ?? config.platformSetting(name));
    const origins = fake === undefined ? moved : { ...moved, web: fake.web };
    platforms.set(id, { connector, origins, hosts: hostsOf(connector.about, origins) });
    movedHosts.push(...movedHostsOf(connector.about, origins));
  }
  return { platforms, movedHosts };
}

function movedOrigins({ about }: Connector, setting: (name: string) => string | undefined) {
  try {
    return originsOf(about, setting);
  } catch (cause) {
    throw new ConfigError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
