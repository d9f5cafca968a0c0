import { describe, expect, it } from "vitest";
import { captionFor, excerptOf } from "./caption.ts";
import type { CaptionPlace, Content, Wording } from "./caption.ts";
import type { CaptionRules } from "./caption-rules.ts";

const place: CaptionPlace = {
  connection: { id: "connection-1", platform: "platform-1" },
  template: "{{title}}\n\n{{excerpt}}\n\n{{url}}",
  hashtagRules: { maxCount: null },
};
const content: Content = {
  ...{ title: "On Engines", excerpt: "What they do.", body: "A **long** text.\n\nMore." },
  ...{ url: "https://example.org/e", tags: ["engines", "steam power"], captions: {} },
  ...{ author: "Ada", site: "Notes", rules: {} },
};
const all = { default: "for all", "platform-1": "for the platform", "connection-1": "for this" };

describe("the wording of a caption", () => {
  it("is the most special one there is: run, connection, platform, all", () => {
    const { "connection-1": _c, ...withoutConnection } = all;
    const { "platform-1": _p, ...withoutPlatform } = withoutConnection;
    expect(textOf(all, { caption: "for this run" })).toBe("for this run");
    expect(textOf(all)).toBe("for this");
    expect(textOf(withoutConnection)).toBe("for the platform");
    expect(textOf(withoutPlatform)).toBe("for all");
    expect(textOf({ "platform-2": "for another", "connection-2": "for another" })).toBe(
      "On Engines\n\nWhat they do.\n\nhttps://example.org/e",
    );
  });

  it("may be nothing at all, which is something else than none", () => {
    expect(textOf(all, { caption: "" })).toBe("");
    expect(textOf({ ...all, "connection-1": "" })).toBe("");
  });

  it("is a template, whoever wrote it", () => {
    const template =
      "{{title}} by {{author}} on {{site}}: {{excerpt}} {{url}} {{hashtags}} ({{tags}})";
    const text =
      "On Engines by Ada on Notes: What they do. https://example.org/e #engines #steamPower (engines, steam power)";
    expect(textOf({}, { caption: template }).toLowerCase()).toBe(text.toLowerCase());
    expect(textOf({ default: template }).toLowerCase()).toBe(text.toLowerCase());
  });

  it("has as many hashtags as the platform takes", () => {
    const of = (maxCount: number | null) =>
      captionFor(content, { ...place, template: "{{hashtags}}", hashtagRules: { maxCount } }).text;
    expect([of(null), of(1), of(0)]).toEqual(["#engines #SteamPower", "#engines", ""]);
  });

  it("without a variable is kept as it is written", () => {
    const own = " One \n\n\n\ntwo  \r\n";
    expect(textOf({ default: own })).toBe(own);
    expect(textOf({}, { caption: own })).toBe(own);
  });

  it("with a variable that does not exist is shown as it is written", () => {
    expect(textOf({}, { caption: "{{title}} {{weather}}" })).toBe("{{title}} {{weather}}");
  });

  it("is the text itself for a note, which has no title, its braces included", () => {
    const note = { ...content, title: "", body: "  Just {{this}}.\n" };
    const rules = { default: { template: "Not for notes" } };
    expect(captionFor({ ...note, rules }, place)).toMatchObject({
      ...{ text: "Just {{this}}.", overflow: "thread" },
    });
  });
});

describe("the rules of a site", () => {
  const rules: CaptionRules = {
    default: { template: "All: {{url}}", isNumbered: true, utm: { source: "all" } },
    "platform-1": { template: "Platform: {{url}}", overflow: "thread" },
    "connection-1": { utm: { source: "this", medium: "social" } },
    "platform-2": { template: "Another" },
  };

  it("stand behind the wording of the post, and before the platform's own", () => {
    expect(captionFor({ ...content, rules, captions: { default: "Mine" } }, place).text).toBe(
      "Mine",
    );
    expect(captionFor({ ...content, rules }, place).text).toMatch(/^Platform: /);
  });

  it("count each by itself, the most special first", () => {
    expect(captionFor({ ...content, rules }, place)).toEqual({
      text: "Platform: https://example.org/e?utm_source=this&utm_medium=social",
      url: "https://example.org/e?utm_source=this&utm_medium=social",
      overflow: "thread",
      isNumbered: true,
    });
    const other = { ...place, connection: { id: "connection-3", platform: "platform-3" } };
    expect(captionFor({ ...content, rules }, other)).toMatchObject({
      ...{ text: "All: https://example.org/e?utm_source=all", overflow: "shorten" },
    });
  });

  it("give way to what is set for the run", () => {
    const wording: Wording = { overflow: "shorten", isNumbered: false };
    expect(captionFor({ ...content, rules }, place, wording)).toMatchObject(wording);
  });

  it("mark the post's link in the words of its author, and no longer link that begins like it", () => {
    const own = "Read https://example.org/e, or https://example.org/e/2 (https://example.org/e)";
    const marked = "https://example.org/e?utm_source=this&utm_medium=social";
    expect(captionFor({ ...content, rules, captions: { default: own } }, place).text).toBe(
      `Read ${marked}, or https://example.org/e/2 (${marked})`,
    );
    const note = { ...content, title: "", body: "https://example.org/e it is", rules };
    expect(captionFor(note, place).text).toBe(`${marked} it is`);
  });

  it("leave a post without a link alone", () => {
    expect(captionFor({ ...content, rules, url: null }, place)).toMatchObject({
      ...{ text: "", url: null },
    });
  });
});

describe("a caption that is too long", () => {
  it("becomes a thread where somebody chose the words, and is shortened where a template made it", () => {
    const chosen = captionFor(content, place, { caption: "chosen" });
    expect(chosen.overflow).toBe("thread");
    expect(captionFor({ ...content, captions: all }, place).overflow).toBe("thread");
    expect(captionFor(content, place).overflow).toBe("shorten");
  });
});

describe("an excerpt", () => {
  it("is the author's, else the first paragraph of the text, without its marks", () => {
    expect(excerptOf(content)).toBe("What they do.");
    expect(excerptOf({ ...content, excerpt: "" })).toBe("A long text.");
    expect(excerptOf({ excerpt: "", body: "" })).toBe("");
  });
});

function textOf(captions: Content["captions"], wording?: Wording): string {
  return captionFor({ ...content, captions }, place, wording).text;
}
