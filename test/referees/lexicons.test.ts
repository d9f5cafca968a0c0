import { expect, it } from "vitest";

import { lexiconReferee } from "./lexicons.ts";
import { get, postJson } from "./testing.ts";

const text = { type: "string" };

const note = {
  ...{ lexicon: 1, id: "test.example.note" },
  defs: {
    main: {
      ...{ type: "record", key: "any" },
      record: {
        type: "object",
        required: ["text"],
        properties: {
          text: { ...text, maxGraphemes: 5 },
          picture: { type: "blob", accept: ["image/*"], maxSize: 100 },
          parts: { type: "array", items: { type: "ref", ref: "#part" } },
          extra: { type: "union", refs: ["#part"] },
        },
      },
    },
    part: { type: "object", properties: { at: { type: "integer" } } },
  },
};
const write = {
  ...{ lexicon: 1, id: "test.example.write" },
  defs: {
    main: {
      type: "procedure",
      input: {
        encoding: "application/json",
        schema: {
          type: "object",
          required: ["collection", "record"],
          properties: { collection: { ...text, format: "nsid" }, record: { type: "unknown" } },
        },
      },
    },
  },
};
const upload = {
  ...{ lexicon: 1, id: "test.example.upload" },
  defs: { main: { type: "procedure", input: { encoding: "*/*" } } },
};
const read = {
  ...{ lexicon: 1, id: "test.example.read" },
  defs: {
    main: {
      type: "query",
      parameters: {
        type: "params",
        required: ["name"],
        properties: { name: text, limit: { type: "integer", maximum: 10 } },
      },
      output: { encoding: "application/json" },
    },
  },
};

const { objections, recordObjections } = lexiconReferee([note, write, upload, read]);

const collection = "test.example.note";
const good = { $type: collection, text: "Hello" };
const picture = {
  ...{ $type: "blob", mimeType: "image/png", size: 3 },
  ref: { $link: "bafkreieq5jui4j25lacwomsqgjeswwl3y5zcdrresptwgmfylxo2depppq" },
};

it("objects to methods that no lexicon has", async () => {
  expect(await objections(get("/xrpc/test.example.find"))).toEqual([
    "GET /xrpc/test.example.find: not described",
  ]);
  expect(await objections(get("/notes"))).toEqual(["GET /notes: not described"]);
  expect(await objections(get("/xrpc/test.example.note"))).toHaveLength(1);
  expect(await objections(get("/xrpc/test.example.write"))).toEqual([
    "GET /xrpc/test.example.write: a procedure is called by POST",
  ]);
  expect(await objections(get("/.well-known/did.json"))).toEqual([]);
});

it("objects to parameters", async () => {
  const ask = (query: string) => objections(get(`/xrpc/test.example.read?${query}`));
  expect(await ask("name=a&limit=10")).toEqual([]);
  expect(await ask("name=a&page=1")).toEqual([
    "test.example.read: the query parameter page is not known",
  ]);
  expect(await ask("limit=1")).toEqual(['test.example.read: Params must have the property "name"']);
  expect(await ask("name=a&limit=many")).toEqual(["test.example.read: limit must be an integer"]);
  expect(await ask("name=a&limit=11")).toHaveLength(1);
  expect(await ask("name=a&name=b")).toEqual(["test.example.read: name must be a string"]);
});

it("objects to an input, and to the record in it", async () => {
  const call = (input: unknown) => objections(postJson("/xrpc/test.example.write", input));
  expect(await call({ collection, record: good })).toEqual([]);
  expect(await call({ collection, record: good, rkey: "a" })).toEqual([
    "test.example.write: Input/rkey is not known",
  ]);
  expect(await call({ collection })).toContain(
    'test.example.write: Input must have the property "record"',
  );
  expect(await call({ collection, record: { ...good, text: 1 } })).toEqual([
    "test.example.write: Record/text must be a string",
  ]);
});

it("objects to an input of another type, missing or not JSON", async () => {
  const call = (method: string, body?: string, type?: string) => {
    const request = new Request(get(`/xrpc/test.example.${method}`), {
      method: "POST",
      ...(body !== undefined && { body: new TextEncoder().encode(body) }),
      ...(type !== undefined && { headers: { "content-type": type } }),
    });
    return objections(request);
  };
  expect(await call("upload", "bytes", "image/png")).toEqual([]);
  expect(await call("upload", "bytes")).toEqual([
    "test.example.upload: the content-type is missing",
  ]);
  expect(await call("upload", undefined, "image/png")).toEqual([
    "test.example.upload: the input is missing",
  ]);
  expect(await call("write", "{", "application/json")).toEqual([
    "test.example.write: the input is not JSON",
  ]);
  expect(await call("write", "{}", "text/plain")).toEqual([
    "test.example.write: it takes application/json, not text/plain",
  ]);
});

it("objects to records", () => {
  const part = { $type: "test.example.note#part", at: 1 };
  const whole = { ...good, picture, parts: [{ at: 1 }], extra: part };
  const judge = (record: unknown) => recordObjections(collection, record);
  expect(judge(whole)).toEqual([]);
  expect(judge({ $type: collection })).toEqual(['Record must have the property "text"']);
  expect(judge({ ...good, text: "Too long" })).toHaveLength(1);
  expect(judge({ ...good, title: "a" })).toEqual(["Record/title is not known"]);
  expect(judge({ ...good, parts: [{ at: 1 }, { to: 1 }] })).toEqual([
    "Record/parts/1/to is not known",
  ]);
  expect(judge({ ...good, extra: { ...part, to: 1 } })).toEqual(["Record/extra/to is not known"]);
  expect(judge({ ...good, extra: { $type: "test.example.other" } })).toEqual([
    "Record/extra is of a kind that is not known here",
  ]);
  expect(judge({ ...good, picture: { ...picture, mimeType: "text/plain", size: 101 } })).toEqual([
    "Record/picture must be image/*",
    "Record/picture is larger than 100 bytes",
  ]);
  expect(judge({ ...good, picture: "a picture" })).toEqual(["Record/picture should be a blob ref"]);
  expect(recordObjections("test.example.read", good)).toEqual([
    "test.example.read is no kind of record",
  ]);
});
