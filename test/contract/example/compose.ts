// A draft as notes: the text in as many as it takes, the images with the first.

import type { Composition, Draft, Problem } from "#connector/contract.ts";
import { fitText } from "#text/fit.ts";
import { fits, lengths } from "#text/measure.ts";
import { limits } from "./about.ts";

const maxSegments = limits.thread?.maxSegments ?? 1;
const { maxCount, maxAltLength } = limits.images;

export function compose({ text, link, images, overflow }: Draft): Composition {
  const whole = text.toWellFormed().trim();
  const url = link?.url ?? null;
  const fitted = fitText(whole, { limits: limits.text, mode: overflow, maxSegments, url });
  const texts = "problem" in fitted ? [whole] : fitted.segments;
  const problems: Problem[] = [];
  const complain = (severity: Problem["severity"], code: string, message: string) =>
    problems.push({ severity, code, message });
  if ("problem" in fitted) complain("error", fitted.problem, "This text does not fit. Shorten it.");
  else if (fitted.shortened) complain("warning", "shortened", "The text is shortened.");
  if (texts[0] === "" && images.length === 0)
    complain("error", "empty", "There is nothing to post.");
  if (images.length > maxCount) complain("error", "images", "Take two images at most.");
  if (images.some(({ alt }) => alt.trim() === "")) {
    complain("warning", "alt-missing", "An image has no description.");
  }
  if (!images.every(({ alt }) => fits(alt, [maxAltLength]))) {
    complain("error", "alt", "Shorten the descriptions of the images.");
  }
  const segments = texts.map((part, index) => ({
    ...{ text: part, lengths: lengths(part, limits.text), card: null, extra: {} },
    images: index === 0 ? images : [],
  }));
  return { segments, problems };
}
