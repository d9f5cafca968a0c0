// Pictures for tests: plain, of any size.

import sharp from "sharp";
import { mediaSchema } from "#api/contract/media.ts";
import type { Client } from "#test/client.ts";

export interface Picture {
  width: number;
  height: number;
  /** A CSS colour. */
  background?: string;
}

export async function png({ width, height, background = "teal" }: Picture): Promise<Uint8Array> {
  return sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
}

/** Stores a picture; returns its media id. */
export async function upload(client: Client, picture: Picture): Promise<string> {
  const bytes = new Uint8Array(await png(picture));
  const stored = await client.call("POST", "/media", bytes, { "content-type": "image/png" });
  return mediaSchema.parse(stored.body).id;
}
