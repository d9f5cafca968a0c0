// From a stored file to bytes within limits that tell nothing but the picture: as they are where that
// is so, without their metadata where that is enough, else drawn anew.

import { existsSync } from "node:fs";
import type { AnimationLimits, FileLimits } from "#connector/about.ts";
import { readContainer } from "./container/read.ts";
import { findBytes, pathOf } from "./files.ts";
import type { MediaType } from "./kinds.ts";
import { inWords, nameOf } from "./kinds.ts";
import { inMegabytes, inMegapixels } from "./sizes.ts";
import type { Drawn } from "./workshop/draw.ts";
import { workshop } from "./workshop/workshop.ts";

export interface Source {
  mediaDir: string;
  sha256: Buffer;
  mediaType: MediaType;
  sizeBytes: number;
  widthPx: number;
  heightPx: number;
}

export type Prepared = "as-is" | Drawn | { problem: string };

const missing = {
  problem: "The file of this image is missing from the server. Upload the image again.",
};

/** Asked for the same thing twice at once, as previews of several accounts do, it is drawn once. */
const underWay = new Map<string, Promise<Prepared>>();

export async function prepare(source: Source, limits: FileLimits): Promise<Prepared> {
  if (isWithin(source, limits)) {
    const unchanged = await withoutDrawing(source, limits);
    if (unchanged !== undefined) return unchanged;
  }
  const file = pathOf(source.mediaDir, source.sha256);
  const key = `${file} ${limitsKey(limits)}`;
  const drawing =
    underWay.get(key) ?? redraw(file, source, limits).finally(() => underWay.delete(key));
  underWay.set(key, drawing);
  return drawing;
}

/** The same for limits that ask for the same. */
export function limitsKey({ maxBytes, maxSidePx, mediaTypes, animation }: FileLimits): string {
  const moving = animation === undefined ? "" : `, moving ${Object.values(animation).join(" ")}`;
  return `${maxBytes} bytes, ${maxSidePx} px, ${mediaTypes.join(" ")}${moving}`;
}

/** As far as can be told before it is known whether it moves. */
function isWithin(source: Source, limits: FileLimits): boolean {
  const isMoving = source.mediaType === "image/gif" && limits.animation !== undefined;
  return limits.mediaTypes.includes(source.mediaType) && (isMoving || isSmall(source, limits));
}

function isSmall({ sizeBytes, widthPx, heightPx }: Source, limits: FileLimits): boolean {
  return sizeBytes <= limits.maxBytes && Math.max(widthPx, heightPx) <= limits.maxSidePx;
}

async function withoutDrawing(source: Source, limits: FileLimits): Promise<Prepared | undefined> {
  const { mediaType, widthPx, heightPx } = source;
  const bytes = await findBytes(source.mediaDir, source.sha256);
  if (bytes === undefined) return missing;
  const {
    isAnimated = false,
    frameCount = 1,
    needsDrawing = true,
    clean = bytes,
  } = readContainer(bytes, mediaType) ?? {};
  const { animation } = limits;
  // Nobody turns an animation by EXIF.
  if (isAnimated) {
    const isTooLarge = animation && !canMove({ ...source, frameCount }, animation);
    if (isTooLarge) return { problem: tooLargeToMove(mediaType, limits) };
  } else {
    // Where a GIF is taken for an animation, a still one had better be something else.
    const isTakenToMove = mediaType === "image/gif" && animation !== undefined;
    if (needsDrawing || isTakenToMove || !isSmall(source, limits)) return undefined;
  }
  if (clean === bytes) return "as-is";
  return { bytes: clean, mediaType, widthPx, heightPx };
}

function canMove(
  { sizeBytes, widthPx, heightPx, frameCount }: Source & { frameCount: number },
  limits: AnimationLimits,
): boolean {
  const { maxBytes, maxWidthPx, maxHeightPx, maxFrames, maxPixels = Infinity } = limits;
  const isSmallEnough = sizeBytes <= maxBytes && widthPx <= maxWidthPx && heightPx <= maxHeightPx;
  return isSmallEnough && frameCount <= maxFrames && frameCount * widthPx * heightPx <= maxPixels;
}

async function redraw(file: string, { mediaType }: Source, limits: FileLimits): Promise<Prepared> {
  if (!existsSync(file)) return missing;
  const drawn = await workshop.perform("draw", { file, mediaType, limits });
  if (drawn === "moves") return { problem: tooLargeToMove(mediaType, limits) };
  if (drawn === "too-tight") return { problem: tooTight(mediaType, limits) };
  // It was read when it was stored; whatever stands in the way now must not stop a post.
  return "failed" in drawn ? { problem: undrawable(mediaType, drawn.failed) } : drawn;
}

function tooLargeToMove(mediaType: MediaType, limits: FileLimits): string {
  return `This animated ${nameOf(mediaType)} does not fit: taken is ${limits.animation ? wantedToMove(limits.animation) : wanted(limits)}. Animations are sent as they are, so make it smaller, or use a still image.`;
}

function tooTight(mediaType: MediaType, limits: FileLimits): string {
  return `This ${nameOf(mediaType)} cannot be made to fit: taken is ${wanted(limits)}. Use another image.`;
}

function undrawable(mediaType: MediaType, reason: string): string {
  return `This ${nameOf(mediaType)} cannot be prepared: ${reason}. Save it with another program and upload it again.`;
}

function wanted({ mediaTypes, maxBytes, maxSidePx }: FileLimits): string {
  return `${inWords(mediaTypes)} up to ${inMegabytes(maxBytes)} and ${maxSidePx} pixels on the longer side`;
}

function wantedToMove({
  maxBytes,
  maxWidthPx,
  maxHeightPx,
  maxFrames,
  maxPixels,
}: AnimationLimits): string {
  const all = maxPixels === undefined ? "" : `, ${inMegapixels(maxPixels)} in all of them together`;
  return `a GIF up to ${inMegabytes(maxBytes)}, ${maxWidthPx} × ${maxHeightPx} pixels and ${maxFrames} frames${all}`;
}
