// GIF: blocks, many of them chains of sub-blocks. https://www.w3.org/Graphics/GIF/spec-gif89a.txt (2026-11-22)

import type { Container, Part } from "./parts.ts";
import { isWithin, joined, latin1 } from "./parts.ts";

interface Block extends Part {
  kind: "frame" | "needed" | "other" | "end";
}

const headBytes = 13;
const looping = ["NETSCAPE2.0", "ANIMEXTS1.0"];

export function readGif(bytes: Uint8Array): Container | undefined {
  let start = headBytes + colourTableBytes(bytes[headBytes - 3]);
  const kept: Part[] = [{ start: 0, end: start }];
  let frames = 0;
  // Some writers leave the end mark out.
  while (start < bytes.length) {
    const block = blockAt(bytes, start);
    if (block === undefined) return undefined;
    if (block.kind !== "other") kept.push(block);
    if (block.kind === "frame") frames += 1;
    start = block.kind === "end" ? bytes.length : block.end;
  }
  if (frames === 0) return undefined;
  const clean = joined(bytes, kept);
  return { isAnimated: frames > 1, frameCount: frames, needsDrawing: false, clean };
}

function blockAt(bytes: Uint8Array, start: number): Block | undefined {
  switch (bytes[start]) {
    case 0x2c: {
      const pixelsAt = start + 11 + colourTableBytes(bytes[start + 9]);
      return block("frame", start, endOfChain(bytes, pixelsAt));
    }
    case 0x21:
      return block(
        isNeeded(bytes, start) ? "needed" : "other",
        start,
        endOfChain(bytes, start + 2),
      );
    case 0x3b:
      return { kind: "end", start, end: start + 1 };
    default:
      return undefined;
  }
}

function block(kind: Block["kind"], start: number, end: number | undefined): Block | undefined {
  return end === undefined ? undefined : { kind, start, end };
}

/** A chain of sub-blocks ends with an empty one. */
function endOfChain(bytes: Uint8Array, start: number): number | undefined {
  for (let at = start; isWithin(bytes, at + 1);) {
    const length = bytes[at] ?? 0;
    at += 1 + length;
    if (length === 0) return at;
  }
  return undefined;
}

/** How a frame is shown, and how often all of them are. */
function isNeeded(bytes: Uint8Array, start: number): boolean {
  const label = bytes[start + 1];
  return label === 0xf9 || (label === 0xff && looping.includes(latin1(bytes, start + 3, 11)));
}

function colourTableBytes(flags = 0): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}
