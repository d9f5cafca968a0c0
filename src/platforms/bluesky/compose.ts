// A draft as Bluesky posts: a thread of texts with their facets, and on the first post one embed,
// which is either the images or the link's card.

import type { Composition, Draft, Image, Problem, Segment } from "#connector/contract.ts";
import { fitText } from "#text/fit.ts";
import type { FitProblem } from "#text/fit.ts";
import { lengths } from "#text/measure.ts";

import { limits } from "./about.ts";
import { facetsOf } from "./facets.ts";

const { maxSegments } = limits.thread;
const { maxCount, maxBytes, maxAltLength } = limits.images;

const fitProblems: Readonly<Record<FitProblem, string>> = {
  "link-too-long": "A link in this text is longer than the 300 characters of a post.",
  "character-too-long": "A character in this text is longer than the 3,000 bytes of a post.",
  "too-many-segments": `This text needs more than ${maxSegments} posts. Shorten it.`,
};

export function compose(draft: Draft): Composition {
  const images = draft.images.map((image) => ({ ...image, alt: shortenedAlt(image.alt) }));
  const card = images.length > 0 ? null : draft.link;
  const { texts, problems } = textsOf(draft);
  const segments = texts.map((text, index): Segment => {
    const media = index === 0 ? { images, card } : { images: [], card: null };
    const facets = facetsOf(text, draft.link?.url ?? null);
    const extra = { facets, langs: draft.language === null ? [] : [draft.language] };
    return { text, lengths: lengths(text, limits.text), ...media, extra };
  });
  return { segments, problems: [...problems, ...imageProblems(draft.images), ...emptiness(draft)] };
}

function textsOf({ text, link, images, overflow, isNumbered = false }: Draft): {
  texts: readonly string[];
  problems: readonly Problem[];
} {
  // Half a surrogate pair would be stored as U+FFFD, and a look at the post find another text.
  const whole = text.toWellFormed().trim();
  // With images there is no card, so the link has to be in the text.
  const url = images.length > 0 && link ? link.url : null;
  const fitted = fitText(whole, {
    ...{ limits: limits.text, mode: overflow, maxSegments, isNumbered, url },
  });
  if ("problem" in fitted) {
    return { texts: [whole], problems: [error(fitted.problem, fitProblems[fitted.problem])] };
  }
  const message = "The text is shortened to fit one Bluesky post.";
  const problems = fitted.shortened ? [warning("text-shortened", message)] : [];
  return { texts: fitted.segments, problems };
}

function imageProblems(images: readonly Image[]): Problem[] {
  const tooMany = `Bluesky takes ${maxCount} images with a post, and these are ${images.length}.`;
  return [
    ...(images.length > maxCount ? [error("too-many-images", tooMany)] : []),
    ...images.flatMap(({ sizeBytes, alt }, index) => {
      const name = `Image ${index + 1}`;
      const largest = `${maxBytes / 1_000_000} MB`;
      return [
        ...(sizeBytes > maxBytes
          ? [error("image-too-large", `${name} is larger than ${largest}.`)]
          : []),
        ...(alt.trim() === "" ? [warning("alt-missing", `${name} has no alt text.`)] : []),
        ...(shortenedAlt(alt) === alt.trim()
          ? []
          : [
              warning(
                "alt-shortened",
                `${name} has an alt text that is too long; it is shortened.`,
              ),
            ]),
      ];
    }),
  ];
}

function emptiness({ text, link, images }: Draft): Problem[] {
  if (text.trim() !== "" || link || images.length > 0) return [];
  return [error("empty", "There is nothing to post yet: write a text, or add a link or an image.")];
}

function shortenedAlt(alt: string): string {
  const whole = alt.toWellFormed().trim();
  const fitted = fitText(whole, { limits: [maxAltLength], mode: "shorten", maxSegments: 1 });
  return "problem" in fitted ? "" : (fitted.segments[0] ?? "");
}

function error(code: string, message: string): Problem {
  return { severity: "error", code, message };
}

function warning(code: string, message: string): Problem {
  return { severity: "warning", code, message };
}
