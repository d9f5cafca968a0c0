import { expect, it } from "vitest";

import type { Law } from "./laws.ts";
import { openApiReferee } from "./openapi.ts";
import { get, picture, postForm, postJson } from "./testing.ts";

const text = { type: "string" };
const idParameter = { name: "id", in: "path", required: true, schema: { pattern: "^\\d+$" } };

const document = {
  servers: [{ url: "https://{host}/v1" }],
  paths: {
    "/notes": {
      get: {
        parameters: [
          { name: "since", in: "query", required: true, schema: { type: "integer", minimum: 5 } },
          { $ref: "#/components/parameters/Fields" },
          { name: "kinds", in: "query", schema: { type: "array", items: text } },
          { name: "api-version", in: "header", required: true, schema: text },
        ],
      },
      post: {
        requestBody: {
          required: true,
          content: { "application/json": { schema: { $ref: "#/components/schemas/Note" } } },
        },
      },
    },
    "/notes/{id}": { parameters: [idParameter], delete: {}, get: {} },
    "/notes/latest": { get: {} },
    "/files": {
      post: {
        requestBody: {
          content: {
            "multipart/form-data": {
              schema: {
                type: "object",
                required: ["file", "index"],
                properties: {
                  file: { ...text, format: "binary" },
                  index: { type: "integer" },
                  tags: { type: "array", items: text },
                },
              },
            },
          },
        },
      },
    },
  },
  components: {
    parameters: {
      Fields: {
        ...{ name: "fields", in: "query", explode: false },
        schema: { type: "array", items: { enum: ["id", "text"] } },
      },
    },
    schemas: {
      Note: {
        oneOf: [{ $ref: "#/components/schemas/Words" }, { $ref: "#/components/schemas/Poll" }],
      },
      Base: { type: "object", properties: { language: { ...text, nullable: true } } },
      Words: {
        allOf: [
          { $ref: "#/components/schemas/Base" },
          { type: "object", required: ["text"], properties: { text: { ...text, maxLength: 5 } } },
        ],
      },
      Poll: {
        type: "object",
        required: ["answers"],
        properties: { answers: { type: "array", items: { $ref: "#/components/schemas/Answer" } } },
      },
      Answer: {
        type: "object",
        properties: {
          text: { type: ["string", "null"] },
          then: { oneOf: [{ type: "null" }, { $ref: "#/components/schemas/Answer" }] },
        },
      },
    },
  },
};

const law: Law = {
  file: "",
  outside: [{ requests: /^GET \/authorize$/, reason: "A page." }],
  ...{ corrections: [], takesForms: false },
};

const { objections } = openApiReferee(document, law);

it("objects to what is not described", async () => {
  expect(await objections(get("/v1/nothing"))).toEqual(["GET /v1/nothing: not described"]);
  expect(await objections(get("/notes/1"))).toEqual(["GET /notes/1: not described"]);
  expect(await objections(get("/v1/files"))).toEqual(["GET /v1/files: not described"]);
  expect(await objections(get("/authorize"))).toEqual([]);
});

it("prefers a path that is spelled out", async () => {
  expect(await objections(get("/v1/notes/latest"))).toEqual([]);
  expect(await objections(get("/v1/notes/12"))).toEqual([]);
  expect(await objections(get("/v1/notes/newest"))).toEqual([
    'GET /notes/{id}: the path parameter id: must match pattern "^\\d+$"',
  ]);
});

it("objects to parameters", async () => {
  const ask = (query: string, headers: Record<string, string> = { "api-version": "1" }) =>
    objections(new Request(get(`/v1/notes?${query}`), { headers }));
  const name = "GET /notes: the query parameter";
  expect(await ask("since=7&fields=id,text&kinds=a&kinds[]=b")).toEqual([]);
  expect(await ask("")).toEqual([`${name} since is missing`]);
  expect(await ask("since=7&page=2")).toEqual([`${name} page is not known`]);
  expect(await ask("since=4")).toEqual([`${name} since: must be >= 5`]);
  expect(await ask("since=soon")).toEqual([`${name} since: must be integer`]);
  expect(await ask("since=7&since=8")).toEqual([`${name} since: must be integer`]);
  expect(await ask("since=7&fields=id,texts")).toEqual([
    `${name} fields: 1 is none of the values that are known`,
  ]);
  expect(await ask("since=7", {})).toEqual(["GET /notes: the header api-version is missing"]);
});

