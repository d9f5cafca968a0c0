// Whether a file is an image that we take, and its size as people see it. What a header claims is
// believed only to refuse; what is accepted has been decoded once.

import { readContainer } from "./container/read.ts";
import type { MediaType } from "./kinds.ts";
import { nameOf, recognise } from "./kinds.ts";
import { decoding, timeLimit, withSharp } from "./sharp.ts";
import { inMegabytes, inMegapixels, maxPixelsOf, maxUploadBytes } from "./sizes.ts";

export interface Facts {
  mediaType: MediaType;
  /** Both as seen: after EXIF has turned it. */
  widthPx: number;
  heightPx: number;
}

export async function probe(bytes: Uint8Array): Promise<Facts | { problem: string }> {
  if (bytes.length > maxUploadBytes) return { problem: tooLarge(bytes.length) };
  const recognised = recognise(bytes);
  if ("problem" in recognised) return recognised;
  const { mediaType } = recognised;
  const size = await decodedSize(bytes, mediaType);
  return "problem" in size ? size : { mediaType, ...size };
}

function tooLarge(sizeBytes: number): string {
  return `This image is ${inMegabytes(sizeBytes)}, and the most is ${inMegabytes(maxUploadBytes)}. Make it smaller and try again.`;
}

function decodedSize(
  bytes: Uint8Array,
  mediaType: MediaType,
): Promise<Omit<Facts, "mediaType"> | { problem: string }> {
  const damaged = {
    problem: `This ${nameOf(mediaType)} cannot be read to its end: it is damaged or cut off.`,
  };
  return withSharp(async (sharp) => {
    try {
      const { autoOrient } = await sharp(bytes, { limitInputPixels: false }).metadata();
      const { width: widthPx, height: heightPx } = autoOrient;
      if (widthPx * heightPx > maxPixelsOf(mediaType)) {
        return { problem: tooManyPixels({ mediaType, widthPx, heightPx }) };
      }
      // Small and never shown: what matters is that every pixel was read on the way.
      const thumbnail = sharp(bytes, decoding).resize(16, 16, { fit: "fill" });
      await thumbnail.timeout(timeLimit).raw().toBuffer();
      return framesAreWhole(bytes, mediaType) ? { widthPx, heightPx } : damaged;
    } catch {
      return damaged;
    }
  });
}

function tooManyPixels({ mediaType, widthPx, heightPx }: Facts): string {
  const max = inMegapixels(maxPixelsOf(mediaType));
  const has = inMegapixels(widthPx * heightPx);
  return `This ${nameOf(mediaType)} has ${has} (${widthPx} × ${heightPx}), and the most is ${max}. Make it smaller and try again.`;
}

/** Of an animation only the first frame is decoded; that the others are there shows in its structure. */
function framesAreWhole(bytes: Uint8Array, mediaType: MediaType): boolean {
  const canMove = mediaType === "image/gif" || mediaType === "image/webp";
  return !canMove || readContainer(bytes, mediaType) !== undefined;
}
