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

/**
 * The values of `about.settings`; `setting` is asked for `<ID>_<NAME>`.
 * @throws when one is not what it may be
 */
export function settingsOf(
  { id, settings = {} }: About,
  setting: (name: string) => string | undefined,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, { default: usual, pattern, help }]) => {
      const variable = variableName([id, name]);
      const value = setting(variable) ?? usual;
      if (pattern.exec(value)?.[0] !== value) throw new Error(`${variable} is not right. ${help}`);
      return [name, value] as const;
    }),
  );
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
  return variableName(name === "main" ? [id, "origin"] : [id, name, "origin"]);
}

function variableName(words: readonly string[]): string {
  const spelled = words.map((word) => word.replace(/(?=[A-Z])/g, "_"));
  return spelled.join("_").replaceAll("-", "_").toUpperCase();
}

/** @throws Error naming the variable, when its value is not the origin of a web address */
export function originOf(variable: string, value: string): string {
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
