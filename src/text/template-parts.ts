// Reads a caption template: its text, variables and blocks, or what is wrong with it. Pure, so that
// the page on which it is written says the same as the server.

export type TemplatePart =
  | { kind: "text"; text: string }
  | { kind: "line-break" }
  | { kind: "variable" | "block-start" | "block-end"; name: string };

/** Names are without braces and `#`; an end that is not that of the last open block leaves it unclosed. */
export type TemplateProblem =
  /** Each once, in the order of the template. */
  | { problem: "unknown-variable"; names: string[] }
  | { problem: "unclosed-block"; name: string }
  | { problem: "unopened-block"; name: string };

const token = /\{\{([#/]?)([^{}]*)\}\}|\r\n|\r|\n/g;

/** Unknown names come first: a block of a misspelt name is seldom closed under the same. */
export function parseTemplate(
  template: string,
  known: readonly string[],
): { parts: TemplatePart[] } | TemplateProblem {
  const parts = partsOf(template);
  const names = parts.flatMap((part) => ("name" in part ? [part.name] : []));
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) return { problem: "unknown-variable", names: [...new Set(unknown)] };
  return problemOfBlocks(parts) ?? { parts };
}

/** Of a template that cannot be rendered, in words for its author. */
export function templateProblemInWords(problem: TemplateProblem): string {
  switch (problem.problem) {
    case "unknown-variable":
      return `There is no variable ${problem.names.map((name) => `{{${name}}}`).join(", ")}.`;
    case "unclosed-block":
      return `The block {{#${problem.name}}} has no end: write {{/${problem.name}}} behind it.`;
    case "unopened-block":
      return `There is {{/${problem.name}}}, but no {{#${problem.name}}} before it.`;
  }
}

/** A text as one writes it in a template in which it is to stay as it is: nothing in it is filled in. */
export function withoutVariables(text: string): string {
  return text.replace(/\{{2,}/g, "{").replace(/\}{2,}/g, "}");
}

function partsOf(template: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let end = 0;
  for (const { 0: matched, 1: sign, 2: name = "", index } of template.matchAll(token)) {
    if (index > end) parts.push({ kind: "text", text: template.slice(end, index) });
    end = index + matched.length;
    if (sign === undefined) parts.push({ kind: "line-break" });
    else parts.push({ kind: kindOf(sign), name: name.trim() });
  }
  return end < template.length ? [...parts, { kind: "text", text: template.slice(end) }] : parts;
}

function kindOf(sign: string): "variable" | "block-start" | "block-end" {
  return sign === "" ? "variable" : sign === "#" ? "block-start" : "block-end";
}

function problemOfBlocks(parts: readonly TemplatePart[]): TemplateProblem | null {
  const open: string[] = [];
  for (const part of parts) {
    if (part.kind === "block-start") open.push(part.name);
    if (part.kind !== "block-end") continue;
    const { name } = part;
    const last = open.pop();
    if (last === name) continue;
    if (last === undefined || !open.includes(name)) return { problem: "unopened-block", name };
    return { problem: "unclosed-block", name: last };
  }
  const unclosed = open.pop();
  return unclosed === undefined ? null : { problem: "unclosed-block", name: unclosed };
}
