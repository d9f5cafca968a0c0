// From what the AI has said to a text of the author's: without what it says about its text, with no
// link, mention or variable that the author has not written. Also of an answer that is still coming. Pure.

import { withoutVariables } from "#text/template-parts.ts";
import type { Assignment } from "./assignment.ts";
import { addressesOf } from "./assignment.ts";
import { isOnlyHashtags, linkKeeper } from "./links.ts";

export function tidied(said: string, assignment: Assignment): string {
  return tidierFor(assignment)(said);
}

/** The same for many texts of one assignment. */
export function tidierFor(assignment: Assignment): (said: string) => string {
  const known = new Set(mentionsIn(addressesOf(assignment)));
  const steps = [
    withoutHiddenCharacters,
    withoutThoughts,
    unwrapped,
    withoutMarkdown,
    // Whatever is returned is a template later; `{{title}}` would be filled in.
    withoutVariables,
    linkKeeper(assignment),
    (text: string) => onlyKnownMentions(text, known),
    (text: string) => withoutExcessHashtags(text, assignment.maxHashtags),
    withoutRaggedSpace,
  ];
  return (said) => steps.reduce((text, step) => step(text), said.toWellFormed());
}

/** What nobody sees and what turns the order of letters round; those that letters and emoji need stay. */
function withoutHiddenCharacters(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufffc]/g, "")
    .replace(/(?<!\u{1f3f4}[\u{e0020}-\u{e007f}]*)[\u{e0000}-\u{e007f}]/gu, "");
}

/** Some models think aloud before they answer. */
function withoutThoughts(text: string): string {
  return text
    .replace(/^\s*<(think|thinking)>[\s\S]*?(?:<\/\1>|$)/i, "")
    .replace(/^[\s\S]*<\/think(?:ing)?>/i, "");
}

const quotationMarks: readonly (readonly [string, string])[] = [
  ...[["“", "”"] as const, ["„", "“"] as const, ["«", "»"] as const, ["「", "」"] as const],
  ...[['"', '"'] as const, ["‘", "’"] as const, ["'", "'"] as const],
];

/** Without a fence or quotation marks around the whole, and a line that announces it. */
function unwrapped(text: string): string {
  const bare = text
    .trim()
    .replace(
      /^(?:here(?:'s|’s| is| are)|sure|certainly|of course|okay)\b[^\n]*:[ \t]*\n+(?=\S)/i,
      "",
    )
    .replace(/^```[a-z]*\n([\s\S]*?)\n?```$/i, "$1")
    .trim();
  const pair = quotationMarks.find(([open, close]) => {
    const inner = bare.slice(1, -1);
    const isQuoted = bare.length > 2 && bare.startsWith(open) && bare.endsWith(close);
    return isQuoted && !inner.includes(open) && !inner.includes(close);
  });
  return pair === undefined ? bare : bare.slice(1, -1).trim();
}

function withoutMarkdown(text: string): string {
  return text
    .replace(
      /!?\[([^[\]\n]*)\]\(\s*<?([^()<>\s]*)>?[^()\n]*\)/g,
      (_, label: string, url: string) => (label === url ? url : `${label} ${url}`),
    )
    .replace(/<((?:https?|mailto):[^<>\s]*)>/gi, "$1")
    .replace(/^#{1,6}[ \t]+(?=\S)/gm, "")
    .replace(/(\*\*|__)(?=\S)([^\n]*?\S)\1/g, "$2");
}

/** `@name`, also of another server: the name, and the server. */
const mention =
  /(?<![\p{L}\p{N}_.@/])[@＠]([\p{L}\p{N}_][\p{L}\p{N}_.-]*)(?:@[\p{L}\p{N}_.-]*[\p{L}\p{N}_])?/gu;

/** As some platforms write them: `<@1>` and `<#1>`. */
const numberedMention = /[^\S\n]*<(?:@[!&]?|#)\d+>/g;

function mentionsIn(text: string): string[] {
  const found = [...(text.match(mention) ?? []), ...(text.match(numberedMention) ?? [])];
  return found.map(comparable);
}

/** Without the space before it and the punctuation behind. */
function comparable(mention: string): string {
  return mention
    .trim()
    .replace(/[.-]+$/, "")
    .toLowerCase();
}

/** A mention tells somebody, and the AI is not to choose whom. */
function onlyKnownMentions(text: string, known: ReadonlySet<string>): string {
  const isKnown = (mention: string) => known.has(comparable(mention));
  return text
    .replace(numberedMention, (tag) => (isKnown(tag) ? tag : ""))
    .replace(mention, (whole: string, name: string) => (isKnown(whole) ? whole : name));
}

function withoutExcessHashtags(text: string, maxCount: number | null): string {
  if (maxCount === null) return text;
  let count = 0;
  const kept = (line: string) => {
    const isOnlyTags = isOnlyHashtags(line);
    return line.replace(/(?<!\S)[#＃]([\p{L}\p{N}_]+)/gu, (hashtag, word: string) => {
      count += 1;
      if (count <= maxCount) return hashtag;
      return isOnlyTags ? "" : word;
    });
  };
  return text.split("\n").map(kept).join("\n");
}

function withoutRaggedSpace(text: string): string {
  return text
    .replace(/[^\S\n]+$/gm, "")
    .replace(/(?<=\S)[^\S\n]{2,}/g, " ")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
