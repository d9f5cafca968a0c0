// Judging values by the schemas of an OpenAPI document. Compiled when first asked for: whole documents
// take seconds. Stricter than they are in one thing: what no schema names is objected to, as it is a
// mistake of ours even where the platform ignores it.

import type { ErrorObject, Options } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { closed, type Components } from "./closed.ts";

/** What speaks against a value, in sentences. */
export type Judge = (value: unknown) => readonly string[];

export interface Judges {
  forJson(schema: unknown): Judge;
  /** For what travels as text: "3" is a number there. */
  forText(schema: unknown): Judge;
  /** The schema behind a reference. */
  resolve(schema: unknown): Readonly<Record<string, unknown>>;
}

/** Stands for a file in a value. */
export const fileMark = "\u0000a file";

export function createJudges(components: Components): Judges {
  const resolve = (schema: unknown) => resolved(schema, components);
  const judgesWith = (options: Options) => {
    const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false, ...options });
    addFormats.default(ajv);
    ajv.addFormat("binary", (text: string) => text === fileMark);
    const known = new Map<unknown, Judge>();
    return (schema: unknown): Judge => {
      const judge = known.get(schema) ?? compile(ajv, schema, components);
      known.set(schema, judge);
      return judge;
    };
  };
  return { forJson: judgesWith({}), forText: judgesWith({ coerceTypes: true }), resolve };
}

/** Of alternatives, the one that was most likely meant speaks. */
function compile(ajv: Ajv2020, schema: unknown, components: Components): Judge {
  const validators = alternatives(schema, components).map((one) =>
    ajv.compile(closed(one, components)),
  );
  return (value) =>
    validators
      .map((isValid) => (isValid(structuredClone(value)) ? [] : sentences(isValid.errors ?? [])))
      .reduce((best, next) => (distance(next) < distance(best) ? next : best));
}

function distance(objections: readonly string[]): number {
  const unknown = objections.filter((objection) => objection.endsWith("is not known"));
  return objections.length + unknown.length / 2;
}

function alternatives(schema: unknown, components: Components): unknown[] {
  const { anyOf, oneOf, properties, allOf } = resolved(schema, components);
  const choices = [anyOf, oneOf].flat().filter((one) => one !== undefined);
  const isChoice = choices.length > 0 && properties === undefined && allOf === undefined;
  return isChoice ? choices.flatMap((choice) => alternatives(choice, components)) : [schema];
}

function resolved(schema: unknown, components: Components): Readonly<Record<string, unknown>> {
  if (typeof schema !== "object" || schema === null) return {};
  if (!("$ref" in schema)) return { ...schema };
  return resolved(components[String(schema.$ref).split("/").at(-1) ?? ""], components);
}

function sentences(errors: readonly ErrorObject[]): string[] {
  const telling = errors.filter(
    ({ keyword, params }) =>
      !["anyOf", "oneOf"].includes(keyword) && !(keyword === "type" && params["type"] === "null"),
  );
  return [...new Set((telling.length > 0 ? telling : errors).map(sentence))];
}

function sentence({ keyword, instancePath, params, message = "is wrong" }: ErrorObject): string {
  const below = (name: unknown) => `${instancePath}/${String(name)}`.slice(1);
  switch (keyword) {
    case "unevaluatedProperties":
      return `${below(params["unevaluatedProperty"])} is not known`;
    case "additionalProperties":
      return `${below(params["additionalProperty"])} is not known`;
    case "required":
      return `${below(params["missingProperty"])} is missing`;
    case "enum":
      return `${instancePath.slice(1)} is none of the values that are known`.trim();
    default:
      return `${instancePath.slice(1)} ${message}`.trim();
  }
}
