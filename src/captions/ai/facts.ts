// Whether a caption says what its author has said: the numbers in it, and the names that the author's
// message has. A look at the surface, in words for the author; it proves nothing. Pure.

import type { Assignment } from "./assignment.ts";
import { sourceOf } from "./assignment.ts";

const number = /\p{Nd}(?:[\p{Nd}.,'’\u00a0\u202f]*\p{Nd})?/gu;
/** Two to four words with capitals; more are a headline. */
const name =
  /(?<!\p{Lu}[\p{L}\p{M}'’-]* )\p{Lu}[\p{L}\p{M}'’-]+(?: \p{Lu}[\p{L}\p{M}'’-]+){1,3}(?! \p{Lu})/gu;
const link = /https?:\/\/\S+/gi;
/** A message that is to shrink by more than this has to leave names out. */
const longestForNames = 2;

/** Sentences, none when all is well. */
export function doubtsAbout(text: string, assignment: Assignment): string[] {
  return [
    ...inventedNumbers(text, sourceOf(assignment)).map(
      (each) => `The number ${each} does not stand in your text.`,
    ),
    ...missingNames(text, assignment).map((each) => `“${each}” is missing.`),
  ];
}

function inventedNumbers(text: string, source: string): string[] {
  const known = new Set(Array.from(source.matchAll(number), ([each]) => digitsOf(each)));
  const written = Array.from(text.replace(link, "").matchAll(number), ([each]) => each);
  // A single digit counts what is there: "3 reasons".
  const invented = written.filter(
    (each) => digitsOf(each).length > 1 && !known.has(digitsOf(each)),
  );
  return [...new Set(invented)];
}

/** "1,000", "1.000" and "1000" are the same here. */
function digitsOf(text: string): string {
  return text.replace(/[^\p{Nd}]/gu, "");
}

function missingNames(text: string, { core, limits }: Assignment): string[] {
  const room = Math.min(...limits.map(({ max }) => max));
  if (core === null || core.length > room * longestForNames) return [];
  const said = text.toLowerCase();
  const names = Array.from(core.matchAll(name), ([each]) => each);
  const missing = names.filter((each) => !said.includes(lastWordOf(each).toLowerCase()));
  return [...new Set(missing)];
}

function lastWordOf(name: string): string {
  return name.slice(name.lastIndexOf(" ") + 1);
}
