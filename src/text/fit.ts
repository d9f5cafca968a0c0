// Makes a text fit a platform: untouched if it fits, else shortened to one segment or split into a
// thread. Words, sentences, links and graphemes are kept whole; the same input gives the same output.

import { fitsBetween, layOut } from "./layout.ts";
import { containsLink } from "./links.ts";
import { fits, type TextLimit } from "./measure.ts";
import { splitAndNumber } from "./numbering.ts";
import { shorten } from "./shorten.ts";
import { splitIntoThread, type ThreadProblem } from "./thread.ts";

export interface FitOptions {
  /** Of one segment; all hold at once. */
  limits: readonly TextLimit[];
  mode: "shorten" | "thread";
  /** Of a thread. */
  maxSegments: number;
  /** Whether the segments of a thread say which of how many they are, "1/4", if there is room for it. */
  isNumbered?: boolean;
  /** Present in the result whatever is cut; added as a last paragraph where the text lacks it. */
  url?: string | null;
}

export interface Fitted {
  /** Of a thread, without the whitespace between them; with their numbers. */
  segments: string[];
  /** Whether words were left out. */
  shortened: boolean;
}

/** A `link-too-long` or `character-too-long` is longer than a whole segment and is never cut. */
export type FitProblem = ThreadProblem;

export function fitText(text: string, options: FitOptions): Fitted | { problem: FitProblem } {
  const { limits, mode, maxSegments, isNumbered = false } = options;
  const url = options.url || null;
  const complete = url === null || containsLink(text, url) ? text : withLastParagraph(text, url);
  if (fits(complete, limits)) return { segments: [complete], shortened: false };

  const layout = layOut(complete, limits, url);
  const { start, end } = layout;
  if (fitsBetween(layout, start, end)) {
    return { segments: [complete.slice(start, end)], shortened: false };
  }
  if (mode === "shorten") {
    const result = shorten(layout, limits, url);
    return "problem" in result ? result : { segments: [result.text], shortened: true };
  }
  const thread = { maxSegments, url };
  const numbered = isNumbered ? splitAndNumber(layout, thread) : null;
  if (numbered !== null) return { segments: numbered, shortened: false };
  const ranges = splitIntoThread(layout, thread);
  if ("problem" in ranges) return ranges;
  const segments = ranges.map((range) => complete.slice(range.start, range.end));
  return { segments, shortened: false };
}

function withLastParagraph(text: string, url: string): string {
  const before = text.trimEnd();
  return before === "" ? url : `${before}\n\n${url}`;
}
