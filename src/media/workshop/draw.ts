// Draws an image anew within limits: turned upright, in sRGB, without metadata; first with less
// quality, then smaller.

import { readFile } from "node:fs/promises";
import sharp from "sharp";
import type { FileLimits } from "#connector/about.ts";
import { readContainer } from "../container/read.ts";
import type { MediaType } from "../kinds.ts";
import { decoding } from "./decoding.ts";

export interface Drawn {
  bytes: Uint8Array;
  mediaType: MediaType;
  widthPx: number;
  heightPx: number;
}

type Drawable = "image/jpeg" | "image/png" | "image/webp";

interface Form {
  mediaType: Drawable;
  /** Of 100. */
  quality: number;
  sidePx: number;
}

/** Below 70 the blocks of a JPEG show; a smaller picture then looks better. */
const qualities = [90, 80, 70];
const minSidePx = 32;

/**
 * "moves": it is an animation, of which only the first frame would be left. "too-tight": the limits
 * allow no form that we draw, or are too small for any picture.
 */
export async function draw({
  file,
  mediaType,
  limits,
}: {
  file: string;
  mediaType: MediaType;
  limits: FileLimits;
}): Promise<Drawn | "moves" | "too-tight"> {
  const bytes = await readFile(file);
  if (readContainer(bytes, mediaType)?.isAnimated) return "moves";
  const { hasAlpha, autoOrient } = await sharp(bytes, decoding).metadata();
  const { exact, reduced } = formsFor({ mediaType, hasAlpha }, limits.mediaTypes);
  const drawIn = (form: Form) => drawOnce(bytes, form);
  let sidePx = Math.min(Math.max(autoOrient.width, autoOrient.height), limits.maxSidePx);
  if (exact !== undefined) {
    const drawn = await drawIn({ mediaType: exact, quality: 100, sidePx });
    if (drawn.bytes.length <= limits.maxBytes) return drawn;
  }
  if (reduced === undefined) return "too-tight";
  do {
    let sizeBytes = 0;
    for (const quality of reduced === "image/png" ? [100] : qualities) {
      const drawn = await drawIn({ mediaType: reduced, quality, sidePx });
      sizeBytes = drawn.bytes.length;
      if (sizeBytes <= limits.maxBytes) return drawn;
    }
    sidePx = nextSide(sidePx, sizeBytes, limits);
  } while (sidePx >= minSidePx);
  return "too-tight";
}

/**
 * `exact` keeps a drawing as crisp as it came, where its size allows; `reduced` is for the rest:
 * see-through pictures stay so where a small form for them is accepted.
 */
function formsFor(
  { mediaType, hasAlpha }: { mediaType: MediaType; hasAlpha: boolean },
  accepted: readonly string[],
): { exact: Drawable | undefined; reduced: Drawable | undefined } {
  const drawable = accepted.filter(isDrawable);
  const lossy = drawable.filter((type) => type !== "image/png");
  const png = drawable.find((type) => type === "image/png");
  const isDrawing = mediaType === "image/png" || mediaType === "image/gif";
  const preferred =
    (hasAlpha ? lossy.find((type) => type === "image/webp") : undefined) ?? lossy[0];
  return { exact: isDrawing && preferred ? png : undefined, reduced: preferred ?? png };
}

function isDrawable(mediaType: string): mediaType is Drawable {
  return ["image/jpeg", "image/png", "image/webp"].includes(mediaType);
}

async function drawOnce(bytes: Buffer, { mediaType, quality, sidePx }: Form): Promise<Drawn> {
  const upright = sharp(bytes, decoding)
    .autoOrient()
    .resize(sidePx, sidePx, { fit: "inside", withoutEnlargement: true });
  const encoded = {
    "image/jpeg": () => upright.flatten({ background: "#fff" }).jpeg({ quality }),
    "image/png": () => upright.png(),
    "image/webp": () => upright.webp({ quality }),
  }[mediaType]();
  const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
  return { bytes: data, mediaType, widthPx: info.width, heightPx: info.height };
}

/** A file shrinks about as its area does. */
function nextSide(sidePx: number, sizeBytes: number, { maxBytes }: FileLimits): number {
  return Math.floor(sidePx * Math.min(0.85, Math.sqrt(maxBytes / sizeBytes)));
}
