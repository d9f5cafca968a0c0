// WebP: chunks in a RIFF file. https://developers.google.com/speed/webp/docs/riff_container (2026-11-22)

import type { Container, Part } from "./parts.ts";
import { isWithin, joined, latin1, uint32LittleEndian } from "./parts.ts";

const headBytes = 12;
const needed = new Set(["VP8 ", "VP8L", "VP8X", "ALPH", "ICCP", "ANIM", "ANMF"]);
/** In the flags of VP8X, which is always the first chunk. */
const exifAndXmpFlags = 0b1100;

export function readWebp(bytes: Uint8Array): Container | undefined {
  const fileEnd = 8 + uint32LittleEndian(bytes, 4);
  if (!isWithin(bytes, fileEnd)) return undefined;
  const kept: Part[] = [{ start: 0, end: headBytes }];
  const seen = new Set<string>();
  for (let start = headBytes; start < fileEnd;) {
    const contentEnd = start + 8 + uint32LittleEndian(bytes, start + 4);
    if (!(contentEnd <= fileEnd)) return undefined;
    // Chunks are padded to even lengths; some writers forget the last one's.
    const end = Math.min(contentEnd + (contentEnd % 2), fileEnd);
    const type = latin1(bytes, start, 4);
    if (needed.has(type)) kept.push({ start, end });
    seen.add(type);
    start = end;
  }
  const clean = withHead(bytes, joined(bytes, kept));
  return { isAnimated: seen.has("ANIM"), needsDrawing: seen.has("EXIF"), clean };
}

/** The head counts the bytes and names the metadata that the file has. */
function withHead(bytes: Uint8Array, joinedBytes: Uint8Array): Uint8Array {
  if (joinedBytes === bytes) return bytes;
  const clean = Buffer.from(joinedBytes);
  clean.writeUInt32LE(clean.length - 8, 4);
  if (latin1(clean, headBytes, 4) === "VP8X") {
    const flagsAt = headBytes + 8;
    clean.writeUInt8(clean.readUInt8(flagsAt) & ~exifAndXmpFlags, flagsAt);
  }
  return clean;
}
