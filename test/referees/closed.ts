// A schema of an OpenAPI document as plain JSON Schema (2020-12) that stands by itself, in which
// objects have no other properties than the named ones.

export type Components = Readonly<Record<string, unknown>>;

/** Words for people and tools, which a validator would stumble over. */
const ignored = new Set(["description", "example", "examples", "discriminator", "nullable"]);

export function closed(schema: unknown, components: Components): object {
  const $defs: Record<string, unknown> = {};
  const converted = convert(schema, { isClosed: true, components, $defs });
  return { ...(converted as object), $defs };
}

interface Context {
  /** False for a part of a larger object, which alone knows all the names. */
  isClosed: boolean;
  components: Components;
  $defs: Record<string, unknown>;
}

function convert(schema: unknown, context: Context): unknown {
  if (!isObject(schema)) return schema ?? true;
  if (typeof schema["$ref"] === "string") return refer(schema["$ref"], context);

  const isWhole = "properties" in schema || "allOf" in schema;
  const part: Context = { ...context, isClosed: false };
  const inner: Context = { ...context, isClosed: true };
  const converted = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
    if (ignored.has(keyword)) return [];
    switch (keyword) {
      case "properties":
        return [[keyword, mapped(value, inner)]];
      case "items":
      case "additionalProperties":
        return [[keyword, convert(value, inner)]];
      case "allOf":
        return [[keyword, each(value, part)]];
      // Which of several alternatives apply is of no interest, as long as one does.
      case "anyOf":
      case "oneOf":
        return [["anyOf", each(value, isWhole ? part : context)]];
      default:
        return [[keyword, value]];
    }
  });
  const isOpen = !context.isClosed || !isWhole || "additionalProperties" in schema;
  const plain = {
    ...Object.fromEntries(converted),
    ...(!isOpen && { unevaluatedProperties: false }),
  };
  // OpenAPI 3.0's way to say it.
  return schema["nullable"] === true ? { anyOf: [{ type: "null" }, plain] } : plain;
}

function refer(reference: string, context: Context): object {
  const name = reference.split("/").at(-1) ?? "";
  const key = `${context.isClosed ? "closed" : "part"}.${name}`;
  if (!(key in context.$defs)) {
    // Before it is converted: it may refer to itself.
    context.$defs[key] = {};
    context.$defs[key] = convert(context.components[name], context);
  }
  return { $ref: `#/$defs/${key}` };
}

function mapped(value: unknown, context: Context): object {
  const entries = Object.entries(isObject(value) ? value : {});
  return Object.fromEntries(entries.map(([name, schema]) => [name, convert(schema, context)]));
}

function each(value: unknown, context: Context): unknown[] {
  return Array.isArray(value) ? value.map((schema) => convert(schema, context)) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
