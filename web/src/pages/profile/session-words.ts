// A session in words that its user recognises: with what, from where, and when last.

/** The first that fits: most browsers also name those that they descend from. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg\w*\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bVivaldi\//, "Vivaldi"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/(?:Chrome|Chromium|CriOS)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac(?:intosh| OS X)\b/, "Mac"],
  [/\bLinux\b/, "Linux"],
];
const privateAddress =
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|f[cd][0-9a-f]{2}:|fe80:)/i;
const ownAddress = /^(?:127\.|::1$)/;

const dayMs = 24 * 60 * 60 * 1_000;
const days = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

export function deviceInWords(userAgent: string | null): string {
  if (userAgent === null) return "Unknown browser";
  const find = (names: typeof browsers) => names.find(([sign]) => sign.test(userAgent))?.[1];
  const [browser, system] = [find(browsers), find(systems)];
  if (browser === undefined) return `Another program (${userAgent.split(/[\s/]/)[0] ?? ""})`;
  return system === undefined ? browser : `${browser} on ${system}`;
}

export function placeInWords(ipAddress: string): string {
  const address = ipAddress.replace(/^::ffff:/i, "");
  if (ownAddress.test(address)) return "From the server's own computer";
  if (privateAddress.test(address)) return `From a local network (${address})`;
  return `From ${address}`;
}

/** The server knows it to the day. */
export function dayInWords(instant: string, now: Date): string {
  const startOf = (date: Date) => new Date(date).setHours(0, 0, 0, 0);
  const ago = Math.round((startOf(now) - startOf(new Date(instant))) / dayMs);
  return days.format(-Math.max(0, ago), "day");
}
