// A draft as Mastodon posts it: a thread of texts with the link in them, and the images on the first.

import { z } from "zod";

import { emptiness, fitAlt, fitDraft, imageProblems } from "#connector/composing.ts";
import type { Account, Composition, Draft, Segment } from "#connector/contract.ts";
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
  const { texts, problems } = fitDraft(draft, {
    ...{ name, limits: { ...limits, text }, url: draft.link?.url ?? null },
  });
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
  return { segments, problems: [...problems, ...found] };
}

/** ISO 639-1, of the language's whole tag. */
function languageOf({ language }: Draft): string | null {
  return /^([a-z]{2})(?:-|$)/i.exec(language ?? "")?.[1]?.toLowerCase() ?? null;
}