it("objects to a body in JSON", async () => {
  const post = (body: unknown) => objections(postJson("/v1/notes", body));
  expect(await post({ text: "Hello", language: null })).toEqual([]);
  expect(await post({ answers: [{ text: null, then: { text: "a" } }, { then: null }] })).toEqual(
    [],
  );
  expect(await post({ text: "Hello", title: "a" })).toEqual(["POST /notes: title is not known"]);
  expect(await post({ text: 1 })).toEqual(["POST /notes: text must be string"]);
  expect(await post({ text: "1", language: 1 })).toEqual(["POST /notes: language must be string"]);
  expect(await post({ text: "Too long" })).toEqual([
    "POST /notes: text must NOT have more than 5 characters",
  ]);
  expect(await post({ language: "en" })).toEqual(["POST /notes: text is missing"]);
  expect(await post({ answers: [{ then: { words: "a" } }] })).toEqual([
    "POST /notes: answers/0/then/words is not known",
  ]);
});

it("objects to a body that is of another type, not readable, missing or not asked for", async () => {
  const post = (path: string, init: RequestInit) =>
    objections(new Request(get(path), { method: "POST", ...init }));
  const headers = { "content-type": "application/json" };
  expect(await post("/v1/notes", { body: "{", headers })).toEqual([
    "POST /notes: the body cannot be read as application/json",
  ]);
  expect(await post("/v1/notes", {})).toEqual(["POST /notes: the body is missing"]);
  expect(await objections(postForm("/v1/notes", { text: "a" }))).toEqual([
    "POST /notes: it takes application/json, not application/x-www-form-urlencoded",
  ]);
  const remove = new Request(get("/v1/notes/1"), { method: "DELETE", body: "a" });
  expect(await objections(remove)).toEqual(["DELETE /notes/{id}: it takes no body"]);
});

it("objects to forms", async () => {
  const post = (fields: Record<string, string | Blob>) => objections(postForm("/v1/files", fields));
  expect(await post({ file: picture, index: "1", "tags[]": "a" })).toEqual([]);
  expect(await post({ file: picture, index: "first", size: "3" })).toEqual([
    "POST /files: index must be integer",
    "POST /files: size is not known",
  ]);
  expect(await post({ file: "bytes", other: picture, index: "1" })).toEqual([
    'POST /files: file must match format "binary"',
    "POST /files: other is not known",
  ]);
  expect(await post({ file: picture })).toEqual(["POST /files: index is missing"]);
});

it("takes forms for JSON where a platform does", async () => {
  const lenient = openApiReferee(document, { ...law, takesForms: true });
  expect(await lenient.objections(postForm("/v1/notes", { text: "a" }))).toEqual([]);
  expect(await lenient.objections(postForm("/v1/notes", { texts: "a" }))).not.toEqual([]);
});

it("corrects a document, and says when there is nothing to correct", async () => {
  const at = ["paths", "/notes", "post", "requestBody", "required"];
  const corrected = (place: string[]) =>
    openApiReferee(document, { ...law, corrections: [{ at: place, is: false, reason: "" }] });
  const empty = new Request(get("/v1/notes"), { method: "POST" });
  expect(await corrected(at).objections(empty)).toEqual([]);
  expect(() => corrected([...at.slice(0, -1), "needed"])).toThrow("nothing to correct");
});

it("leaves the request to be read", async () => {
  const request = postJson("/v1/notes", { text: "a" });
  await objections(request);
  expect(await request.json()).toEqual({ text: "a" });
});
