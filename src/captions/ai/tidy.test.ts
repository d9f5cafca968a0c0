import { describe, expect, it } from "vitest";
import { assignment, url } from "./testing.ts";
import { tidied } from "./tidy.ts";

describe("what is left of an answer", () => {
  it.each([
    ["is the text", "Engines weave.", "Engines weave."],
    ["has no fence around it", "```text\nEngines weave.\n```", "Engines weave."],
    ["has no quotation marks around it", "“Engines weave.”", "Engines weave."],
    ["keeps quotation marks in it", '"Engines" and "looms"', '"Engines" and "looms"'],
    ["has no announcement", "Here's a post for you:\n\nEngines weave.", "Engines weave."],
    ["keeps a first line with a colon", "Engines:\nthey weave.", "Engines:\nthey weave."],
    ["has no thoughts", "<think>Short!\n\nOK</think>\n\nEngines weave.", "Engines weave."],
    ["has no thoughts that began unseen", "Short! OK</think>\nEngines weave.", "Engines weave."],
    ["has no Markdown", "## Engines\n\n**They** weave __well__.", "Engines\n\nThey weave well."],
    ["keeps hashtags", "Engines weave.\n#engines #looms", "Engines weave.\n#engines #looms"],
    ["has no variables", "{{title}} by {{{author}}}", "{title} by {author}"],
    ["has no ragged space", "Engines  weave. \r\n\r\n\r\n\r\nYes.\n", "Engines weave.\n\nYes."],
    ["hides nothing", "Eng\u200bines\u202e we\u{e0041}ave.\0", "Engines weave."],
    ["keeps what joins emoji", "👩🏽‍💻 🏴󠁧󠁢󠁥󠁮󠁧󠁿 fine", "👩🏽‍💻 🏴󠁧󠁢󠁥󠁮󠁧󠁿 fine"],
    ["has no half characters", "Engines \ud83d weave.", "Engines \ufffd weave."],
    ["has no other link", "Look: https://evil.example/a", ""],
    [
      "has nothing that led to one",
      "Engines weave. Read more: https://evil.example",
      "Engines weave.",
    ],
    ["has no brackets of one", "Engines (https://evil.example) weave.", "Engines weave."],
    ["keeps the post's", `Engines weave: ${url}`, `Engines weave: ${url}`],
    ["may name the post's host", "On example.org: engines.", "On example.org: engines."],
    ["tells nobody", "By @ada, @eve@evil.example and <@&1>.", "By ada, eve and."],
  ])("%s", (_, said, text) => {
    expect(tidied(said, assignment())).toBe(text);
  });

  it("may tell whom the author tells, and lead where the author does", () => {
    const core =
      "Thanks to @ada and @bob@example.social, see https://example.com/Notes and Booking.com!";
    const adapted = assignment({ core, mechanical: core, facts: {} });
    const said =
      "See booking.com and https://example.com/Notes, thanks @bob@example.social and @Ada.";
    expect(tidied(said, adapted)).toBe(said);
  });

  it("tells nobody whose name only begins like one that the author tells", () => {
    const core = "Thanks to @bobby, mail to x@carl.example, see https://example.com/@dora";
    const adapted = assignment({ core, mechanical: core, facts: {} });
    expect(tidied("@bobby, @bob, @carl, @carl.example, @dora and <@1>", adapted)).toBe(
      "@bobby, bob, carl, carl.example, dora and",
    );
  });

  it("has the link that this connection gets, where the AI wrote the plain one", () => {
    const own = assignment({ url: `${url}?utm_source=somewhere` });
    expect(tidied(`Engines: ${url}`, own)).toBe(`Engines: ${url}?utm_source=somewhere`);
  });

  it("has as many hashtags as the platform takes", () => {
    const said = "An #engine weaves.\n\n#engines #looms";
    expect(tidied(said, assignment({ maxHashtags: 1 }))).toBe("An #engine weaves.");
    expect(tidied(said, assignment({ maxHashtags: 0 }))).toBe("An engine weaves.");
    expect(tidied(said, assignment({ maxHashtags: 2 }))).toBe("An #engine weaves.\n\n#engines");
  });

  it("is the same when it is tidied again", () => {
    const said = "“**Engines**” (www.evil.example) #a\n\n\n<@1> @eve {{x}}";
    const once = tidied(said, assignment());
    expect(tidied(once, assignment())).toBe(once);
  });
});
