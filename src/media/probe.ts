// Whether a file is an image that we take, and its size as people see it. What a header claims is
// believed only to refuse; what is accepted has been decoded once.

import { readContainer } from "./container/read.ts";
import type { MediaType } from "./kinds.ts";
import { nameOf, recognise } from "./kinds.ts";
import { inMegabytes, inMegapixels, maxPixelsOf, maxUploadBytes } from "./sizes.ts";
import type { Size } from "./workshop/measure.ts";
import { workshop } from "./workshop/workshop.ts";

export interface Facts extends Size {
  mediaType: MediaType;
}

export async function probe(bytes: Uint8Array): Promise<Facts | { problem: string }> {
  if (bytes.length > maxUploadBytes) return { problem: tooLarge(bytes.length) };
  const recognised = recognise(bytes);
  if ("problem" in recognised) return recognised;
  const { mediaType } = recognised;
  const maxPixels = maxPixelsOf(mediaType);
  const size = await workshop.perform("measure", { bytes, maxPixels });
  if (size === undefined || !isWhole(bytes, mediaType)) return { problem: damaged(mediaType) };
  if ("failed" in size) return { problem: unreadable(mediaType, size.failed) };
  const facts = { mediaType, ...size };
  return size.widthPx * size.heightPx > maxPixels ? { problem: tooManyPixels(facts) } : facts;
}

/** Of an animation only the first frame is decoded; that the others are there shows in its structure. */
function isWhole(bytes: Uint8Array, mediaType: MediaType): boolean {
  const canMove = mediaType === "image/gif" || mediaType === "image/webp";
  return !canMove || readContainer(bytes, mediaType) !== undefined;
}

function tooLarge(sizeBytes: number): string {
  return `This image is ${inMegabytes(sizeBytes)}, and the most is ${inMegabytes(maxUploadBytes)}. Make it smaller and try again.`;
}

function damaged(mediaType: MediaType): string {
  return `This ${nameOf(mediaType)} cannot be read to its end: it is damaged or cut off.`;
}

function unreadable(mediaType: MediaType, reason: string): string {
  return `This ${nameOf(mediaType)} cannot be read: ${reason}. Save it with another program and try again.`;
}

function tooManyPixels({ mediaType, widthPx, heightPx }: Facts): string {
  const max = inMegapixels(maxPixelsOf(mediaType));
  const has = inMegapixels(widthPx * heightPx);
  return `This ${nameOf(mediaType)} has ${has} (${widthPx} × ${heightPx}), and the most is ${max}. Make it smaller and try again.`;
}
