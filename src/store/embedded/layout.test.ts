import { expect, test } from "vitest";

import { socketDirectory } from "./layout.ts";

test("the socket lies in the cluster while its path fits into 103 bytes", () => {
  const longest = `/${"x".repeat(103 - "/.s.PGSQL.5432".length - 1)}`;
  expect(socketDirectory(longest)).toBe(longest);
  expect(socketDirectory(`${longest}x`)).toMatch(/^\/tmp\/broadside-[0-9a-f]{16}$/);
  expect(socketDirectory(`/${"ü".repeat(60)}`)).toMatch(/^\/tmp\//);
});

test("every cluster has a directory of its own, the same each time", () => {
  const long = (name: string) => `/${"x".repeat(100)}/${name}`;
  expect(socketDirectory(long("a"))).toBe(socketDirectory(long("a")));
  expect(socketDirectory(long("a"))).not.toBe(socketDirectory(long("b")));
});
