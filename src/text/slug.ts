// Slugs: words as the readable part of an address.

const maxLength = 80;
/** What is looked at of a text: many characters may become one, or none. */
const maxBeginning = 10 * maxLength;

/**
 * Lower-case letters and digits of any script, words joined by hyphens. Latin letters lose their
 * accents; in other scripts a mark is often what makes the word, so there it stays.
 */
export function toSlug(text: string): string {
  return text
    .slice(0, maxBeginning)
    .toLowerCase()
    .normalize("NFKD")
    .replace(/(?<=\p{Script=Latin}\p{Mark}*)\p{Mark}/gu, "")
    .normalize("NFC")
    .slice(0, maxLength)
    .replace(/[^\p{Letter}\p{Mark}\p{Number}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
}

/** `base`, or, when that is taken, `base` with the first free number behind it. */
export function numbered(base: string, taken: ReadonlySet<string>): string {
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base}-${number}`)) number += 1;
  return `${base}-${number}`;
}
