// An OpenAPI document as far as requests are judged by it: which operation one is, and what that takes.

import { z } from "zod";
import type { Correction } from "./laws.ts";

const documentSchema = z.object({
  servers: z.array(z.object({ url: z.string() })).min(1),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({
    schemas: z.record(z.string(), z.unknown()).default({}),
    parameters: z.record(z.string(), z.unknown()).default({}),
  }),
});
type Document = z.infer<typeof documentSchema>;

const parameterSchema = z.object({
  name: z.string(),
  in: z.enum(["path", "query", "header", "cookie"]),
  required: z.boolean().default(false),
  /** Whether a list repeats the name, rather than being joined by commas. */
  explode: z.boolean().default(true),
  schema: z.unknown().optional(),
});
export type Parameter = z.infer<typeof parameterSchema>;

const operationSchema = z.object({
  parameters: z.array(z.unknown()).default([]),
  requestBody: z
    .object({
      required: z.boolean().default(false),
      content: z.record(z.string(), z.object({ schema: z.unknown().optional() })),
    })
    .optional(),
});

export interface Operation {
  /** "METHOD /path/{with}/{names}" */
  name: string;
  parameters: readonly Parameter[];
  /** The schemas of the body, by media type. */
  body: { isRequired: boolean; schemas: ReadonlyMap<string, unknown> } | undefined;
}

export interface Found {
  operation: Operation;
  pathValues: Readonly<Record<string, string>>;
}

export interface ReadDocument {
  schemas: Readonly<Record<string, unknown>>;
  find(method: string, pathname: string): Found | undefined;
}

/** @throws when a correction is of something that is not there */
export function readDocument(raw: unknown, corrections: readonly Correction[]): ReadDocument {
  const document = documentSchema.parse(corrected(raw, corrections));
  const bases = document.servers.map(({ url }) => url.replace(/^https?:\/\/[^/]+/, ""));
  const templates = Object.keys(document.paths)
    .flatMap((template) => bases.map((base) => ({ template, parts: partsOf(base + template) })))
    // What is spelled out goes before what has a name in its place.
    .sort((one, other) => namesIn(one.parts) - namesIn(other.parts));
  const operations = new Map<string, Operation | undefined>();

  return {
    schemas: document.components.schemas,
    find(method, pathname) {
      const parts = partsOf(pathname).map(decoded);
      for (const { template, parts: wanted } of templates) {
        const pathValues = valuesIn(parts, wanted);
        if (pathValues === undefined) continue;
        const name = `${method} ${template}`;
        if (!operations.has(name)) operations.set(name, readOperation(document, method, template));
        const operation = operations.get(name);
        if (operation) return { operation, pathValues };
      }
      return undefined;
    },
  };
}

function corrected(raw: unknown, corrections: readonly Correction[]): unknown {
  const document = structuredClone(raw);
  for (const { at, is } of corrections) {
    let place = document;
    for (const key of at.slice(0, -1)) place = z.record(z.string(), z.unknown()).parse(place)[key];
    const last = at.at(-1) ?? "";
    if (typeof place !== "object" || place === null || !(last in place)) {
      throw new Error(`There is nothing to correct at ${at.join(" → ")}`);
    }
    Object.assign(place, { [last]: is });
  }
  return document;
}

function readOperation(document: Document, method: string, template: string) {
  const { [method.toLowerCase()]: raw, parameters: shared } = document.paths[template] ?? {};
  if (raw === undefined) return undefined;
  const { parameters, requestBody } = operationSchema.parse(raw);
  const all = [...z.array(z.unknown()).default([]).parse(shared), ...parameters];
  const contents = Object.entries(requestBody?.content ?? {});
  return {
    name: `${method} ${template}`,
    parameters: all.map((parameter) => parameterSchema.parse(resolved(document, parameter))),
    body: requestBody && {
      isRequired: requestBody.required,
      schemas: new Map(contents.map(([type, { schema }]) => [type, schema])),
    },
  };
}

function resolved({ components }: Document, parameter: unknown): unknown {
  const reference = z.object({ $ref: z.string() }).safeParse(parameter).data;
  return reference ? components.parameters[reference.$ref.split("/").at(-1) ?? ""] : parameter;
}

function partsOf(path: string): string[] {
  return path.split("/").slice(1);
}

function namesIn(parts: readonly string[]): number {
  return parts.filter((part) => nameOf(part) !== undefined).length;
}

function nameOf(part: string): string | undefined {
  return /^\{(.+)\}$/.exec(part)?.[1];
}

function valuesIn(parts: readonly string[], wanted: readonly string[]) {
  if (parts.length !== wanted.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const want = wanted[index] ?? "";
    const name = nameOf(want);
    if (name === undefined ? part !== want : part === "") return undefined;
    if (name !== undefined) values[name] = part;
  }
  return values;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
