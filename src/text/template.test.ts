import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkTemplate,
  renderTemplate,
  templateVariableNames,
  type TemplateVariables,
} from "./template.ts";
import { templateProblemInWords, withoutVariables } from "./template-parts.ts";
import { anyText } from "./testing/any-text.ts";
import { caseCount } from "./testing/cases.ts";

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
const ordinary = "{{title}}\n\n{{excerpt}}\n\n{{url}}";

function render(template: string, variables: Partial<TemplateVariables> = {}): string {
  const result = renderTemplate(template, { ...nothing, ...variables });
  if ("problem" in result) throw new Error(templateProblemInWords(result));
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
    expect(render(ordinary, post)).toBe("A title\n\nAn excerpt.\n\nhttps://a.com/b");
    expect(render(ordinary, { ...post, excerpt: " \n" })).toBe("A title\n\nhttps://a.com/b");
    expect(render(ordinary)).toBe("");
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

  it("takes no more hashtags than the platform's rules allow", () => {
    const tags = ["one", "two", "three"];
    expect(render("{{hashtags}}", { tags, hashtagRules: { maxCount: 2 } })).toBe("#one #two");
    expect(
      render("{{title}}\n{{hashtags}}", { ...post, tags, hashtagRules: { maxCount: 0 } }),
    ).toBe("A title");
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
    const piece = fc.oneof(anyText, fc.constantFrom("{{#url}}", "{{/url}}", "{{author}}", "\n"));
    const anyTemplate = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(anyTemplate, anyText, (template, value) => {
        const result = renderTemplate(`{{title}}\n\n${template}`, { ...post, title: value });
        expect("text" in result ? result.text : "").not.toMatch(/\n{3}/);
        expect("problem" in result).toBe(checkTemplate(template) !== null);
      }),
      { numRuns: caseCount, seed: 5 },
    );
  });
});

describe("a block", () => {
  const link = "{{#url}}Read more: {{url}}{{/url}}";
  it.each([
    ["is there with its variable", link, post, "Read more: https://a.com/b"],
    ["is gone without it", `Before {{#url}}and {{url}} {{/url}}after`, {}, "Before after"],
    ["takes its line with it", `One\n${link}\nTwo`, {}, "One\nTwo"],
    ["leaves the text of its line", `Hello{{#url}}: {{url}}{{/url}}`, {}, "Hello"],
    ["may span lines", "One\n{{#url}}\nMore:\n{{url}}\n{{/url}}\nTwo", {}, "One\nTwo"],
    [
      "leaves no blank lines of its own",
      "One\n{{#url}}\nMore:\n{{url}}\n{{/url}}\nTwo",
      post,
      "One\nMore:\nhttps://a.com/b\nTwo",
    ],
    ["may begin and end inside lines", "One{{#url}} a\nb{{/url}} c", {}, "One c"],
    ["may begin and end inside lines, filled", "One{{#url}} a\nb{{/url}} c", post, "One a\nb c"],
    [
      "may hold others",
      "{{#url}}{{#author}}{{author}}: {{/author}}{{url}}{{/url}}",
      { url: "https://a.com" },
      "https://a.com",
    ],
    [
      "hides what it holds",
      "{{#author}}x{{#url}}{{url}}{{/url}}y{{/author}}!",
      { url: "https://a.com" },
      "!",
    ],
    ["may hold itself", "{{#url}}a{{#url}}b{{/url}}c{{/url}}", { url: "https://a.com" }, "abc"],
    ["knows lists", "{{#hashtags}}Tags: {{hashtags}}{{/hashtags}}", { tags: ["2026"] }, ""],
    ["takes space in its braces", "{{# url }}x{{/ url }}", post, "x"],
    [
      "does not save a line whose other variables are all empty",
      "By {{author}}{{#url}}, {{url}}{{/url}}",
      {},
      "",
    ],
    [
      "is a condition, whatever it holds",
      "{{#url}}Link in the card{{/url}}",
      post,
      "Link in the card",
    ],
    ["looks like text in a value", "{{title}}", { title: "{{#url}}x" }, "{{#url}}x"],
  ])("%s", (_, template, variables, expected) => {
    expect(render(template, variables)).toBe(expected);
  });
});

describe("checkTemplate", () => {
  it("accepts every variable there is", () => {
    expect(checkTemplate(templateVariableNames.map((name) => `{{${name}}}`).join(" "))).toBeNull();
    expect(
      checkTemplate(templateVariableNames.map((name) => `{{#${name}}}{{/${name}}}`).join(" ")),
    ).toBeNull();
    expect(checkTemplate("no variables { } {{ }")).toBeNull();
  });

  it("names each unknown variable once", () => {
    expect(checkTemplate("{{tilte}} {{url}} {{Url}} {{ tilte }} {{}} {{constructor}}")).toEqual({
      problem: "unknown-variable",
      names: ["tilte", "Url", "", "constructor"],
    });
    expect(checkTemplate("{{#ulr}}{{url}}{{/url}}")).toEqual({
      problem: "unknown-variable",
      names: ["ulr"],
    });
  });

  it.each([
    ["never ended", "{{#url}}{{url}}", { problem: "unclosed-block", name: "url" }],
    ["ended twice", "{{#url}}{{/url}}{{/url}}", { problem: "unopened-block", name: "url" }],
    ["ended first", "{{/url}}{{#url}}", { problem: "unopened-block", name: "url" }],
    [
      "ended by another's end",
      "{{#url}}{{#title}}{{/url}}{{/title}}",
      { problem: "unclosed-block", name: "title" },
    ],
    [
      "not that which ends",
      "{{#url}}{{/title}}{{/url}}",
      { problem: "unopened-block", name: "title" },
    ],
  ])("tells a block that is %s", (_, template, problem) => {
    expect(checkTemplate(template)).toEqual(problem);
  });
});

describe("a template's problem in words", () => {
  it.each([
    ["{{a}} {{b}}", "There is no variable {{a}}, {{b}}."],
    ["{{#url}}", "The block {{#url}} has no end: write {{/url}} behind it."],
    ["{{/url}}", "There is {{/url}}, but no {{#url}} before it."],
  ])("%s", (template, words) => {
    const problem = checkTemplate(template);
    expect(problem && templateProblemInWords(problem)).toBe(words);
  });
});

describe("withoutVariables", () => {
  it("leaves nothing to be filled in, and everything else as it is", () => {
    expect(withoutVariables("{{x}}, {{#url}}{{{title}}}{{/url}} and {y}")).toBe(
      "{x}, {#url}{title}{/url} and {y}",
    );
    fc.assert(
      fc.property(anyText, (text) => {
        expect(render(withoutVariables(`{{${text}}}`))).not.toContain("{{");
        expect(checkTemplate(withoutVariables(`{{${text}}}`))).toBeNull();
      }),
      { numRuns: caseCount, seed: 6 },
    );
  });
});
