// A draft as Mastodon posts it: a thread of texts with the link in them, and the images on the first.

import { z } from "zod";

import { emptiness, error, fitAlt, fitDraft, imageProblems } from "#connector/composing.ts";
import type { Account, Composition, Draft, Problem, Segment } from "#connector/contract.ts";
import { lengths, usedLength } from "#text/measure.ts";

import { about, limitsOf } from "./about.ts";
import { segmentExtra } from "./steps.ts";

export function compose(draft: Draft, account: Account): Composition {
  const { name } = about;
  const limits = limitsOf(account);
  const warning = z.string().catch("").parse(draft.options["contentWarning"]).trim();
  // The warning counts with every post that bears it, and links in it with all their characters.
  const text = limits.text.map((limit) => ({
    ...limit,
    max: limit.max - usedLength(warning, { unit: limit.unit }),
  }));
  const fitting = { name, limits: { ...limits, text }, url: draft.link?.url ?? null };
  const { texts, problems } = fitDraft(draft, fitting);
  const isCrowdedOut =
    hasError(problems) && !hasError(fitDraft(draft, { ...fitting, limits }).problems);
  const images = draft.images.map((image) => ({ ...image, alt: fitAlt(image.alt, limits.images) }));
  const visibility = segmentExtra.shape.visibility
    .catch("public")
    .parse(draft.options["visibility"]);
  const segments = texts.map((part, index): Segment => {
    const isFirst = index === 0;
    return {
      ...{ text: part, lengths: lengths(part, limits.text), card: null },
      images: isFirst ? images : [],
      extra: {
        // As is usual there: the beginning of a thread stands for it in public timelines.
        visibility: !isFirst && visibility === "public" ? "unlisted" : visibility,
        ...(warning !== "" && { contentWarning: warning }),
        ...(languageOf(draft) && { language: languageOf(draft) ?? "" }),
      },
    };
  });
  const found = [
    ...imageProblems(draft.images, { name, limits: limits.images }),
    ...emptiness(draft),
  ];
  return {
    segments,
    problems: [...(isCrowdedOut ? [tooLongWarning(limits)] : problems), ...found],
  };
}

function hasError(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === "error");
}

function tooLongWarning({ text: [limit] }: ReturnType<typeof limitsOf>): Problem {
  const message = `The content warning leaves too little of the ${limit?.max} characters that a post may have on this server. Shorten the warning.`;
  return error("content-warning-too-long", message);
}

/** ISO 639-1, of the language's whole tag. */
function languageOf({ language }: Draft): string | null {
  return /^([a-z]{2})(?:-|$)/i.exec(language ?? "")?.[1]?.toLowerCase() ?? null;
}
