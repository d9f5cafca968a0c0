// The referee of a platform that describes its API in OpenAPI: an operation that it knows, parameters
// and a body as described. Of headers only those that are required are looked at.

import { isForm, mediaTypeOf, readBody } from "./body.ts";
import { type Found, type Parameter, readDocument } from "./document.ts";
import type { Law } from "./laws.ts";
import type { Referee } from "./referee.ts";
import { createJudges, type Judges } from "./schema.ts";

interface Trial extends Found {
  request: Request;
  law: Law;
  judges: Judges;
}

export function openApiReferee(raw: unknown, law: Law): Referee {
  const document = readDocument(raw, law.corrections);
  const judges = createJudges(document.schemas);
  return {
    async objections(request) {
      const { pathname } = new URL(request.url);
      const line = `${request.method} ${pathname}`;
      if (law.outside.some(({ requests }) => requests.test(line))) return [];
      const found = document.find(request.method, pathname);
      if (found === undefined) return [`${line}: not described`];
      const trial = { ...found, request, law, judges };
      const objections = [...parameterObjections(trial), ...(await bodyObjections(trial))];
      return objections.map((objection) => `${found.operation.name}: ${objection}`);
    },
  };
}

function parameterObjections(trial: Trial): string[] {
  const { operation, pathValues, request, judges } = trial;
  const query = new URL(request.url).searchParams;
  const inQuery = operation.parameters.filter((parameter) => parameter.in === "query");
  const strangers = [...new Set(query.keys())].filter(
    (name) => !inQuery.some((parameter) => [parameter.name, `${parameter.name}[]`].includes(name)),
  );
  return [
    ...strangers.map((name) => `the query parameter ${name} is not known`),
    ...operation.parameters.flatMap((parameter) => {
      const { name, in: place, required } = parameter;
      const value = { path: pathValues[name], query: inTheQuery(query, parameter, judges) };
      const given = place === "path" || place === "query" ? value[place] : null;
      if (place === "header" && required && !request.headers.has(name)) {
        return [`the header ${name} is missing`];
      }
      if (given === undefined) return required ? [`the ${place} parameter ${name} is missing`] : [];
      const judge = given === null ? () => [] : judges.forText(parameter.schema);
      return judge(given).map((said) => `the ${place} parameter ${name}: ${said}`);
    }),
  ];
}

function inTheQuery(query: URLSearchParams, { name, explode, schema }: Parameter, judges: Judges) {
  const values = [...query.getAll(name), ...query.getAll(`${name}[]`)];
  if (values.length === 0) return undefined;
  if (judges.resolve(schema)["type"] !== "array") return values.length > 1 ? values : values[0];
  return explode ? values : values.flatMap((value) => value.split(","));
}

async function bodyObjections({ operation, request, law, judges }: Trial): Promise<string[]> {
  const { body } = operation;
  const { byteLength } = await request.clone().arrayBuffer();
  if (body === undefined) return byteLength > 0 ? ["it takes no body"] : [];
  if (byteLength === 0) return body.isRequired ? ["the body is missing"] : [];

  const type = mediaTypeOf(request);
  const passesForJson = law.takesForms && isForm(type);
  const schema = body.schemas.get(type) ?? (passesForJson && body.schemas.get("application/json"));
  if (!schema) {
    return [`it takes ${[...body.schemas.keys()].join(" or ")}, not ${type || "an unnamed type"}`];
  }
  const read = await readBody(request, law);
  if (read === undefined) return [`the body cannot be read as ${type}`];
  const judge = read.isText ? judges.forText(schema) : judges.forJson(schema);
  return [...read.objections, ...judge(read.value)];
}
