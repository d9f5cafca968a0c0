import { expect, it } from "vitest";
import { pageOf } from "./card-cache.ts";

it.each([
  ["https://example.org/a?b=c#part", "https://example.org/a?b=c"],
  ["https://EXAMPLE.org", "https://example.org/"],
  ["http://example.org/old", "https://example.org/old"],
  ["http://10.0.0.1:3000/inside", "http://10.0.0.1:3000/inside"],
  ["https://grüße.example.org/ä", "https://xn--gre-6ka8l.example.org/%C3%A4"],
])("the page behind %s is %s", (link, page) => {
  expect(pageOf(link)).toBe(page);
});

it.each([
  ["a mail", "mailto:ada@example.org"],
  ["nonsense", "nonsense"],
  ["an endless address", `https://example.org/${"a".repeat(2048)}`],
])("no page is behind %s", (_what, link) => {
  expect(pageOf(link)).toBeUndefined();
});
