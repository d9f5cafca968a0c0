// A site's language and time zone on its pages. The pages' own few words are English.

import type { PublicSite } from "./published.ts";

type Setting = Pick<PublicSite, "language" | "timeZone">;

const rightToLeft = /^(Arab|Hebr|Thaa|Syrc|Nkoo|Adlm|Rohg)$/;

/** Making one takes longer than all else on a page. */
const formats = new Map<string, Intl.DateTimeFormat>();
const maxFormats = 100;

export function languageOf({ language }: Pick<Setting, "language">): string {
  return language ?? "en";
}

export function directionOf(site: Pick<Setting, "language">): "ltr" | "rtl" {
  const { script } = new Intl.Locale(languageOf(site)).maximize();
  return rightToLeft.test(script ?? "") ? "rtl" : "ltr";
}

/** As OpenGraph has it, with the most likely country where none is given: en_US. */
export function territoryOf(site: Pick<Setting, "language">): string {
  const { language, region } = new Intl.Locale(languageOf(site)).maximize();
  return region === undefined ? language : `${language}_${region}`;
}

/** "1 November 2026", in the site's language, by the site's clock. */
export function dateIn(site: Setting, at: Date): string {
  return formatOf(site).format(at);
}

function formatOf(site: Setting): Intl.DateTimeFormat {
  const { timeZone } = site;
  const language = languageOf(site);
  const key = `${language} ${timeZone}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  if (formats.size >= maxFormats) formats.clear();
  const format = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone });
  formats.set(key, format);
  return format;
}
