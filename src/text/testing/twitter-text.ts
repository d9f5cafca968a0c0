// The test data of the platform that weighs its texts, twitter-text's, as cases. It is not part of the
// project: where it does not lie beside the checkout, there are none.

import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

export interface Case {
  description: string;
  text: string;
  /** As it is written: YAML. */
  expected: string;
}

const folder = resolve(import.meta.dirname, "../../../../shared/specs/twitter-text/conformance");

export const hasCases = existsSync(folder);

/** Of a group in one of the files: YAML of one shape, a group's name, then its cases. */
export function casesOf(file: string, group: string): Case[] {
  const body = contentOf(file)
    .split(new RegExp(`^  ${group}:$`, "m"))[1]
    ?.split(/^  \w+:$/m)[0];
  return (body ?? "")
    .split(/^\s*- description: /m)
    .slice(1)
    .map((one) => {
      const [, description = "", text = "", expected = ""] =
        /^(.+)\s+text: (.+)\s+(?:json: .+\s+)?expected:([^]*)$/.exec(one) ?? [];
      return { description: scalar(description), text: scalar(text), expected: expected.trim() };
    });
}

/** As "extract.yml urls", in the order of the file. */
export function groupsOf(file: string): string[] {
  return Array.from(contentOf(file).matchAll(/^  (\w+):$/gm), ([, name = ""]) => `${file} ${name}`);
}

/** The texts in a list that is written in either way of YAML. */
export function listIn(expected: string): string[] {
  const quoted = expected.match(/"(?:[^"\\]|\\.)*"/g) ?? expected.match(/(?<=^\s*- ).+/gm) ?? [];
  return quoted.map(scalar);
}

/** The value of one written text. */
export function scalar(written: string): string {
  const value = written.trim();
  if (!value.startsWith('"')) return value;
  const escaped = value.replace(/\\U([0-9a-fA-F]{8})/g, (_, hex: string) =>
    String.fromCodePoint(parseInt(hex, 16)),
  );
  return String(JSON.parse(escaped));
}

function contentOf(file: string): string {
  return readFileSync(resolve(folder, file), "utf8");
}
