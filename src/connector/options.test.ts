import { expect, it } from "vitest";
import type { Option } from "./about.ts";
import { optionProblem } from "./options.ts";

const base = { name: "option", label: "An option" };
const replies: Option = { ...base, kind: "switch", default: true };
const audience: Option = {
  ...{ ...base, kind: "choice", default: "all" },
  choices: ["all", "some"].map((value) => ({ value, label: value })),
};
const warning: Option = { ...base, kind: "text", default: "", maxLength: 5 };

it.for([
  [replies, true],
  [replies, false],
  [audience, "some"],
  [warning, ""],
  [warning, "short"],
] as const)("%o takes %o", ([option, value]) => {
  expect(optionProblem(option, value)).toBeNull();
});

it.for([
  [replies, "true", "It is true or false."],
  [audience, true, "It is one of all, some."],
  [audience, "none", "It is one of all, some."],
  [warning, false, "It is one line of text."],
  [warning, "a\nb", "It is one line of text."],
  [warning, "longer", "It has at most 5 characters."],
] as const)("%o does not take %o", ([option, value, problem]) => {
  expect(optionProblem(option, value)).toBe(problem);
});
