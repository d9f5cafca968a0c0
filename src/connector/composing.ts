// Kit for connector authors: from a draft to texts that fit, and what to say about images and texts
// that do not.

import { fitText } from "#text/fit.ts";
import type { FitProblem } from "#text/fit.ts";
import type { ImageLimits, Limits } from "./about.ts";
import type { Draft, Image, Problem } from "./contract.ts";

export interface Fitting {
  /** Of the platform, for words. */
  name: string;
  limits: Pick<Limits, "text" | "thread">;
  /** Has to stand in the text; null where the platform shows it another way. */
  url: string | null;
}

/** The draft's text, whole or shortened or as a thread. Without a place for it, the whole text and the problem. */
export function fitDraft(
  draft: Pick<Draft, "text" | "overflow" | "isNumbered">,
  { name, limits, url }: Fitting,
): { texts: readonly string[]; problems: readonly Problem[] } {
  // Half a surrogate pair would arrive as another character.
  const whole = draft.text.toWellFormed().trim();
  const maxSegments = limits.thread?.maxSegments ?? 1;
  const mode = limits.thread === null ? "shorten" : draft.overflow;
  const { isNumbered = false } = draft;
  const fitted = fitText(whole, { limits: limits.text, mode, maxSegments, isNumbered, url });
  if ("problem" in fitted) {
    const message = fitProblems[fitted.problem]({ name, maxSegments });
    return { texts: [whole], problems: [error(fitted.problem, message)] };
  }
  const message = `The text is shortened to fit one post on ${name}.`;
  const problems = fitted.shortened ? [warning("text-shortened", message)] : [];
  return { texts: fitted.segments, problems };
}

/** What is wrong with images that were fitted to these limits already. */
export function imageProblems(
  images: readonly Image[],
  { name, limits }: { name: string; limits: ImageLimits },
): Problem[] {
  const { maxCount, animation } = limits;
  const tooMany = `${name} takes ${maxCount} images with a post, and these are ${images.length}.`;
  return [
    ...(images.length > maxCount ? [error("too-many-images", tooMany)] : []),
    ...images.flatMap(({ sizeBytes, mediaType, alt }, index) => {
      const moves = mediaType === "image/gif" ? animation : undefined;
      const maxBytes = Math.max(limits.maxBytes, moves?.maxBytes ?? 0);
      const which = `Image ${index + 1}`;
      const size = `${which} is larger than ${Math.floor(maxBytes / 1_000_000)} MB.`;
      const isShortened = fitAlt(alt, limits) !== alt.trim();
      return [
        ...(sizeBytes > maxBytes ? [error("image-too-large", size)] : []),
        ...(alt.trim() === "" ? [warning("alt-missing", `${which} has no alt text.`)] : []),
        ...(isShortened
          ? [
              warning(
                "alt-shortened",
                `${which} has an alt text that is too long; it is shortened.`,
              ),
            ]
          : []),
      ];
    }),
  ];
}

export function fitAlt(alt: string, { maxAltLength }: ImageLimits): string {
  const whole = alt.toWellFormed().trim();
  const fitted = fitText(whole, { limits: [maxAltLength], mode: "shorten", maxSegments: 1 });
  return "problem" in fitted ? "" : (fitted.segments[0] ?? "");
}

/** Of a draft with nothing in it. */
export function emptiness({ text, link, images }: Draft): Problem[] {
  if (text.trim() !== "" || link || images.length > 0) return [];
  return [error("empty", "There is nothing to post yet: write a text, or add a link or an image.")];
}

export function error(code: string, message: string): Problem {
  return { severity: "error", code, message };
}

export function warning(code: string, message: string): Problem {
  return { severity: "warning", code, message };
}

const fitProblems: Readonly<
  Record<FitProblem, (of: { name: string; maxSegments: number }) => string>
> = {
  "link-too-long": ({ name }) => `A link in this text is longer than a post on ${name} may be.`,
  "character-too-long": ({ name }) =>
    `A character in this text is longer than a post on ${name} may be.`,
  "too-many-segments": ({ maxSegments }) =>
    `This text needs more than ${maxSegments} posts. Shorten it.`,
};
