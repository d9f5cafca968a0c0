// Shortens a text to fit one segment: its end is cut off behind a whole word and replaced by "…",
// while the hashtags it ends with and the link it must contain are kept.

import { cutWord, lastGapsWithinReach, type Cut, type UncuttableProblem } from "./breaking.ts";
import type { TextRange } from "./entities.ts";
import { Rank } from "./gaps.ts";
import { fitsBetween, narrowed, type Layout } from "./layout.ts";
import { containsLink } from "./links.ts";
import { fits, type TextLimit } from "./measure.ts";

/** What stays behind the cut, with the whitespace before it. */
interface Kept {
  before: string;
  word: string;
  kind: "hashtag" | "link";
}

const ellipsis = "…";
/** Reads badly before an ellipsis. */
const danglingPunctuation = /[\s,;:.…\-–—([{“‘«]/;

/** @param url must be in the result; contained in the text that is laid out */
export function shorten(
  layout: Layout,
  limits: readonly TextLimit[],
  url: string | null,
): { text: string } | { problem: UncuttableProblem } {
  const { body, kept } = splitOffKept(layout, url);
  const shortened = join(body, kept, limits);
  if (url === null || ("text" in shortened && containsLink(shortened.text, url))) return shortened;
  return join(body, [{ before: "\n\n", word: url, kind: "link" }, ...kept], limits);
}

/** Takes hashtags and the link from the end of a text, if anything else stands before them. */
function splitOffKept(layout: Layout, url: string | null): { body: Layout; kept: Kept[] } {
  const { text, start, gaps, entities } = layout;
  const hashtags = entities.filter(({ kind }) => kind === "hashtag");
  const hashtagStarts = new Set(hashtags.map((hashtag) => hashtag.start));
  const kindOf = (word: string, at: number) =>
    word === url ? "link" : hashtagStarts.has(at) ? "hashtag" : null;
  const kept: Kept[] = [];
  let end = layout.end;
  for (const gap of gaps.toReversed()) {
    const before = text.slice(gap.start, gap.end);
    const word = text.slice(gap.end, end);
    const kind = kindOf(word, gap.end);
    if (kind === null || before === "") return { body: narrowed(layout, end, ""), kept };
    kept.unshift({ before, word, kind });
    end = gap.start;
  }
  const hasBody = kindOf(text.slice(start, end), start) === null;
  return hasBody ? { body: narrowed(layout, end, ""), kept } : { body: layout, kept: [] };
}

/** As much of the body as there is room for, and what is kept; hashtags give way before a word is torn. */
function join(
  body: Layout,
  wanted: readonly Kept[],
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
function withoutExcess(kept: readonly Kept[], limits: readonly TextLimit[]): readonly Kept[] {
  const half = limits.map((limit) => ({ ...limit, max: limit.max / 2 }));
  if (fits(written(kept), half)) return kept;
  const fewer = withoutLastHashtag(kept);
  return fewer === null ? kept : withoutExcess(fewer, limits);
}

/** Null if there is none. */
function withoutLastHashtag(kept: readonly Kept[]): readonly Kept[] | null {
  const last = kept.findLastIndex(({ kind }) => kind === "hashtag");
  return last < 0 ? null : kept.toSpliced(last, 1);
}

function written(kept: readonly Kept[]): string {
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

function withoutDanglingPunctuation({ text, start, seams }: Layout, cut: number): number {
  let end = cut;
  while (seams[end - 1] === 1 && danglingPunctuation.test(text.charAt(end - 1))) end--;
  return end > start ? end : cut;
}

function endsInLink(links: readonly TextRange[], offset: number): boolean {
  return links.some((link) => link.start < offset && offset <= link.end);
}
