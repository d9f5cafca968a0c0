// Whether a value is one that an option of a connector takes.

import type { Option } from "./about.ts";

/** Returns what is wrong with it, in a sentence that says what would be right; null: nothing. */
export function optionProblem(option: Option, value: boolean | string): string | null {
  switch (option.kind) {
    case "switch":
      return typeof value === "boolean" ? null : "It is true or false.";
    case "choice": {
      const values = option.choices.map((choice) => choice.value);
      return values.some((each) => each === value) ? null : `It is one of ${values.join(", ")}.`;
    }
    case "text": {
      if (typeof value !== "string" || /[\r\n]/.test(value)) return "It is one line of text.";
      const isShort = value.length <= option.maxLength;
      return isShort ? null : `It has at most ${option.maxLength} characters.`;
    }
  }
}
