import { z } from "@hono/zod-openapi";
import { describe, expect, it } from "vitest";
import { resolutionSchema } from "./contract/deliveries.ts";
import { newSiteSchema } from "./contract/sites.ts";
import { newPostSchema } from "./contract/posts.ts";
import { newRunSchema } from "./contract/runs.ts";
import { listQuerySchema } from "./contract/shared.ts";
import { toIssues } from "./issues.ts";

const id = "0198f2a0-5d1c-7c3e-9a44-3b1f6c2d7e10";
const notKept = "There is a NUL or half of a character in this text, and neither can be kept.";

/** Inputs, each with where it is wrong and what is said of it. */
const mistakes: [schema: z.ZodType, input: unknown, path: string, message: string][] = [
  [newSiteSchema, {}, "name", "This is needed."],
  [newSiteSchema, { name: " " }, "name", "At least 1 character."],
  [newPostSchema, { title: 7 }, "title", "This must be a text."],
  [newPostSchema, { autopost: "no" }, "autopost", "This must be true or false."],
  [newPostSchema, { tags: "print" }, "tags", "This must be a list."],
  [newPostSchema, [], "", "This must be an object."],
  [listQuerySchema, { limit: "all" }, "limit", "This must be a number."],
  [listQuerySchema, { limit: "1.5" }, "limit", "This must be a whole number."],
  [listQuerySchema, { limit: "101" }, "limit", "At most 100."],
  [newPostSchema, { title: "x".repeat(301) }, "title", "At most 300 characters."],
  [newPostSchema, { tags: Array(51).fill("a") }, "tags", "At most 50 entries."],
  [newRunSchema, { message: "Hi", targets: [] }, "targets", "At least 1 entry."],
  [newPostSchema, { titel: "Hi", bdoy: "" }, "", 'There is no field "titel", "bdoy" here.'],
  [
    newPostSchema,
    { status: "new" },
    "status",
    'This must be "draft" or "scheduled" or "published".',
  ],
  [resolutionSchema, { outcome: "dead" }, "outcome", 'This must be "live" or "send-again".'],
  [newPostSchema, { siteId: "notes" }, "siteId", "This is not an id."],
  [
    ...([newPostSchema, { publishAt: "2026-11-22T09:30:00" }, "publishAt"] as const),
    "Give an instant in UTC, such as 2026-11-22T09:30:00Z.",
  ],
  [
    ...([newPostSchema, { image: { url: "a.png" } }, "image.url"] as const),
    "Give a web address that begins with https:// or http://.",
  ],
  [
    ...([newPostSchema, { url: "https://a.org/b c" }, "url"] as const),
    "A web address has no spaces in it: write %20.",
  ],
  [newPostSchema, { image: { alt: "" } }, "image", "Give either url or mediaId."],
  [
    ...([newPostSchema, { images: [{ url: "https://a.org", mediaId: id }] }, "images.0"] as const),
    "Give either url or mediaId.",
  ],
  [newPostSchema, { captions: { default: "\0" } }, "captions.default", notKept],
  [newPostSchema, { tags: ["\ud83d"] }, "tags.0", notKept],
];

describe("toIssues", () => {
  it.each(mistakes)("%# says what is wrong", (schema, input, path, message) => {
    const { error } = schema.safeParse(input);
    expect(toIssues(error ?? new z.ZodError([]))).toEqual([{ path, message }]);
  });

  it("names every mistake of a request", () => {
    const { error } = newPostSchema.safeParse({ title: 1, images: [{}, { mediaId: "x" }] });
    const paths = toIssues(error ?? new z.ZodError([])).map((issue) => issue.path);
    expect(paths).toEqual(["title", "images.0", "images.1.mediaId"]);
  });
});
