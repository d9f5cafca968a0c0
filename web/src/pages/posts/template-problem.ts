// What is wrong with a template, in words.

import { templateProblemInWords } from "#text/template-parts.ts";
import { checkTemplate } from "#text/template.ts";

/** Undefined: it can be filled in. */
export function templateProblem(template: string): string | undefined {
  const problem = checkTemplate(template);
  return problem === null ? undefined : templateProblemInWords(problem);
}
