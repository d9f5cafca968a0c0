// A file as a sequence of parts, of which some are kept. Nothing here decodes a pixel.

/** From `start` to before `end`. */
export interface Part {
  start: number;
  end: number;
}

export interface Container {
  isAnimated: boolean;
  /** Where they are counted. */
  frameCount?: number;
  /** As it stands it would be shown wrongly elsewhere: EXIF turns it, or its colours are CMYK. */
  needsDrawing: boolean;
  /**
   * The file without what tells who made it, when, where and with what. The very object that was
   * read when there is nothing of that in it.
   */
  clean: Uint8Array;
}

/** The parts that are kept, as one file. */
export function joined(bytes: Uint8Array, kept: readonly Part[]): Uint8Array {
  const sizeBytes = kept.reduce((sum, { start, end }) => sum + end - start, 0);
  if (sizeBytes === bytes.length) return bytes;
  return Buffer.concat(kept.map(({ start, end }) => bytes.subarray(start, end)));
}

/** Whether a part ends within the file. A length read beyond the end is NaN, and never does. */
export function isWithin(bytes: Uint8Array, end: number): boolean {
  return end <= bytes.length;
}

/** Big-endian; NaN beyond the end, as are the others. */
export function uint16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? NaN) * 2 ** 8 + (bytes[at + 1] ?? NaN);
}

export function uint32(bytes: Uint8Array, at: number): number {
  return uint16(bytes, at) * 2 ** 16 + uint16(bytes, at + 2);
}

export function uint32LittleEndian(bytes: Uint8Array, at: number): number {
  const [a = NaN, b = NaN, c = NaN, d = NaN] = bytes.subarray(at, at + 4);
  return a + b * 2 ** 8 + c * 2 ** 16 + d * 2 ** 24;
}

export function latin1(bytes: Uint8Array, start: number, length: number): string {
  return Buffer.from(bytes.subarray(start, start + length)).toString("latin1");
}
