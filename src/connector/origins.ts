// Where a platform is reached once configuration has had its say, and what that means for the
// guarded fetch. Pure: the settings arrive as a function.

import { hostKey, type Hosts } from "#kernel/http/guard.ts";
import type { About } from "./about.ts";

/** Origins by name: all of `about.origins`, and `web`. */
export type Origins = Readonly<Record<string, string>> & {
  readonly main: string;
  readonly web: string;
};

/**
 * The origins of a platform; `setting` is asked for `<ID>_ORIGIN`, `<ID>_<NAME>_ORIGIN` and
 * `<ID>_WEB_ORIGIN`, each of which moves one origin.
 * @throws when a setting is not the origin of a web address
 */
export function originsOf(about: About, setting: (name: string) => string | undefined): Origins {
  const place = (name: string, declared: string) => {
    const variable = settingName(about.id, name);
    const value = setting(variable);
    return value === undefined ? declared : originOf(variable, value);
  };
  const named = Object.entries(about.origins).map(
    ([name, origin]) => [name, place(name, origin)] as const,
  );
  return {
    ...Object.fromEntries(named),
    main: place("main", about.origins.main),
    web: place("web", about.web),
  };
}

/** The hosts a session may contact. Readers go to `web`, connectors do not. */
export function hostsOf(about: About, origins: Origins): Hosts {
  if (about.hosts === "per-instance") return "public";
  return contacted(about, origins).map(hostOf);
}

/** The hosts an operator has put in a platform's place: they may be private, and without https. */
export function movedHostsOf(about: About, origins: Origins): readonly string[] {
  const declared = new Set(Object.values(about.origins));
  return contacted(about, origins)
    .filter((origin) => !declared.has(origin))
    .map(hostOf);
}

function settingName(id: string, name: string): string {
  const words = name === "main" ? [id] : [id, name.replace(/(?=[A-Z])/g, "_")];
  return [...words, "origin"].join("_").replaceAll("-", "_").toUpperCase();
}

function originOf(variable: string, value: string): string {
  const url = URL.parse(value);
  if (!url || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`) {
    throw new Error(`${variable} must look like https://example.org or http://127.0.0.1:3000`);
  }
  return url.origin;
}

function contacted(about: About, origins: Origins): string[] {
  return Object.keys(about.origins).flatMap((name) => origins[name] ?? []);
}

function hostOf(origin: string): string {
  return hostKey(new URL(origin));
}
