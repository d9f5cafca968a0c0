// The platforms this server knows: each connector with the addresses that configuration gives it.

import type { Connector } from "#connector/contract.ts";

export interface Platform {
  connector: Connector;
  /** By name, `main` and `web` among them. */
  origins: Readonly<Record<string, string>>;
  /** What the guarded fetch may contact for it. */
  hosts: readonly string[] | "public";
}

export type Platforms = ReadonlyMap<string, Platform>;
