// Caption templates: text with variables such as {{title}}. A line whose variables are all empty
// disappears, so that a template serves posts with and without a link.

import { hashtagsFrom } from "./hashtags.ts";

export const DEFAULT_CAPTION_TEMPLATE = "{{title}}\n\n{{excerpt}}\n\n{{url}}";

/** What a template can say of a post; null and "" are the same: nothing to say. */
export interface TemplateVariables {
  title: string | null;
  excerpt: string | null;
  url: string | null;
  /** Filled in as `{{tags}}`, separated by commas, and as `{{hashtags}}`. */
  tags: readonly string[];
  author: string | null;
  site: string | null;
}

export interface TemplateProblem {
  problem: "unknown-variable";
  /** Without braces, each once, in the order of the template. */
  names: string[];
}

const placeholder = /\{\{([^{}]*)\}\}/g;

const values: Readonly<Record<string, (variables: TemplateVariables) => string>> = {
  title: ({ title }) => title ?? "",
  excerpt: ({ excerpt }) => excerpt ?? "",
  url: ({ url }) => url ?? "",
  tags: ({ tags }) => tags.join(", "),
  hashtags: ({ tags }) => hashtagsFrom(tags).join(" "),
  author: ({ author }) => author ?? "",
  site: ({ site }) => site ?? "",
};

export const templateVariableNames: readonly string[] = Object.keys(values);

/** Whether a template can be rendered; null if it can. */
export function checkTemplate(template: string): TemplateProblem | null {
  const names = namesIn(template).filter((name) => !templateVariableNames.includes(name));
  return names.length === 0 ? null : { problem: "unknown-variable", names: [...new Set(names)] };
}

/** Values are inserted as they are: braces in a title stay braces. */
export function renderTemplate(
  template: string,
  variables: TemplateVariables,
): { text: string } | TemplateProblem {
  const problem = checkTemplate(template);
  if (problem !== null) return problem;
  const lines = template.split(/\r\n|\r|\n/).flatMap((line) => {
    const names = namesIn(line);
    const isEmpty = names.length > 0 && names.every((name) => valueOf(name, variables) === "");
    return isEmpty
      ? []
      : [line.replace(placeholder, (_, name: string) => valueOf(name, variables))];
  });
  return { text: withoutBlankRuns(lines.join("\n")) };
}

function namesIn(template: string): string[] {
  return Array.from(template.matchAll(placeholder), ([, name]) => (name ?? "").trim());
}

function valueOf(name: string, variables: TemplateVariables): string {
  return (values[name.trim()]?.(variables) ?? "").trim();
}

function withoutBlankRuns(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
