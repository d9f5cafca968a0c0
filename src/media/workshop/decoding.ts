// How every image is decoded.

import type { SharpOptions } from "sharp";

/** More pixels than `sizes.ts` lets in are a lie of the header; half a picture is none. */
export const decoding: SharpOptions = { limitInputPixels: 50_000_000, failOn: "truncated" };
