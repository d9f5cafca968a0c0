// Which addresses each platform has: its own, those of the configuration, or the sandbox's.

import type { Platform, Platforms } from "#connections/platforms.ts";
import type { Connector } from "#connector/contract.ts";
import { hostsOf, movedHostsOf, originsOf, settingsOf } from "#connector/origins.ts";
import type { Sandbox } from "#connector/sandbox.ts";
import { chooseProviders } from "#people/sign-in-providers.ts";
import type { SignInProvider } from "#people/sign-in-providers.ts";
import { appSetting } from "#connections/apps.ts";
import type { OAuthApp } from "#connector/oauth.ts";
import { isPublicUrl } from "#kernel/http/guard.ts";
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
  config: Pick<Config, "platformSetting" | "publicUrl">,
  sandbox: Sandbox | undefined,
): ChosenPlatforms {
  const platforms = new Map<string, Platform>();
  const movedHosts: string[] = [];
  for (const [id, { connector }] of connectors) {
    const fake = sandbox?.platforms.get(id);
    const configured = movedOrigins(
      connector,
      (name) => fake?.origin ?? config.platformSetting(name),
    );
    const origins = fake === undefined ? configured : { ...configured, web: fake.web };
    const moved = movedHostsOf(connector.about, origins);
    platforms.set(id, {
      ...{ connector, origins, hosts: hostsOf(connector.about, origins) },
      settings: asConfigError(() => settingsOf(connector.about, config.platformSetting)),
      // What stands in for a platform stands near us.
      canReachUs: moved.length > 0 || isPublicUrl(new URL(config.publicUrl)),
    });
    movedHosts.push(...moved);
  }
  return { platforms, movedHosts };
}

/** @throws ConfigError when a setting is not the origin of a web address */
export function chooseSignIn(
  platforms: Platforms,
  { platformSetting }: Pick<Config, "platformSetting">,
): SignInProvider[] {
  return asConfigError(() => chooseProviders(platforms.values(), platformSetting));
}

/** The app that the environment gives for a platform; in the sandbox there is always one. */
export function givenApps(
  { platformSetting }: Pick<Config, "platformSetting">,
  sandbox: Sandbox | undefined,
): (platform: string, name: string) => OAuthApp | undefined {
  return (platform, name) => {
    const clientId = platformSetting(appSetting({ platform, name }, "ID"));
    const clientSecret = platformSetting(appSetting({ platform, name }, "SECRET")) ?? null;
    if (clientId !== undefined) return { clientId, clientSecret };
    if (sandbox?.platforms.has(platform) !== true) return undefined;
    return { clientId: "broadside", clientSecret: "the sandbox's secret" };
  };
}

function movedOrigins({ about }: Connector, setting: (name: string) => string | undefined) {
  return asConfigError(() => originsOf(about, setting));
}

function asConfigError<T>(choose: () => T): T {
  try {
    return choose();
  } catch (cause) {
    throw new ConfigError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
