// What a file holds besides its pixels, and the same file without it: reading places and names in
// photos is nobody's business but their owner's. What is not known to be needed is left out.

import type { MediaType } from "../kinds.ts";
import { readGif } from "./gif.ts";
import { readJpeg } from "./jpeg.ts";
import type { Container } from "./parts.ts";
import { readPng } from "./png.ts";
import { readWebp } from "./webp.ts";

/** Undefined: the file is cut off, or not built as it should be; its pixels may be readable still. */
export function readContainer(bytes: Uint8Array, mediaType: MediaType): Container | undefined {
  switch (mediaType) {
    case "image/jpeg":
      return readJpeg(bytes);
    case "image/png":
      return readPng(bytes);
    case "image/webp":
      return readWebp(bytes);
    case "image/gif":
      return readGif(bytes);
    case "image/avif":
      // Its metadata is spread over the file; it is drawn anew in another form anyway.
      return { isAnimated: false, needsDrawing: true, clean: bytes };
  }
}
