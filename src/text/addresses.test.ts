// What the conformance data says in general, and what it leaves open.

import { describe, expect, it } from "vitest";
import { bareToo, findAddresses, withScheme, type AddressRules } from "./addresses.ts";

const label = "a".repeat(63);

describe("bare links and others", () => {
  it.each([
    ["http://a.b.cd, (https://x.com/y_(z)).", ["http://a.b.cd", "https://x.com/y_(z)"]],
    ["see example.com/a?b=c#d and MLB.tv", ["example.com/a?b=c#d", "MLB.tv"]],
    [
      "example.com?q=1 example.com:80 example.com:80/a",
      ["example.com", "example.com", "example.com:80/a"],
    ],
    ["http://foo.com?#foo http://foo.com:3000", ["http://foo.com?#foo", "http://foo.com:3000"]],
    ["日本語it.so中国語foo.jpテスト", ["it.so", "foo.jp"]],
    ["http://例え.みんなです http://✪df.ws/ejp", ["http://例え.みんな", "http://✪df.ws/ejp"]],
    ["http://example.com/だよね", ["http://example.com/"]],
    ["me@example.com #example.com @example.com $TVI.CA", []],
    ["http://localhost:8080/x http://no-tld http://192.168.0.1/", []],
    ["http://-a.com http://a-.com http://a_b.com domain.com-that", []],
    [`${label}.com ${label}a.com`, [`${label}.com`]],
    [`http://${`${label}.`.repeat(4)}com`, []],
    ["http://xn--はじめよう.com/ http://xn--ls8h.la/", ["http://xn--ls8h.la/"]],
    ["https://t.co/abc's", ["https://t.co/abc"]],
    ["x.comé, but not x.come", ["x.com"]],
    ["as well as decomposed: x.come\u0301", ["x.com"]],
  ])("in %s", (text, links) => {
    expect(found(text, bareToo)).toEqual(links);
  });
});

describe("links with a scheme only", () => {
  it.each([
    ["example.com, http://example.com", ["http://example.com"]],
    ["http://example.com/だよね？はい", ["http://example.com/だよね"]],
    ["**http://example.com/a**", ["http://example.com/a"]],
  ])("in %s", (text, links) => {
    expect(found(text, withScheme)).toEqual(links);
  });
});

function found(text: string, rules: AddressRules): string[] {
  return findAddresses(text, rules).map(({ start, end }) => text.slice(start, end));
}
