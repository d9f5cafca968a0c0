// Shortens a text to fit one segment: its end is cut off behind a whole word and replaced by "…",
// while the hashtags it ends with and the link it must contain are kept.

import { cutWord, lastGapsWithinReach, type Cut, type UncuttableProblem } from "./breaking.ts";
import { endingOf, type EndingWord } from "./ending.ts";
import type { TextRange } from "./entities.ts";
import { Rank } from "./gaps.ts";
import { fitsBetween, maySever, narrowed, type Layout } from "./layout.ts";
import { containsLink } from "./links.ts";
import { fits, type TextLimit } from "./measure.ts";

const ellipsis = "…";
/** Reads badly before an ellipsis. */
const danglingPunctuation = /[\s,;:.…\-–—([{“‘«]/;

/** @param url must be in the result; contained in the text that is laid out */
export function shorten(
  layout: Layout,
  limits: readonly TextLimit[],
  url: string | null,
): { text: string } | { problem: UncuttableProblem } {
  const { words, firstGap } = endingOf(layout, url);
  const body = beginningOf(narrowed(layout, layout.gaps[firstGap]?.start ?? layout.end, ""));
  const shortened = join(body, words, limits);
  if (url === null || ("text" in shortened && containsLink(shortened.text, url))) return shortened;
  return join(body, [{ before: "\n\n", word: url, kind: "link" }, ...words], limits);
}

/** Of the gaps, those that can be reached, and the one behind them. */
function beginningOf(layout: Layout): Layout {
  const { start, gaps } = layout;
  const beyond = gaps.findIndex((gap) => !fitsBetween(layout, start, gap.start));
  return beyond < 0 ? layout : { ...layout, gaps: gaps.slice(0, beyond + 1) };
}

/** As much of the body as there is room for, and what is kept; hashtags give way before a word is torn. */
function join(
  body: Layout,
  wanted: readonly EndingWord[],
  limits: readonly TextLimit[],
): { text: string } | { problem: UncuttableProblem } {
  for (let count = hashtagsWithRoom(wanted, limits); ; count--) {
    const ending = written(wanted, count);
    const head = cutHead(narrowed(body, body.end, ending));
    if ("text" in head && !head.tearsWord) return { text: head.text + ending };
    if (count > 0) continue;
    if (ending === "") return "text" in head ? { text: head.text } : head;
    // A fragment of a word says less than the link alone.
    const alone = ending.trimStart();
    return fits(alone, limits) ? { text: alone } : { problem: "link-too-long" };
  }
}

/** How many of the first hashtags leave, with all the rest, half of the segment to the text. */
function hashtagsWithRoom(wanted: readonly EndingWord[], limits: readonly TextLimit[]): number {
  const half = limits.map((limit) => ({ ...limit, max: limit.max / 2 }));
  let low = 0;
  let high = wanted.filter(({ kind }) => kind === "hashtag").length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(written(wanted, middle), half)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** With so many of the hashtags, and all the rest. */
function written(wanted: readonly EndingWord[], hashtagCount: number): string {
  let left = hashtagCount;
  return wanted
    .filter(({ kind }) => kind !== "hashtag" || left-- > 0)
    .map(({ before, word }) => before + word)
    .join("");
}

/** The whole text if it fits, else the longest beginning that fits with an ellipsis, at worst without. */
function cutHead(
  layout: Layout,
): { text: string; tearsWord: boolean } | { problem: UncuttableProblem } {
  const { text, start, end, links } = layout;
  const head = ({ at, tearsWord }: Cut, mark: string) => ({
    text: text.slice(start, at) + mark,
    tearsWord,
  });
  if (fitsBetween(layout, start, end)) return head({ at: end, tearsWord: false }, "");
  const cut = headEnd(narrowed(layout, end, ellipsis));
  if (!("problem" in cut) && !endsInLink(links, cut.at)) return head(cut, ellipsis);
  // Behind a link the ellipsis would become part of it, so there it takes a space as well.
  const earlier = headEnd(narrowed(layout, end, ` ${ellipsis}`));
  if (!("problem" in earlier)) {
    return head(earlier, endsInLink(links, earlier.at) ? ` ${ellipsis}` : ellipsis);
  }
  const bare = headEnd(layout);
  return "problem" in bare ? bare : head(bare, "");
}

function headEnd(layout: Layout): Cut | { problem: UncuttableProblem } {
  const { start, end, gaps } = layout;
  const last = lastGapsWithinReach(layout, start, 0);
  const endOf = (rank: Rank) => gaps[last[rank] ?? -1]?.start;
  const word = endOf(Rank.word);
  if (word === undefined) return cutWord(layout, start, gaps[0]?.start ?? end);
  const sentence = endOf(Rank.sentence);
  const losesLittle = sentence !== undefined && (sentence - start) * 4 >= (word - start) * 3;
  const at = withoutDanglingPunctuation(layout, losesLittle ? sentence : word);
  return { at, tearsWord: false };
}

function withoutDanglingPunctuation(layout: Layout, cut: number): number {
  const { text, start, seams } = layout;
  let end = cut;
  while (seams[end - 1] === 1 && danglingPunctuation.test(text.charAt(end - 1))) end--;
  return end > start && maySever(layout, start, end) ? end : cut;
}

function endsInLink(links: readonly TextRange[], offset: number): boolean {
  return links.some((link) => link.start < offset && offset <= link.end);
}
