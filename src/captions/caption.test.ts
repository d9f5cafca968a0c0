import { describe, expect, it } from "vitest";
import { captionFor, excerptOf } from "./caption.ts";
import type { Content } from "./caption.ts";

const connection = { id: "connection-1", platform: "platform-1" };
const content: Content = {
  ...{ title: "On Engines", excerpt: "What they do.", body: "A **long** text.\n\nMore." },
  ...{ url: "https://example.org/e", tags: ["engines", "steam power"], captions: {} },
  ...{ author: "Ada", site: "Notes" },
};
const all = { default: "for all", "platform-1": "for the platform", "connection-1": "for this" };

describe("the wording of a caption", () => {
  it("is the most special one there is: run, connection, platform, all", () => {
    const { "connection-1": _c, ...withoutConnection } = all;
    const { "platform-1": _p, ...withoutPlatform } = withoutConnection;
    expect(textOf(all, "for this run")).toBe("for this run");
    expect(textOf(all)).toBe("for this");
    expect(textOf(withoutConnection)).toBe("for the platform");
    expect(textOf(withoutPlatform)).toBe("for all");
    expect(textOf({ "platform-2": "for another", "connection-2": "for another" })).toBe(
      "On Engines\n\nWhat they do.\n\nhttps://example.org/e",
    );
  });

  it("may be nothing at all, which is something else than none", () => {
    expect(textOf(all, "")).toBe("");
    expect(textOf({ ...all, "connection-1": "" })).toBe("");
  });

  it("is a template, whoever wrote it", () => {
    const template =
      "{{title}} by {{author}} on {{site}}: {{excerpt}} {{url}} {{hashtags}} ({{tags}})";
    const text =
      "On Engines by Ada on Notes: What they do. https://example.org/e #engines #steamPower (engines, steam power)";
    expect(textOf({}, template).toLowerCase()).toBe(text.toLowerCase());
    expect(textOf({ default: template }).toLowerCase()).toBe(text.toLowerCase());
  });

  it("with a variable that does not exist is shown as it is written", () => {
    expect(textOf({}, "{{title}} {{weather}}")).toBe("{{title}} {{weather}}");
  });

  it("is the text itself for a note, which has no title, its braces included", () => {
    const note = { ...content, title: "", body: "  Just {{this}}.\n" };
    expect(captionFor(note, connection, undefined)).toEqual({
      ...{ text: "Just {{this}}.", overflow: "thread" },
    });
  });
});

describe("a caption that is too long", () => {
  it("becomes a thread where somebody chose the words, and is shortened where a template made it", () => {
    expect(captionFor(content, connection, "chosen").overflow).toBe("thread");
    expect(captionFor({ ...content, captions: all }, connection, undefined).overflow).toBe(
      "thread",
    );
    expect(captionFor(content, connection, undefined).overflow).toBe("shorten");
  });
});

describe("an excerpt", () => {
  it("is the author's, else the first paragraph of the text, without its marks", () => {
    expect(excerptOf(content)).toBe("What they do.");
    expect(excerptOf({ ...content, excerpt: "" })).toBe("A long text.");
    expect(excerptOf({ excerpt: "", body: "" })).toBe("");
  });
});

function textOf(captions: Content["captions"], override?: string): string {
  return captionFor({ ...content, captions }, connection, override).text;
}
