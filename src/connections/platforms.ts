// The platforms this server knows: each connector with the addresses that configuration gives it.

import type { Auth, FieldsAuth } from "#connector/about.ts";
import type { Connector } from "#connector/contract.ts";

export interface Platform {
  connector: Connector;
  /** By name, `main` and `web` among them. */
  origins: Readonly<Record<string, string>>;
  /** What the guarded fetch may contact for it. */
  hosts: readonly string[] | "public";
  /** The values of `about.settings`. */
  settings: Readonly<Record<string, string>>;
  /** Whether it can fetch what this server shows to the web. */
  canReachUs: boolean;
}

export type Platforms = ReadonlyMap<string, Platform>;

export function authOf(platform: Platform, id: string): Auth | undefined {
  return platform.connector.auth.find((auth) => auth.id === id);
}

export function fieldsAuthOf({ connector }: Platform): FieldsAuth | undefined {
  return connector.auth.find((auth) => auth.kind === "fields");
}
