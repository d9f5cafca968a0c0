// A draft as Threads posts it: a chain of texts with the link in them, and the images on the first.

import { z } from "zod";

import { emptiness, error, fitAlt, fitDraft, imageProblems } from "#connector/composing.ts";
import type { Composition, Draft, Problem, Segment } from "#connector/contract.ts";
import { bareToo, findAddresses } from "#text/addresses.ts";
import { lengths } from "#text/measure.ts";

import { about, limits, maxLinks, maxRatio } from "./about.ts";
import { segmentExtra } from "./steps.ts";

const { name } = about;
/** https://developers.facebook.com/docs/threads/posts (2026-11-25): no dots and no ampersands. */
const notInTopics = /[.&#]+/g;
const longestTopic = 50;

export function compose(draft: Draft): Composition {
  const { texts, problems } = fitDraft(draft, { name, limits, url: draft.link?.url ?? null });
  const images = draft.images.map((image) => ({ ...image, alt: fitAlt(image.alt, limits.images) }));
  const replyControl = segmentExtra.shape.replyControl.safeParse(
    draft.options["replyControl"],
  ).data;
  const topic = topicOf(draft);
  const segments = texts.map((text, index): Segment => {
    const isFirst = index === 0;
    return {
      ...{ text, lengths: lengths(text, limits.text), card: null },
      images: isFirst ? images : [],
      extra: {
        ...(isFirst && replyControl !== undefined && { replyControl }),
        ...(isFirst && topic !== "" && { topic }),
      },
    };
  });
  return {
    segments,
    problems: [
      ...problems,
      ...imageProblems(draft.images, { name, limits: limits.images }),
      ...ofImages(draft),
      ...segments.flatMap(({ text }) => ofLinks(text)),
      ...emptiness(draft),
    ],
  };
}

function topicOf({ options }: Draft): string {
  const topic = z.string().catch("").parse(options["topic"]).toWellFormed();
  const allowed = Array.from(topic.replace(notInTopics, "").replace(/\s+/g, " ").trim());
  return allowed.slice(0, longestTopic).join("").trim();
}

function ofImages({ images, isReachable }: Draft): Problem[] {
  const [first] = images;
  const unreachable =
    "Threads fetches images from this server, which it cannot reach: PUBLIC_URL is no public https address. Post without images, or ask the operator.";
  return [
    ...(first && !isReachable ? [error("not-reachable", unreachable)] : []),
    ...images.flatMap(({ widthPx, heightPx }, index) => {
      const ratio = Math.max(widthPx, heightPx) / Math.min(widthPx, heightPx);
      const message = `Image ${index + 1} is more than ${maxRatio} times as long as it is wide.`;
      return ratio > maxRatio ? [error("image-ratio", message)] : [];
    }),
  ];
}

function ofLinks(text: string): Problem[] {
  const links = new Set(
    findAddresses(text, bareToo).map(({ start, end }) => text.slice(start, end)),
  );
  if (links.size <= maxLinks) return [];
  return [
    error(
      "too-many-links",
      `Threads takes ${maxLinks} links in a post, and here are ${links.size}.`,
    ),
  ];
}
