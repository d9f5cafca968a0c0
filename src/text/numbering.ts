// Threads whose segments say which of how many they are. The number is a paragraph of its own: behind
// a space, "we took 2 1/4" says something else, and a line break ends every link, hashtag, quotation
// and grapheme before it, so that the length of both is the sum of their lengths.

import { narrowed, type Layout } from "./layout.ts";
import { splitIntoThread, type ThreadOptions } from "./thread.ts";

/** Null where the thread is impossible, or possible without numbers only. */
export function splitAndNumber(
  layout: Layout,
  options: ThreadOptions,
  digits = 1,
): string[] | null {
  const highest = 10 ** digits - 1;
  const ranges = splitIntoThread(narrowed(layout, layout.end, numberOf(highest, highest)), options);
  if ("problem" in ranges) return null;
  if (ranges.length > highest) return splitAndNumber(layout, options, digits + 1);
  return ranges.map(
    ({ start, end }, index) => layout.text.slice(start, end) + numberOf(index + 1, ranges.length),
  );
}

function numberOf(position: number, count: number): string {
  return `\n\n${position}/${count}`;
}
