import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkTemplate,
  DEFAULT_CAPTION_TEMPLATE,
  renderTemplate,
  templateVariableNames,
  type TemplateVariables,
} from "./template.ts";
import { anyText } from "./testing/any-text.ts";

const numRuns = Number(process.env["TEXT_CASES"] ?? 500);

const nothing: TemplateVariables = {
  title: null,
  excerpt: null,
  url: null,
  tags: [],
  author: null,
  site: null,
};
const post: TemplateVariables = {
  title: "A title",
  excerpt: "An excerpt.",
  url: "https://a.com/b",
  tags: ["open source", "2026"],
  author: "Ada",
  site: "The Sheet",
};

function render(template: string, variables: Partial<TemplateVariables> = {}): string {
  const result = renderTemplate(template, { ...nothing, ...variables });
  if ("problem" in result) throw new Error(`unknown: ${result.names.join()}`);
  return result.text;
}

describe("renderTemplate", () => {
  it("fills in every variable", () => {
    expect(render("{{title}}|{{excerpt}}|{{url}}|{{author}}|{{ site }}", post)).toBe(
      "A title|An excerpt.|https://a.com/b|Ada|The Sheet",
    );
    expect(render("{{tags}} {{hashtags}}", post)).toBe("open source, 2026 #OpenSource");
  });

  it("is title, excerpt and link by default, as far as there are any", () => {
    expect(render(DEFAULT_CAPTION_TEMPLATE, post)).toBe(
      "A title\n\nAn excerpt.\n\nhttps://a.com/b",
    );
    expect(render(DEFAULT_CAPTION_TEMPLATE, { ...post, excerpt: " \n" })).toBe(
      "A title\n\nhttps://a.com/b",
    );
    expect(render(DEFAULT_CAPTION_TEMPLATE)).toBe("");
    expect(render("Read more: {{url}}", { url: " " })).toBe("");
  });

  it.each([
    ["a line whose only variable is empty", "{{title}}\nRead more: {{url}}\nBye", "A title\nBye"],
    ["a line whose variables are all empty", "{{title}}\n{{url}} {{tags}}", "A title"],
    ["no line with a variable that is not", "{{title}} by {{author}}\nBye", "A title by\nBye"],
    ["no line without variables", "Hello\n{{url}}\nBye", "Hello\nBye"],
    ["all but one of several blank lines", "a\n\n\n{{url}}\r\n\r\n \r\nb", "a\n\nb"],
  ])("drops %s", (_, template, expected) => {
    expect(render(template, { title: "A title" })).toBe(expected);
  });

  it("inserts values as they are", () => {
    expect(render("{{title}}!", { title: "$& {{url}} $1" })).toBe("$& {{url}} $1!");
    expect(render("{{ {{title}} } {x}", { title: "T" })).toBe("{{ T } {x}");
  });

  it("names the variables it does not know", () => {
    expect(renderTemplate("{{title}} {{nope}}", post)).toEqual({
      problem: "unknown-variable",
      names: ["nope"],
    });
  });

  it("never throws and never leaves blank runs, for any text", () => {
    fc.assert(
      fc.property(anyText, anyText, (template, value) => {
        const result = renderTemplate(`{{title}}\n\n${template}`, { ...post, title: value });
        expect("text" in result ? result.text : "").not.toMatch(/\n{3}/);
      }),
      { numRuns, seed: 5 },
    );
  });
});

describe("checkTemplate", () => {
  it("accepts every variable there is", () => {
    expect(checkTemplate(templateVariableNames.map((name) => `{{${name}}}`).join(" "))).toBeNull();
    expect(checkTemplate("no variables { } {{ }")).toBeNull();
  });

  it("names each unknown variable once", () => {
    expect(checkTemplate("{{tilte}} {{url}} {{Url}} {{ tilte }} {{}} {{constructor}}")).toEqual({
      problem: "unknown-variable",
      names: ["tilte", "Url", "", "constructor"],
    });
  });
});
