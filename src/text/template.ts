// Caption templates: text with variables such as {{title}}, and blocks that are there only if their
// variable has a value: {{#url}}Read more: {{url}}{{/url}}. A line whose variables are all empty
// disappears, so that a template serves posts with and without a link.

import { hashtagsFrom, type HashtagRules } from "./hashtags.ts";
import { parseTemplate, type TemplatePart, type TemplateProblem } from "./template-parts.ts";

/** What a template can say of a post; null and "" are the same: nothing to say. */
export interface TemplateVariables {
  title: string | null;
  excerpt: string | null;
  url: string | null;
  /** Filled in as `{{tags}}`, separated by commas, and as `{{hashtags}}`. */
  tags: readonly string[];
  /** Of the platform that the caption is for. */
  hashtagRules?: HashtagRules;
  author: string | null;
  site: string | null;
}

interface Line {
  text: string;
  /** Whether a variable or a block's beginning or end stands in it. */
  hasBraces: boolean;
  variables: "none" | "all-empty" | "some-filled";
}

const emptyLine: Line = { text: "", hasBraces: false, variables: "none" };

const values: Readonly<Record<string, (variables: TemplateVariables) => string>> = {
  title: ({ title }) => title ?? "",
  excerpt: ({ excerpt }) => excerpt ?? "",
  url: ({ url }) => url ?? "",
  tags: ({ tags }) => tags.join(", "),
  hashtags: ({ tags, hashtagRules }) => hashtagsFrom(tags, hashtagRules).join(" "),
  author: ({ author }) => author ?? "",
  site: ({ site }) => site ?? "",
};

export const templateVariableNames: readonly string[] = Object.keys(values);

/** Whether a template can be rendered; null if it can. */
export function checkTemplate(template: string): TemplateProblem | null {
  const parsed = parseTemplate(template, templateVariableNames);
  return "problem" in parsed ? parsed : null;
}

/** Values are inserted as they are: braces in a title stay braces. */
export function renderTemplate(
  template: string,
  variables: TemplateVariables,
): { text: string } | TemplateProblem {
  const parsed = parseTemplate(template, templateVariableNames);
  if ("problem" in parsed) return parsed;
  // What somebody wrote without a variable is theirs, to the last space.
  if (!parsed.parts.some((part) => "name" in part)) return { text: template };
  const valueOf = (name: string) => (values[name]?.(variables) ?? "").trim();
  const lines = linesOf(parsed.parts, valueOf).filter(isKept);
  return { text: withoutBlankRuns(lines.map(({ text }) => text).join("\n")) };
}

/** What is left where the blocks without a value are taken out, with the line breaks in them. */
function linesOf(parts: readonly TemplatePart[], valueOf: (name: string) => string): Line[] {
  const lines: Line[] = [];
  let line = emptyLine;
  const omitted: string[] = [];
  for (const part of parts) {
    const isOmitted = omitted.length > 0;
    switch (part.kind) {
      case "text":
        if (!isOmitted) line = { ...line, text: line.text + part.text };
        break;
      case "line-break":
        if (isOmitted) break;
        lines.push(line);
        line = emptyLine;
        break;
      case "variable":
        if (!isOmitted) line = withValue(line, valueOf(part.name));
        break;
      case "block-start":
        line = { ...line, hasBraces: true };
        if (isOmitted || valueOf(part.name) === "") omitted.push(part.name);
        break;
      case "block-end":
        line = { ...line, hasBraces: true };
        omitted.pop();
    }
  }
  return [...lines, line];
}

function withValue({ text, variables }: Line, value: string): Line {
  const isFilled = value !== "" || variables === "some-filled";
  return { text: text + value, hasBraces: true, variables: isFilled ? "some-filled" : "all-empty" };
}

function isKept({ text, hasBraces, variables }: Line): boolean {
  return variables !== "all-empty" && (!hasBraces || text.trim() !== "");
}

function withoutBlankRuns(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
