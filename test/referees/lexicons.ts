// The referee of AT Protocol servers: methods, parameters, inputs and records as their lexicons say.

import { jsonToLex, Lexicons, parseLexiconDoc } from "@atproto/lexicon";
import { z } from "zod";
import type { Referee } from "./referee.ts";
import { strangersIn } from "./strangers.ts";

export interface LexiconReferee extends Referee {
  recordObjections(collection: string, record: unknown): readonly string[];
}

/** Requests that no lexicon describes, as "METHOD /path". */
const outside: readonly { requests: RegExp; reason: string }[] = [
  { requests: /^GET \/did:[a-z]+:/, reason: "The directory of accounts, not their server." },
  { requests: /^GET \/\.well-known\//, reason: "Where handles, accounts and servers are found." },
  { requests: /^(GET|POST) \/oauth\//, reason: "OAuth has a specification of its own." },
];

const methodSchema = z.object({
  type: z.enum(["query", "procedure"]),
  parameters: z.unknown().optional(),
  input: z.object({ encoding: z.string(), schema: z.unknown().optional() }).optional(),
});
type Method = z.infer<typeof methodSchema>;

const writeSchema = z.object({ collection: z.string(), record: z.unknown().optional() });

interface Trial {
  lexicons: Lexicons;
  name: string;
  method: Method;
  request: Request;
}

export function lexiconReferee(docs: readonly unknown[]): LexiconReferee {
  const lexicons = new Lexicons(docs.map(parseLexiconDoc));
  return {
    async objections(request) {
      const { pathname } = new URL(request.url);
      const line = `${request.method} ${pathname}`;
      if (outside.some(({ requests }) => requests.test(line))) return [];
      const name = /^\/xrpc\/([\w.-]+)$/.exec(pathname)?.[1];
      const method = methodSchema.safeParse(name && lexicons.getDef(name)).data;
      if (name === undefined || method === undefined) return [`${line}: not described`];
      const verb = method.type === "query" ? "GET" : "POST";
      if (request.method !== verb) return [`${line}: a ${method.type} is called by ${verb}`];
      const trial = { lexicons, name, method, request };
      const objections = [...parameterObjections(trial), ...(await inputObjections(trial))];
      return objections.map((objection) => `${name}: ${objection}`);
    },
    recordObjections: (collection, record) => recordObjections(lexicons, collection, record),
  };
}

function recordObjections(lexicons: Lexicons, collection: string, record: unknown): string[] {
  const definition = lexicons.getDef(collection);
  if (definition?.type !== "record") return [`${collection} is no kind of record`];
  return [
    ...refusal(() => lexicons.assertValidRecord(collection, lexOf(record))),
    ...strangersIn(lexicons, { definition, value: record, place: "Record" }),
  ];
}

function parameterObjections({ lexicons, name, method, request }: Trial): string[] {
  const query = new URL(request.url).searchParams;
  const { properties } = z
    .object({ properties: z.record(z.string(), z.object({ type: z.string() })).default({}) })
    .parse(method.parameters ?? {});
  const given = [...new Set(query.keys())];
  const values = given.map((key) => [key, readValue(query.getAll(key), properties[key]?.type)]);
  return [
    ...given
      .filter((key) => !(key in properties))
      .map((key) => `the query parameter ${key} is not known`),
    ...refusal(() => lexicons.assertValidXrpcParams(name, Object.fromEntries(values))),
  ];
}

/** https://atproto.com/specs/xrpc#lexicon-http-endpoints (2026-11-25) */
function readValue(texts: readonly string[], type: string | undefined): unknown {
  if (type === "array") return texts;
  const [text = "", ...more] = texts;
  if (more.length > 0) return texts;
  if (type === "integer" && /^-?\d+$/.test(text)) return Number(text);
  if (type === "boolean" && /^(true|false)$/.test(text)) return text === "true";
  return text;
}

async function inputObjections({ lexicons, name, method, request }: Trial): Promise<string[]> {
  const { input } = method;
  const bytes = await request.clone().arrayBuffer();
  if (input === undefined) return bytes.byteLength > 0 ? ["it takes no input"] : [];
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (!type) return ["the content-type is missing"];
  if (input.encoding === "*/*") return bytes.byteLength > 0 ? [] : ["the input is missing"];
  if (type !== input.encoding) return [`it takes ${input.encoding}, not ${type}`];

  const value = parsed(new TextDecoder().decode(bytes));
  if (value === undefined) return ["the input is not JSON"];
  const write = writeSchema.safeParse(value).data;
  return [
    ...refusal(() => lexicons.assertValidXrpcInput(name, lexOf(value))),
    ...strangersIn(lexicons, { definition: input.schema, value, place: "Input" }),
    ...(write ? recordObjections(lexicons, write.collection, write.record) : []),
  ];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function lexOf(value: unknown): unknown {
  return jsonToLex(z.json().parse(value));
}

/** What is thrown is all a lexicon has to say. */
function refusal(assert: () => unknown): string[] {
  try {
    assert();
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
