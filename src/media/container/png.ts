// PNG: chunks. https://www.w3.org/TR/png-3/ (2026-11-22)

import type { Container, Part } from "./parts.ts";
import { isWithin, joined, latin1, uint32 } from "./parts.ts";

const signatureBytes = 8;
const needed = new Set([
  ...["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "bKGD", "pHYs"],
  ...["cHRM", "cICP", "gAMA", "iCCP", "sBIT", "sRGB"],
  ...["acTL", "fcTL", "fdAT"],
]);

export function readPng(bytes: Uint8Array): Container | undefined {
  const kept: Part[] = [{ start: 0, end: signatureBytes }];
  const seen = new Set<string>();
  for (let start = signatureBytes; !seen.has("IEND");) {
    const end = start + 12 + uint32(bytes, start);
    if (!isWithin(bytes, end)) return undefined;
    const type = latin1(bytes, start + 4, 4);
    if (needed.has(type)) kept.push({ start, end });
    seen.add(type);
    start = end;
  }
  const clean = joined(bytes, kept);
  return { isAnimated: seen.has("acTL"), needsDrawing: seen.has("eXIf"), clean };
}
