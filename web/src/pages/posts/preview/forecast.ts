// What a caption will become on a platform, told while it is being written: by the code that the server
// counts and fits with.

import { fitText } from "#text/fit.ts";
import type { FitProblem } from "#text/fit.ts";
import { containsLink } from "#text/links.ts";
import { lengths } from "#text/measure.ts";
import type { TextLimit } from "#text/measure.ts";
import type { Connection } from "#api/contract/connections.ts";
import type { Composition } from "#api/contract/deliveries.ts";
import { tightestOf } from "./count.ts";
import type { Length } from "./count.ts";

/** Of the problem that a connector tells when it has shortened a text. */
const shortenedCode = "text-shortened";

type Limits = Connection["limits"];

export interface Fitting {
  limits: Limits;
  overflow: "thread" | "shorten";
  isNumbered: boolean;
  /** The link that has to be in the text, where the platform does not show it another way. */
  url: string | null;
}

export interface Forecast {
  /** Of the whole caption, against the limit that it comes closest to; undefined where nothing is counted. */
  length: Length | undefined;
  isOver: boolean;
  /** What will be posted. */
  outcome: { kind: "posts"; texts: readonly string[]; isShortened: boolean } | Unfit;
}

interface Unfit {
  kind: "unfit";
  problem: FitProblem;
}

export function forecastOf(caption: string, fitting: Fitting): Forecast {
  const { limits, url } = fitting;
  const text = caption.trim();
  const textLimits = textLimitsOf(limits);
  const complete = url === null || containsLink(text, url) ? text : `${text}\n\n${url}`.trim();
  const length = tightestOf(lengths(complete, textLimits));
  const isOver = length !== undefined && length.used > length.max;
  return { length, isOver, outcome: fit(text, textLimits, fitting) };
}

/**
 * What is expected, corrected by what the server has made of the same caption: a connector may leave out
 * a link that stands on a card, or count a warning with the text.
 */
export function settled(expected: Forecast, composition: Composition | undefined): Forecast {
  if (composition === undefined || expected.outcome.kind === "unfit") return expected;
  const texts = composition.segments.map(({ text }) => text);
  const isShortened = composition.problems.some(({ code }) => code === shortenedCode);
  const outcome = { kind: "posts", texts, isShortened } as const;
  const [only, ...others] = composition.segments;
  if (only === undefined || others.length > 0 || isShortened) return { ...expected, outcome };
  return { length: tightestOf(only.lengths), isOver: false, outcome };
}

/** The caption in one post, with its link: what is left of it when it is shortened. */
export function shortenedTo(caption: string, { limits, url }: Pick<Fitting, "limits" | "url">) {
  const outcome = fit(caption.trim(), textLimitsOf(limits), {
    ...{ limits, url, overflow: "shorten", isNumbered: false },
  });
  return outcome.kind === "posts" ? (outcome.texts[0] ?? "") : "";
}

function fit(
  text: string,
  limits: readonly TextLimit[],
  { limits: { thread }, overflow, isNumbered, url }: Fitting,
): Forecast["outcome"] {
  const fitted = fitText(text, {
    ...{ limits, url, isNumbered },
    mode: thread === null ? "shorten" : overflow,
    maxSegments: thread?.maxSegments ?? 1,
  });
  return "problem" in fitted
    ? { kind: "unfit", problem: fitted.problem }
    : { kind: "posts", texts: fitted.segments, isShortened: fitted.shortened };
}

const units: ReadonlySet<string> = new Set<TextLimit["unit"]>([
  ...(["grapheme", "utf16", "byte", "weighted", "emoji-bytes"] as const),
]);

/** Without those in a unit that this dashboard does not know: a newer server counts them. */
function textLimitsOf({ text }: Limits): TextLimit[] {
  return text.flatMap(({ max, unit, linkLength, shortMentions, doubled }) =>
    isUnit(unit)
      ? {
          ...{ max, unit },
          ...(linkLength !== undefined && { linkLength }),
          ...(shortMentions !== undefined && { shortMentions }),
          ...(doubled !== undefined && { doubled }),
        }
      : [],
  );
}

function isUnit(unit: string): unit is TextLimit["unit"] {
  return units.has(unit);
}
