// Whether Discord's own OpenAPI description knows everything that we send. Where it does not lie
// beside the checkout, the test says so and is skipped.

import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";

import type { Draft } from "#connector/contract.ts";

import { compose } from "./compose.ts";
import { encodeMessage } from "./message.ts";
import { draftOf, imageOf, link, payloadOf } from "./testing.ts";

type Schemas = Record<string, Schema>;

interface Schema {
  $ref?: string;
  oneOf?: Schema[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Schemas;
}

const file = resolve(import.meta.dirname, "../../../../shared/specs/discord/openapi.json");
if (!existsSync(file))
  console.log("Discord's OpenAPI description is not here: not compared with it");

it.skipIf(!existsSync(file))("sends only what Execute Webhook knows", async () => {
  const spec = JSON.parse(readFileSync(file, "utf8")) as { components: { schemas: Schemas } };
  const request = { $ref: "#/components/schemas/IncomingWebhookRequestPartial" };
  const unknown = (body: unknown) => unknownKeys(body, request, spec.components.schemas);

  const thumbnail = imageOf({ mediaId: "cover" });
  const illustrated = { images: [imageOf({ alt: "A tree" })], link: { ...link, thumbnail } };
  expect(unknown(await sent({ text: "Hello", link }))).toEqual([]);
  expect(unknown(await sent({ text: "Hello", ...illustrated }))).toEqual([]);
  expect(unknown({ content: "a", embeds: [{ titel: "b" }], nonce: 1 })).toEqual(["titel", "nonce"]);
});

async function sent(parts: Partial<Draft>): Promise<unknown> {
  const [segment] = compose(draftOf(parts)).segments;
  if (!segment) throw new Error("Nothing was composed");
  const { body } = await encodeMessage(segment, () => Promise.resolve(new Uint8Array([1])));
  return payloadOf(body);
}

/** Every property, at any depth, that the schema has no name for. */
function unknownKeys(value: unknown, schema: Schema, schemas: Schemas): string[] {
  if (typeof value !== "object" || value === null) return [];
  const named = alternatives(schema, schemas);
  if (Array.isArray(value)) {
    const items = { anyOf: named.flatMap((one) => one.items ?? []) };
    return value.flatMap((item) => unknownKeys(item, items, schemas));
  }
  return Object.entries(value).flatMap(([key, inner]) => {
    const inners = named.flatMap((one) => one.properties?.[key] ?? []);
    return inners.length === 0 ? [key] : unknownKeys(inner, { anyOf: inners }, schemas);
  });
}

function alternatives(schema: Schema, schemas: Schemas): Schema[] {
  const target = schema.$ref && schemas[schema.$ref.split("/").at(-1) ?? ""];
  if (target) return alternatives(target, schemas);
  const choices = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  return [schema, ...choices.flatMap((choice) => alternatives(choice, schemas))];
}
