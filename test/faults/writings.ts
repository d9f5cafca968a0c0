// What is posted: all the kinds of posts that take different steps, no two with the same words.

import type { z } from "zod";
import type { newPostSchema } from "#api/contract/posts.ts";
import type { Chance } from "./chance.ts";

export type Writing = z.input<typeof newPostSchema>;

const words =
  "amber birch cedar delta ember fjord grove heath inlet juniper kelp lagoon meadow north orchard pebble quartz ridge spruce tundra upland valley willow yarrow".split(
    " ",
  );

/** `mediaIds` are images of the author's. */
export function write(number: number, mediaIds: readonly string[], chance: Chance): Writing {
  const images = mediaIds.map((mediaId, index) => ({ mediaId, alt: `View ${index} of ${number}` }));
  const [cover] = images;
  const title = `Note ${number} on ${chance.pick(words)}`;
  const url = `https://example.org/notes/${number}`;
  const kinds: readonly (() => Writing)[] = [
    () => ({ body: text(number, 80, chance) }),
    () => ({ body: text(number, 120, chance) }),
    () => ({ body: text(number, 900, chance) }),
    () => ({ body: text(number, 100, chance), images }),
    () => ({ title, url, excerpt: text(number, 90, chance), ...(cover && { image: cover }) }),
    // Longer than one message on every platform.
    () => ({ body: text(number, 2300, chance) }),
  ];
  const kind = kinds[number % kinds.length] ?? chance.pick(kinds);
  return kind();
}

function text(number: number, length: number, chance: Chance): string {
  let written = `Note ${number}:`;
  for (let line = 1; written.length < length; line += 1) {
    const sentence = Array.from({ length: 6 }, () => chance.pick(words)).join(" ");
    written += ` ${sentence}, line ${line} of note ${number}.`;
  }
  return written;
}
