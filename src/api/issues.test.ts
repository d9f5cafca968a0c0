import { z } from "@hono/zod-openapi";
import { describe, expect, it } from "vitest";
import { newPostSchema } from "./contract/posts.ts";
import { newRunSchema } from "./contract/runs.ts";
import { resolutionSchema } from "./contract/deliveries.ts";
import { newSiteSchema } from "./contract/people.ts";
import { listQuerySchema } from "./contract/shared.ts";
import { toIssues } from "./issues.ts";

const id = "0198f2a0-5d1c-7c3e-9a44-3b1f6c2d7e10";

describe("what is wrong with a request", () => {
  it.each<[string, z.ZodType, unknown, string, string]>([
    ["a missing field", newSiteSchema, {}, "name", "This is needed."],
    ["an empty text", newSiteSchema, { name: " " }, "name", "At least 1 character."],
    ["a wrong kind", newPostSchema, { title: 7 }, "title", "This must be a text."],
    ["a wrong flag", newPostSchema, { autopost: "no" }, "autopost", "This must be true or false."],
    ["a list instead of an object", newPostSchema, [], "", "This must be an object."],
    ["no number", listQuerySchema, { limit: "all" }, "limit", "This must be a number."],
    ["half a page", listQuerySchema, { limit: "1.5" }, "limit", "This must be a whole number."],
    ["too much of a page", listQuerySchema, { limit: "101" }, "limit", "At most 100."],
    [
      "too long a text",
      newPostSchema,
      { title: "x".repeat(301) },
      "title",
      "At most 300 characters.",
    ],
    ["no targets", newRunSchema, { message: "Hi", targets: [] }, "targets", "At least 1 entry."],
    [
      ...(["too many tags", newPostSchema, { tags: Array(51).fill("a") }, "tags"] as const),
      "At most 50 entries.",
    ],
    [
      ...(["an unknown field", newPostSchema, { titel: "Hi", bdoy: "" }, ""] as const),
      'There is no field "titel", "bdoy" here.',
    ],
    [
      ...(["an unknown status", newPostSchema, { status: "live" }, "status"] as const),
      'This must be "draft" or "scheduled" or "published".',
    ],
    [
      ...(["an unknown outcome", resolutionSchema, { outcome: "dead" }, "outcome"] as const),
      'This must be "live" or "send-again".',
    ],
    ["no id", newPostSchema, { siteId: "notes" }, "siteId", "This is not an id."],
    [
      ...(["no zone", newPostSchema, { publishAt: "2026-11-22T09:30:00" }, "publishAt"] as const),
      "Give an instant in UTC, such as 2026-11-22T09:30:00Z.",
    ],
    [
      ...(["no web address", newPostSchema, { image: { url: "a.png" } }, "image.url"] as const),
      "Give a web address that begins with https:// or http://.",
    ],
    [
      ...(["a space in an address", newPostSchema, { url: "https://a.org/b c" }, "url"] as const),
      "A web address has no spaces in it: write %20.",
    ],
    [
      ...(["an image from nowhere", newPostSchema, { image: { alt: "" } }, "image"] as const),
      "Give either url or mediaId.",
    ],
    [
      ...(["an image from two places", newPostSchema] as const),
      ...([{ images: [{ url: "https://a.org", mediaId: id }] }, "images.0"] as const),
      "Give either url or mediaId.",
    ],
    [
      ...(["a NUL", newPostSchema, { captions: { default: "\0" } }, "captions.default"] as const),
      "There is a NUL or half of a character in this text, and neither can be kept.",
    ],
  ])("%s", (_, schema, input, path, message) => {
    const { error } = schema.safeParse(input);
    expect(toIssues(error ?? new z.ZodError([]))).toEqual([{ path, message }]);
  });
});
