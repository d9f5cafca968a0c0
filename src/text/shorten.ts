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
  const body = narrowed(layout, layout.gaps[firstGap]?.start ?? layout.end, "");
  const shortened = join(body, words, limits);
  if (url === null || ("text" in shortened && containsLink(shortened.text, url))) return shortened;
  return join(body, [{ before: "\n\n", word: url, kind: "link" }, ...words], limits);
}

/** As much of the body as there is room for, and what is kept; hashtags give way before a word is torn. */
function join(
  body: Layout,
  wanted: readonly EndingWord[],
  limits: readonly TextLimit[],
): { text: string } | { problem: UncuttableProblem } {
  const kept = withoutExcess(wanted, limits);
  const ending = written(kept);
  const head = cutHead(narrowed(body, body.end, ending));
  if ("text" in head && !head.tearsWord) return { text: head.text + ending };
  const fewer = withoutLastHashtag(kept);
  if (fewer !== null) return join(body, fewer, limits);
  if (kept.length === 0) return "text" in head ? { text: head.text } : head;
  // A fragment of a word says less than the link alone.
  const alone = ending.trimStart();
  return fits(alone, limits) ? { text: alone } : { problem: "link-too-long" };
}

/** Drops the last hashtags until what is kept leaves half of the segment to the text. */
function withoutExcess(
  kept: readonly EndingWord[],
  limits: readonly TextLimit[],
): readonly EndingWord[] {
  const half = limits.map((limit) => ({ ...limit, max: limit.max / 2 }));
  if (fits(written(kept), half)) return kept;
  const fewer = withoutLastHashtag(kept);
  return fewer === null ? kept : withoutExcess(fewer, limits);
}

/** Null if there is none. */
function withoutLastHashtag(kept: readonly EndingWord[]): readonly EndingWord[] | null {
  const last = kept.findLastIndex(({ kind }) => kind === "hashtag");
  return last < 0 ? null : kept.toSpliced(last, 1);
}

function written(kept: readonly EndingWord[]): string {
  return kept.map(({ before, word }) => before + word).join("");
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
