// JPEG: segments, each begun by a marker. https://www.w3.org/Graphics/JPEG/itu-t81.pdf (2026-11-22)

import type { Container, Part } from "./parts.ts";
import { isWithin, joined, latin1, uint16 } from "./parts.ts";

interface Segment extends Part {
  marker: number;
}

const startOfScan = 0xda;
const endOfImage = 0xd9;

export function readJpeg(bytes: Uint8Array): Container | undefined {
  const kept: Part[] = [{ start: 0, end: 2 }];
  let needsDrawing = false;
  for (let start = 2; ;) {
    const segment = segmentAt(bytes, start);
    if (segment === undefined) return undefined;
    if (isNeeded(bytes, segment)) kept.push(segment);
    needsDrawing ||= isExif(bytes, segment) || isCmyk(bytes, segment);
    // What follows the end is other pictures and makers' notes.
    if (segment.marker === endOfImage) break;
    start = segment.end;
  }
  return { isAnimated: false, needsDrawing, clean: joined(bytes, kept) };
}

/** A scan's segment includes the coded pixels after it. Undefined: there is none. */
function segmentAt(bytes: Uint8Array, start: number): Segment | undefined {
  if (bytes[start] !== 0xff) return undefined;
  let at = start + 1;
  while (bytes[at] === 0xff) at += 1;
  const marker = bytes[at] ?? 0;
  if (marker === endOfImage) return { marker, start, end: at + 1 };
  if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8)) return undefined;
  const headEnd = at + 1 + uint16(bytes, at + 1);
  if (!isWithin(bytes, headEnd)) return undefined;
  return { marker, start, end: marker === startOfScan ? endOfScan(bytes, headEnd) : headEnd };
}

/** The next marker that is neither an escaped 0xff nor a restart. */
function endOfScan(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at !== -1; at = bytes.indexOf(0xff, at + 2)) {
    const marker = bytes[at + 1] ?? 0;
    const isRestart = marker >= 0xd0 && marker <= 0xd7;
    if (marker !== 0x00 && !isRestart) return at;
  }
  return bytes.length;
}

/** Tables, frames and scans; of the applications' segments those that say how colours are meant. */
function isNeeded(bytes: Uint8Array, { marker, start, end }: Segment): boolean {
  if (marker >= 0xc0 && marker <= 0xdf) return true;
  // A longer JFIF header holds a thumbnail, perhaps of what was cut away since.
  if (marker === 0xe0) return latin1(bytes, start + 4, 5) === "JFIF\0" && end - start === 18;
  if (marker === 0xe2) return latin1(bytes, start + 4, 12) === "ICC_PROFILE\0";
  return marker === 0xee && latin1(bytes, start + 4, 5) === "Adobe";
}

function isExif(bytes: Uint8Array, { marker, start }: Segment): boolean {
  return marker === 0xe1 && latin1(bytes, start + 4, 4) === "Exif";
}

/** A frame of four components. */
function isCmyk(bytes: Uint8Array, { marker, start }: Segment): boolean {
  const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
  return isFrame && bytes[start + 9] === 4;
}
