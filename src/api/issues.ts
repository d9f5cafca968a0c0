// What is wrong with a request, in words for whoever wrote it: the schema's own messages speak of
// types and patterns. Where a schema says something of its own, that stays.

import type { z } from "zod";

export interface Issue {
  /** Where in the request, joined by dots; empty for the whole. */
  path: string;
  message: string;
}

type ZodIssue = z.ZodError["issues"][number];

const kinds: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

const formats: Readonly<Record<string, string>> = {
  uuid: "This is not an id.",
  datetime: "Give an instant in UTC, such as 2026-11-22T09:30:00Z.",
  url: "Give a web address that begins with https:// or http://.",
};

export function toIssues({ issues }: z.ZodError): Issue[] {
  return issues.map((issue) => ({ path: issue.path.join("."), message: inWords(issue) }));
}

function inWords(issue: ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return isMissing(issue) ? "This is needed." : `This must be ${nameOf(issue.expected)}.`;
    case "invalid_format":
      return formats[issue.format] ?? issue.message;
    case "invalid_value":
      return oneOf(issue.values);
    case "invalid_union":
      return "options" in issue && Array.isArray(issue.options)
        ? oneOf(issue.options)
        : issue.message;
    case "unrecognized_keys":
      return `There is no field ${issue.keys.map(quote).join(", ")} here.`;
    case "too_big":
      return `At most ${countOf(issue.origin, issue.maximum)}.`;
    case "too_small":
      return `At least ${countOf(issue.origin, issue.minimum)}.`;
    default:
      return issue.message;
  }
}

/** An issue does not carry what was received; only its message tells. */
function isMissing({ message }: ZodIssue): boolean {
  return message.endsWith("received undefined");
}

function nameOf(expected: string): string {
  return kinds[expected] ?? expected;
}

function oneOf(values: readonly unknown[]): string {
  return `This must be ${values.map(quote).join(" or ")}.`;
}

function quote(value: unknown): string {
  return JSON.stringify(value);
}

function countOf(origin: string, count: number | bigint): string {
  const unit = { string: "character", array: "entry" }[origin];
  if (unit === undefined) return String(count);
  const plural = unit === "entry" ? "entries" : `${unit}s`;
  return `${count} ${Number(count) === 1 ? unit : plural}`;
}
