import { expect, it } from "vitest";
import { doubtsAbout } from "./facts.ts";
import { assignment } from "./testing.ts";

it.each([
  ["In 1843, Ada saw 3 things.", []],
  ["In 1842 she earned 1,000 pounds.", ["1842", "1,000"]],
  ["Since 1842: 1842!", ["1842"]],
  ["https://example.org/2025", []],
])("numbers come from the source: %s", (text, invented) => {
  const sentences = invented.map((each) => `The number ${each} does not stand in your text.`);
  expect(doubtsAbout(text, assignment())).toEqual(sentences);
});

it("however a number is written", () => {
  const facts = { body: "1.000.000 Räder und 3,5 Meter" };
  expect(doubtsAbout("1,000,000 wheels, 3.5 metres", assignment({ facts }))).toEqual([]);
});

it("names of a message are kept, be it by their last word", () => {
  const core = "Thanks to Ada Lovelace and Charles Babbage. The Engine works.";
  const of = assignment({ core, facts: {}, mechanical: core });
  expect(doubtsAbout("Thanks, Lovelace and Charles Babbage: the engine works.", of)).toEqual([]);
  expect(doubtsAbout("Thanks to Ada and Mr Babbage: the engine works.", of)).toEqual([
    "“Ada Lovelace” is missing.",
  ]);
});

it("a long message, a piece and a headline may lose names", () => {
  const core = `Ada Lovelace thanks you. ${"She does. ".repeat(60)}`;
  expect(doubtsAbout("Thanks.", assignment({ core }))).toEqual([]);
  expect(doubtsAbout("Thanks.", assignment())).toEqual([]);
  const headline = "How The Engine Weaves Algebraic Patterns";
  expect(doubtsAbout("Engines weave.", assignment({ core: headline }))).toEqual([]);
});
