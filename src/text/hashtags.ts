// Hashtags from a post's tags, as every platform recognises them: letters, their marks, decimal digits
// and, inside, underscores; with at least one letter.

/** What a platform makes of hashtags; plain data. */
export interface HashtagRules {
  /** The most that belong to a post: 0 where a platform has none, null where any number may. */
  maxCount: number | null;
  /** Where an underscore ends a hashtag, the words that it joins are joined as others are. */
  withoutUnderscores?: boolean | undefined;
}

/**
 * The shortest limit that a platform sets to what it takes for a hashtag, in UTF-16 units.
 * https://developers.facebook.com/docs/threads/posts, topic_tag (2026-11-01)
 */
const longestHashtag = 50;

/**
 * "open source" → "#OpenSource". Tags without a letter are skipped, and so are repetitions and what
 * would be too long to be a hashtag. The first ones are those that count.
 */
export function hashtagsFrom(
  tags: readonly string[],
  { maxCount, withoutUnderscores = false }: HashtagRules = { maxCount: null },
): string[] {
  const found = new Map<string, string>();
  for (const tag of tags) {
    const hashtag = hashtagFrom(withoutUnderscores ? tag.replace(/_/g, " ") : tag);
    if (hashtag === null || found.has(hashtag.toLowerCase())) continue;
    found.set(hashtag.toLowerCase(), hashtag);
  }
  return [...found.values()].slice(0, maxCount ?? found.size);
}

function hashtagFrom(tag: string): string | null {
  const words = tag
    .normalize("NFC")
    .replace(/['’·]/gu, "")
    // Marks are the vowels of many scripts: they belong to the letters they stand on.
    .match(/[\p{L}\p{Nd}][\p{L}\p{Nd}\p{Mn}\p{Mc}_]*/gu)
    // An underscore at the end is taken for punctuation.
    ?.map((word) => word.replace(/_+$/, ""));
  if (!words?.some((word) => /\p{L}/u.test(word))) return null;
  const name = words.length === 1 ? words.join("") : words.map(capitalised).join("");
  return name.length > longestHashtag ? null : `#${name}`;
}

/** Leaves alone what its author has written with capitals: "iOS". */
function capitalised(word: string): string {
  return word === word.toLowerCase() ? word.replace(/^./u, (first) => first.toUpperCase()) : word;
}
