// Hashtags from a post's tags, in the characters every platform accepts.

/** "open source" → "#OpenSource". Tags without a letter are skipped, and so are repetitions. */
export function hashtagsFrom(tags: readonly string[]): string[] {
  const found = new Map<string, string>();
  for (const tag of tags) {
    const hashtag = hashtagFrom(tag);
    if (hashtag === null || found.has(hashtag.toLowerCase())) continue;
    found.set(hashtag.toLowerCase(), hashtag);
  }
  return [...found.values()];
}

function hashtagFrom(tag: string): string | null {
  const words = tag
    .normalize("NFC")
    .replace(/['’]/gu, "")
    // Marks are the vowels of many scripts: they belong to the letters they stand on.
    .match(/[\p{L}\p{N}_][\p{L}\p{N}\p{M}_]*/gu);
  if (!words?.some((word) => /\p{L}/u.test(word))) return null;
  return `#${words.length === 1 ? words.join("") : words.map(capitalised).join("")}`;
}

/** Leaves alone what its author has written with capitals: "iOS". */
function capitalised(word: string): string {
  return word === word.toLowerCase() ? word.replace(/^./u, (first) => first.toUpperCase()) : word;
}
