// A draft as X posts it: a thread of texts, with the images and the link in its text.

import {
  emptiness,
  error,
  fitAlt,
  fitDraft,
  imageProblems,
  warning,
} from "#connector/composing.ts";
import type { Composition, Cost, Draft, Image, Problem, Segment } from "#connector/contract.ts";
import { bareToo, findAddresses } from "#text/addresses.ts";
import { lengths } from "#text/measure.ts";

import { about, limits, maxCashtags, prices } from "./about.ts";
import { segmentExtra } from "./steps.ts";

const gif = "image/gif";
/** https://github.com/twitter/twitter-text, conformance/extract.yml at 30e2430 (2026-11-25) */
const cashtag = /(?<=^|\s)\$[a-z]{1,6}(?:[._][a-z]{1,2})?(?=$|[\s\p{P}])/giu;

export function compose(draft: Draft): Composition {
  const { name } = about;
  const { texts, problems } = fitDraft(draft, { name, limits, url: draft.link?.url ?? null });
  const images = draft.images.map((image) => ({ ...image, alt: fitAlt(image.alt, limits.images) }));
  const { replySettings, madeWithAi } = draft.options;
  const segments = texts.map((text, index): Segment => {
    const isFirst = index === 0;
    return {
      ...{ text, lengths: lengths(text, limits.text), card: null },
      images: isFirst ? images : [],
      extra: {
        ...(isFirst && isRestricted(replySettings) && { replySettings }),
        ...(isFirst && madeWithAi === true && { madeWithAi }),
      },
    };
  });
  return {
    segments,
    problems: [
      ...problems,
      ...imageProblems(draft.images, { name, limits: limits.images }),
      ...mixtures(draft.images),
      ...tooManyCashtags(segments),
      ...emptiness(draft),
    ],
    cost: costOf(segments),
  };
}

function isRestricted(value: unknown): value is string {
  return segmentExtra.shape.replySettings.safeParse(value).success && value !== undefined;
}

/** One moving picture, or several still ones. */
function mixtures(images: readonly Image[]): Problem[] {
  const isMixed = images.length > 1 && images.some(({ mediaType }) => mediaType === gif);
  if (!isMixed) return [];
  return [error("gif-alone", "X takes a GIF only as the one image of a post.")];
}

function tooManyCashtags(segments: readonly Segment[]): Problem[] {
  const most = Math.max(...segments.map(({ text }) => text.match(cashtag)?.length ?? 0));
  if (most <= maxCashtags) return [];
  const message = `X lets most apps put only one cashtag ($NAME) into a post; here one has ${most}, and X may refuse it.`;
  return [warning("too-many-cashtags", message)];
}

function costOf(segments: readonly Segment[]): Cost {
  const withLink = segments.filter(({ text }) => findAddresses(text, bareToo).length > 0).length;
  const described = segments.flatMap(({ images }) => images).filter(({ alt }) => alt !== "").length;
  const plain = segments.length - withLink;
  const amount = plain * prices.post + withLink * prices.postWithLink + described * prices.altText;
  return { amountUsd: Math.round(amount * 1000) / 1000, note: noteOn(withLink) };
}

function noteOn(withLink: number): string {
  const price = `$${prices.postWithLink.toFixed(2)}`;
  if (withLink === 0) return `With a link, a post costs ${price} at X.`;
  if (withLink === 1) return `The link makes its post cost ${price} instead of $${prices.post}.`;
  return `Each of the ${withLink} posts with a link costs ${price}: one link in a thread is enough.`;
}
