// What can be chosen for a site, and how it is called.

import type { Site } from "#api/contract/sites.ts";

export type Settings = Pick<Site, "name" | "url" | "timeZone" | "language" | "undoMinutes">;

/** A number that is being written may be empty for a moment. */
export type SettingsDraft = Omit<Settings, "undoMinutes"> & { undoMinutes: number | "" };

interface Choice {
  value: string;
  label: string;
}

const usualLanguages = [
  ...[
    "ar",
    "bg",
    "bn",
    "ca",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "en-GB",
    "en-US",
    "es",
    "et",
    "eu",
    "fa",
  ],
  ...[
    "fi",
    "fr",
    "gl",
    "he",
    "hi",
    "hr",
    "hu",
    "id",
    "is",
    "it",
    "ja",
    "ko",
    "lt",
    "lv",
    "ms",
    "nb",
  ],
  ...["nl", "nn", "pl", "pt", "pt-BR", "ro", "ru", "sk", "sl", "sr", "sv", "sw", "ta", "th", "tr"],
  ...["uk", "ur", "vi", "zh-Hans", "zh-Hant"],
];

const names = new Intl.DisplayNames("en", { type: "language", fallback: "none" });

export function timeZoneChoices(current: string): Choice[] {
  const zones = new Set([...Intl.supportedValuesOf("timeZone"), "UTC", current]);
  return [...zones].sort().map((zone) => ({ value: zone, label: nameZone(zone) }));
}

export function nameZone(zone: string): string {
  return zone.replaceAll("_", " ");
}

/** "14:32" */
export function timeIn(zone: string, at: Date): string {
  const format = { timeZone: zone, hour: "numeric", minute: "2-digit", weekday: "short" } as const;
  return new Intl.DateTimeFormat(undefined, format).format(at);
}

export function languageChoices(current: string | null): Choice[] {
  const tags = new Set([...usualLanguages, ...navigator.languages, ...(current ? [current] : [])]);
  return [...tags]
    .map((tag) => ({ value: tag, label: nameLanguage(tag) }))
    .sort((a, b) => a.label.localeCompare(b.label, "en"));
}

export function nameLanguage(tag: string): string {
  const name = names.of(tag);
  return name === undefined ? tag : `${name} (${tag})`;
}
