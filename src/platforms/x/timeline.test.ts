import { describe, expect, it } from "vitest";
import { plus, seconds } from "#kernel/clock.ts";

import { lookFor, reachesBackTo } from "./timeline.ts";

const startedAt = new Date("2026-11-20T09:30:00.400Z");

function sought(text: string, parts: { hasImages?: boolean; parentId?: string } = {}) {
  return { text, hasImages: false, parentId: null, startedAt, ...parts };
}

function post(text: string, parts: object = {}) {
  return { id: "1", text, created_at: "2026-11-20T09:30:00.000Z", ...parts };
}

const link = (url: string, expanded_url?: string) => ({
  entities: { urls: [{ url, ...(expanded_url !== undefined && { expanded_url }) }] },
});
const images = { attachments: { media_keys: ["3_1"] } };

describe("the same post", () => {
  it.each([
    ["spaces", "One  two\n", post("One two")],
    ["composed letters", "Cafe\u0301", post("Caf\u00e9")],
    ["escapes", "a & b <c> &amp;", post("a &amp; b &lt;c&gt; &amp;amp;")],
    [
      "a link",
      "See https://e.org/a.",
      post("See https://t.co/x.", link("https://t.co/x", "https://e.org/a")),
    ],
    [
      "a bare link",
      "See e.org",
      post("See https://t.co/x", link("https://t.co/x", "http://e.org")),
    ],
    ["a root", "https://e.org", post("https://t.co/x", link("https://t.co/x", "https://e.org/"))],
  ])("has other %s", (_, text, there) => {
    expect(lookFor([there], sought(text))).toBe(there);
  });

  it("ends with a link for its images, told or not", () => {
    const wanted = sought("A mill", { hasImages: true });
    const told = link("https://t.co/x", "https://x.com/ada/status/1/photo/1");
    for (const there of [
      post("A mill https://t.co/x", told),
      post("A mill https://t.co/x", images),
    ]) {
      expect(lookFor([there], wanted)).toBe(there);
    }
    const without = post("A mill", images);
    expect(lookFor([without], wanted)).toBe(without);
  });

  it("is the one among many that answers the same post", () => {
    const answer = (id: string, parent: string) =>
      post("Words", { id, referenced_tweets: [{ type: "replied_to", id: parent }] });
    const posts = [post("Words"), answer("2", "8"), answer("3", "9")];
    expect(lookFor(posts, sought("Words", { parentId: "9" }))).toBe(posts[2]);
    expect(lookFor(posts, sought("Words"))).toBe(posts[0]);
    expect(lookFor(posts, sought("Words", { parentId: "7" }))).toBeUndefined();
  });

  it("of images alone is as new as they are", () => {
    const wanted = sought("", { hasImages: true });
    const at = (created_at: string) => post("https://t.co/x", { ...images, created_at });
    const there = at("2026-11-20T09:30:00.000Z");
    expect(lookFor([there], wanted)).toBe(there);
    expect(lookFor([at(plus(startedAt, -seconds(30)).toISOString())], wanted)).toBe("similar");
  });
});

describe("a similar post", () => {
  it.each([
    [
      "another link",
      "New: https://e.org/1",
      post("New: https://t.co/x", link("https://t.co/x", "https://e.org/2")),
    ],
    ["a link that leads nobody knows where", "New: https://e.org/1", post("New: https://t.co/x")],
    ["images", "Words", post("Words https://t.co/x", { ...images })],
  ])("has %s", (_, text, there) => {
    expect(lookFor([there], sought(text))).toBe("similar");
  });

  it("gives way to the same", () => {
    const other = post("https://t.co/x", link("https://t.co/x", "https://e.org/2"));
    const same = post("https://t.co/y", link("https://t.co/y", "https://e.org/1"));
    expect(lookFor([other, same], sought("https://e.org/1"))).toBe(same);
  });
});

it("other words are another post", () => {
  expect(lookFor([post("Other words")], sought("Words"))).toBeUndefined();
});

describe("an answer reaches back", () => {
  const reaches = (meta: object, at = "2026-11-20T09:29:59.000Z", errors: unknown[] = []) =>
    reachesBackTo({ data: [post("b"), post("a", { created_at: at })], meta, errors }, startedAt);

  it("where it is all there is, or begins before", () => {
    expect(reaches({ result_count: 2 }, "2026-11-20T09:31:00.000Z")).toBe(true);
    expect(reaches({ result_count: 2, next_token: "more" })).toBe(true);
  });

  it("not where it is cut off within, or lacks something", () => {
    const cut = { result_count: 2, next_token: "more" };
    expect(reaches(cut, "2026-11-20T09:31:00.000Z")).toBe(false);
    expect(reaches({ result_count: 3 })).toBe(false);
    expect(reaches({})).toBe(false);
    expect(reaches({ result_count: 2 }, undefined, [{}])).toBe(false);
  });
});
