import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { expect, it } from "vitest";
import { isPassing } from "./passing.ts";

const withCode = (code: string, more: object = {}) =>
  Object.assign(new Error("said by the database"), { code, ...more });

it.each([
  ...["08006", "40001", "40P01", "53300", "57P01", "57P02", "57P03", "58030", "25P03"],
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN"],
])("%s passes", (code) => {
  expect(isPassing(withCode(code))).toBe(true);
});

it.each(["23505", "22P02", "42P01", "25P02", "57014", "XX000", "ENOENT", "ERR_INVALID_ARG_TYPE"])(
  "%s does not",
  (code) => {
    expect(isPassing(withCode(code))).toBe(false);
  },
);

it("a missing socket passes, a missing file does not", () => {
  expect(isPassing(withCode("ENOENT", { syscall: "connect" }))).toBe(true);
  expect(isPassing(withCode("ENOENT", { syscall: "open" }))).toBe(false);
});

it("a mistake of ours does not", () => {
  expect(isPassing(new TypeError("undefined is not a function"))).toBe(false);
  expect(isPassing("Connection terminated")).toBe(false);
});

it("what pg says of a connection that breaks off does, without a code", async () => {
  await using server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = new pg.Client({
    host: "127.0.0.1",
    port: (server.address() as AddressInfo).port,
  });
  client.on("error", () => undefined);
  const lost: unknown = await client.connect().catch((error: unknown) => error);
  expect(lost).not.toHaveProperty("code");
  expect(isPassing(lost)).toBe(true);
});
