// What is to be thought of an answer: the text that it comes to, and what is wrong with it, in words for
// the AI, which is asked again, and for the author. Pure.

import { lengths } from "#text/measure.ts";
import type { Assignment } from "./assignment.ts";
import { sourceOf } from "./assignment.ts";
import { doubtsAbout } from "./facts.ts";
import { withAllLinks } from "./links.ts";
import { languageName } from "./prompt.ts";
import { isExpectedScript } from "./script.ts";
import { tidied } from "./tidy.ts";

export interface Judgement {
  /** The AI's words, as far as they are the author's. */
  own: string;
  /** The same with all links that must be there. */
  text: string;
  fault: Fault | undefined;
}

export type Fault =
  /** Nothing to show anybody; both complete a sentence. */
  | { kind: "useless"; toAi: string; toAuthor: string }
  | { kind: "too-long"; toAi: string }
  /** It could be posted; `doubts` are sentences. */
  | { kind: "doubtful"; toAi: string; doubts: string[] };

const refusal =
  /^(?:i['’]?m (?:sorry|unable)|i am (?:sorry|unable)|(?:i['’]?m )?sorry,|i can(?:not|['’]t)|as an ai\b)/i;

export function judge(said: string, isCutOff: boolean, assignment: Assignment): Judgement {
  const whole = tidied(said, assignment);
  const own = isCutOff ? withoutBrokenEnd(whole) : whole;
  const text = finished(own, assignment);
  return {
    ...{ own, text },
    fault:
      uselessness(own, assignment) ?? excess(text, isCutOff, assignment) ?? doubt(own, assignment),
  };
}

/** Ends with the last whole sentence, or word. */
function withoutBrokenEnd(text: string): string {
  const sentences = /^[\s\S]*[.!?…。！？](?=\s|$)/.exec(text)?.[0];
  if (sentences !== undefined) return sentences;
  const words = text.replace(/\s*\S+$/, "");
  return words === "" ? "" : `${words}…`;
}

function finished(text: string, { keptLinks, url }: Assignment): string {
  return withAllLinks(text, [...keptLinks, ...(url === null ? [] : [url])]);
}

function uselessness(text: string, assignment: Assignment): Fault | undefined {
  const { language } = assignment;
  const source = sourceOf(assignment);
  const useless = (toAi: string, toAuthor: string): Fault => ({ kind: "useless", toAi, toAuthor });
  if (!/[\p{L}\p{N}]/u.test(text)) return useless("it is empty", "it was empty");
  if (isStuck(text)) return useless("it repeats itself", "it only repeated itself");
  if (!isExpectedScript(text, source, language)) {
    const wanted = languageName(language) ?? "the language of the material";
    return useless(`it has to be in ${wanted}`, "it was not in the language of your text");
  }
  if (refusal.test(text) && !refusal.test(source)) {
    return useless("it is not the text of a post", "it was no caption, but a refusal to write one");
  }
  return undefined;
}

/** The same few characters, or the same word, over and over. */
function isStuck(text: string): boolean {
  return /([\p{L}\p{N}]{1,3})\1{19,}/u.test(text) || /(?:^|\s)(\S{1,30})(?:\s+\1){9,}/u.test(text);
}

function excess(text: string, isCutOff: boolean, { limits }: Assignment): Fault | undefined {
  const over = lengths(text, limits).filter(({ used, max }) => used > max);
  const [worst] = over.sort((a, b) => b.used / b.max - a.used / a.max);
  if (worst === undefined && !isCutOff) return undefined;
  if (worst === undefined) return { kind: "too-long", toAi: "it broke off before its end" };
  const by = (worst.used - worst.max).toLocaleString("en");
  return { kind: "too-long", toAi: `it is too long by ${by}; leave out at least as much` };
}

function doubt(text: string, assignment: Assignment): Fault | undefined {
  const doubts = doubtsAbout(text, assignment);
  if (doubts.length === 0) return undefined;
  const toAi = `it does not keep to the material (${doubts.join(" ")})`;
  return { kind: "doubtful", toAi, doubts };
}
