// How large an image is as people see it, and whether all of it can be read.

import sharp from "sharp";
import { decoding } from "./decoding.ts";

export interface Size {
  widthPx: number;
  heightPx: number;
}

/**
 * What its header claims is believed only to refuse: an image of more than `maxPixels` is not decoded,
 * any other is. Undefined: it is damaged or cut off.
 */
export async function measure({
  bytes,
  maxPixels,
}: {
  bytes: Uint8Array;
  maxPixels: number;
}): Promise<Size | undefined> {
  try {
    const { autoOrient } = await sharp(bytes, { limitInputPixels: false }).metadata();
    const size = { widthPx: autoOrient.width, heightPx: autoOrient.height };
    if (size.widthPx * size.heightPx > maxPixels) return size;
    // Small and never shown: what matters is that every pixel is read on the way.
    await sharp(bytes, decoding).resize(16, 16, { fit: "fill" }).raw().toBuffer();
    return size;
  } catch {
    return undefined;
  }
}
