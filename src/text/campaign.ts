// Links that tell their site where a reader came from, by the utm parameters that statistics read.
// https://support.google.com/analytics/answer/10917952 (2026-11-25)

/** What a link says of the way it was shared; empty and absent are the same. */
export interface Campaign {
  source?: string | undefined;
  medium?: string | undefined;
  campaign?: string | undefined;
  term?: string | undefined;
  content?: string | undefined;
}

const names = ["source", "medium", "campaign", "term", "content"] as const;

/**
 * The address with a campaign's parameters, otherwise as it is written. Those that it has already stay
 * as they are, and so does what is no web address at all.
 */
export function withCampaign(url: string, campaign: Campaign): string {
  if (!isWebAddress(url)) return url;
  const [, address = "", query, fragment = ""] = /^([^?#]*)(\?[^#]*)?(#[^]*)?$/.exec(url) ?? [];
  const present = new URLSearchParams(query);
  const added = names.flatMap((name) => {
    const value = campaign[name]?.trim() ?? "";
    return value === "" || present.has(`utm_${name}`) ? [] : [`utm_${name}=${encoded(value)}`];
  });
  if (added.length === 0) return url;
  const before = query ?? "?";
  const separator = /[?&]$/.test(before) ? "" : "&";
  return address + before + separator + added.join("&") + fragment;
}

function isWebAddress(url: string): boolean {
  return /^https?:\/\/\S+$/i.test(url) && URL.canParse(url);
}

/** Also what would end a link in a text, or be left out of it: brackets, and punctuation at its end. */
function encoded(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replace(
    /[!'()*~]|\.$/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
