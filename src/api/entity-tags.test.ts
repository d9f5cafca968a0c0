import { expect, it } from "vitest";
import { namesTag } from "./entity-tags.ts";

const etag = '"4u-XQ9_z"';

it.each([
  ["the tag itself", etag],
  ["one of several", `"other", ${etag}`],
  ["what a proxy made weak", `W/${etag}`],
  ["what a proxy packed", '"4u-XQ9_z-gzip"'],
  ["both", 'W/"4u-XQ9_z;br"'],
  ["any", "*"],
  ["nothing", undefined],
])("%s is what was seen", (_, ifMatch) => {
  expect(namesTag(ifMatch, etag)).toBe(true);
});

it.each(['"other"', '""', "", "4u-XQ9_z", '"x4u-XQ9_z"'])("%s is not", (ifMatch) => {
  expect(namesTag(ifMatch, etag)).toBe(false);
});
