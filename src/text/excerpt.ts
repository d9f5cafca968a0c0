// A short plain text from a Markdown body, for posts whose author gave no excerpt.

import { fitText } from "./fit.ts";
import type { TextLimit } from "./measure.ts";

const excerptLimit: TextLimit = { max: 280, unit: "grapheme" };

/** The look-ahead keeps a long run of backticks from being tried at every length. */
const fencedCode = /^ {0,3}(`{3,}|~{3,})(?![`~])[^\n]*\n(?:[\s\S]*?\n {0,3}\1[^\n]*|[\s\S]*)$/gm;
/** Headings, rules, rows of tables, definitions of links: not what a reader calls a paragraph. */
const notProse =
  /^ {0,3}(?:#{1,6}(?: .*)?|(?:[-*_] *){3,}|\|.*|\[[^\]\n]+\]:.*)$|^.+\n {0,3}(?:=+|-+) *$/gm;

/** What Markdown adds to plain text, and what is left of it. */
const marks: readonly (readonly [mark: RegExp, text: string])[] = [
  [/^ {0,3}(?:> ?|[-*+] |\d{1,9}[.)] )+/gm, ""], // quotations, items of lists
  [/!\[[^[\]\n]*\](?:\([^()\n]*\)|\[[^[\]\n]*\])?/g, ""], // images
  [/\[([^[\]\n]*)\](?:\([^()\n]*\)|\[[^[\]\n]*\])/g, "$1"], // links
  [/<(https?:\/\/[^\s<>]+)>/g, "$1"],
  [/<[!/]?[a-z-][^<>]*>/gi, ""], // HTML
  [/(?<!\\)(?:(?:\*{1,3}|~~)(?=\S)|(?<=\S)(?:\*{1,3}|~~)|`+)/g, ""], // emphasis, code
  [/(?<![\p{L}\p{N}\\])_{1,3}(?=\S)|(?<=[^\s\\])_{1,3}(?![\p{L}\p{N}])/gu, ""],
  [/\\([!-/:-@[-`{-~])/g, "$1"], // escapes
  [/\s+/g, " "],
];

/**
 * The first paragraph, shortened at a word; "" if there is none. An approximation: it takes the
 * common marks away without parsing Markdown, so rare constructs may leave some of theirs behind.
 */
export function excerptFromMarkdown(markdown: string): string {
  const paragraphs = markdown
    .replace(/\r\n?/g, "\n")
    .replace(fencedCode, "")
    .replace(notProse, "\n")
    .split(/\n[ \t]*\n/);
  for (const paragraph of paragraphs) {
    const text = plainText(paragraph);
    if (text !== "") return shortened(text);
  }
  return "";
}

function plainText(paragraph: string): string {
  return marks.reduce((text, [mark, left]) => text.replace(mark, left), paragraph).trim();
}

function shortened(text: string): string {
  const fitted = fitText(text, { limits: [excerptLimit], mode: "shorten", maxSegments: 1 });
  return "problem" in fitted ? "" : (fitted.segments[0] ?? "");
}
