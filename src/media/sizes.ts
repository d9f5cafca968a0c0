// How large an image may be that we take, and sizes in words.

/** Of one file as it is uploaded or fetched. */
export const maxUploadBytes = 20_000_000;

const maxPixels = 50_000_000;
/**
 * AVIF is decoded whole: 18 bytes of memory per pixel were measured, where other kinds take at most 5
 * (sharp 0.35.5, libheif 1.23.5, 2026-11-22).
 */
const maxAvifPixels = 16_000_000;

export function maxPixelsOf(mediaType: string): number {
  return mediaType === "image/avif" ? maxAvifPixels : maxPixels;
}

/** Rounded up, so that what is over a limit never reads as if it were equal to it. */
export function inMegabytes(bytes: number): string {
  return bytes < 100_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${inMillions(bytes)} MB`;
}

/** Rounded up. */
export function inMegapixels(pixels: number): string {
  return `${inMillions(pixels)} megapixels`;
}

function inMillions(count: number): number {
  return Math.ceil(count / 100_000) / 10;
}
