// Stored images for the suite: small, whole, and each with bytes of its own.

import type { Image } from "#connector/contract.ts";

const mediaType = "image/png";
/** One pixel. Decoders ignore what follows the end of a PNG. */
const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAMAAAAoyzS7AAAAA1BMVEUzZpk7I4HSAAAACklEQVQImWNgAAAAAgAB9HFkpgAAAABJRU5ErkJggg==",
  "base64",
);

export function image(mediaId: string, alt: string): Image {
  const sizeBytes = bytesOf(mediaId).length;
  return { mediaId, mediaType, sizeBytes, widthPx: 1, heightPx: 1, alt };
}

export function readMedia(mediaId: string): Promise<Uint8Array<ArrayBuffer>> {
  return Promise.resolve(bytesOf(mediaId));
}

/** An address that needs no server. */
export function mediaUrl(mediaId: string): string {
  return `data:${mediaType};base64,${Buffer.from(bytesOf(mediaId)).toString("base64")}`;
}

function bytesOf(mediaId: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat([pixel, Buffer.from(mediaId)]));
}
