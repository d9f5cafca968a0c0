import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { recognise } from "../kinds.ts";
import type { MediaType } from "../kinds.ts";
import { animation, bomb, drawing, noise, pngChunk, turnedPhoto } from "../testing.ts";
import { readContainer } from "./read.ts";

const size = { width: 40, height: 30 };
const secret = "52.5 N 13.4 E";
const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/">${secret}</x:xmpmeta>`;

/** One of each kind without metadata; the JPEG also in several scans, with restarts, and with a profile. */
const plain: readonly (readonly [string, () => Promise<Buffer>])[] = [
  ["JPEG", () => noise(size).jpeg().toBuffer()],
  ["progressive JPEG", () => noise(size).jpeg({ progressive: true }).toBuffer()],
  ["JPEG with a profile", () => noise(size).withIccProfile("p3").jpeg().toBuffer()],
  ["grey JPEG", () => noise(size).greyscale().jpeg().toBuffer()],
  ["PNG", () => drawing(size).png().toBuffer()],
  ["PNG with a palette", () => drawing(size).png({ palette: true }).toBuffer()],
  ["WebP", () => noise(size).webp().toBuffer()],
  ["WebP with alpha", () => drawing(size).webp().toBuffer()],
  ["lossless WebP", () => drawing(size).webp({ lossless: true }).toBuffer()],
  ["GIF", () => drawing(size).gif().toBuffer()],
];

describe("readContainer", () => {
  it.each(plain)("gives a plain %s back as it is", async (_name, make) => {
    const bytes = await make();
    const container = read(bytes);
    expect(container).toMatchObject({ isAnimated: false, needsDrawing: false });
    expect(container?.clean).toBe(bytes);
  });

  it.each(["gif", "webp"] as const)("knows an animated %s", async (type) => {
    const bytes = await animation(size, type);
    expect(read(bytes)).toMatchObject({ isAnimated: true, needsDrawing: false, clean: bytes });
  });

  it("knows an animated PNG", async () => {
    const bytes = insertedAt(
      await drawing(size).png().toBuffer(),
      33,
      pngChunk("acTL", Buffer.alloc(8)),
    );
    expect(read(bytes)).toMatchObject({ isAnimated: true });
  });

  it.each([
    ["JPEG", () => turnedPhoto(size)],
    [
      "PNG",
      () =>
        drawing(size)
          .withExif({ IFD0: { Artist: "Ada" } })
          .png()
          .toBuffer(),
    ],
    [
      "WebP",
      () =>
        drawing(size)
          .withExif({ IFD0: { Artist: "Ada" } })
          .webp()
          .toBuffer(),
    ],
    ["CMYK JPEG", () => noise(size).toColourspace("cmyk").jpeg().toBuffer()],
    ["AVIF", () => noise(size).avif({ effort: 0 }).toBuffer()],
  ])("has an %s with EXIF or other colours drawn anew", async (_name, make) => {
    expect(read(await make())).toMatchObject({ needsDrawing: true });
  });

  it.each([
    ["JPEG", () => noise(size).withXmp(xmp).jpeg().toBuffer()],
    ["WebP", () => drawing(size).withXmp(xmp).webp().toBuffer()],
    ["JPEG's comment", async () => insertedAt(await plainJpeg(), 2, jpegComment())],
    ["JPEG's trailer", async () => Buffer.concat([await plainJpeg(), Buffer.from(secret)])],
    [
      "PNG's late text",
      async () =>
        beforeLast(await plainPng(), 12, pngChunk("tEXt", Buffer.from(`Comment\0${secret}`))),
    ],
    ["PNG's trailer", async () => Buffer.concat([await plainPng(), Buffer.from(secret)])],
    ["GIF's comment", async () => beforeLast(await animation(size), 1, gifComment())],
  ])("takes what tells too much out of a %s and leaves the pixels", async (_name, make) => {
    const bytes = await make();
    expect(bytes.includes(secret)).toBe(true);
    const { clean = bytes, needsDrawing } = read(bytes) ?? {};
    expect(needsDrawing).toBe(false);
    expect(Buffer.from(clean).includes(secret)).toBe(false);
    expect(await pixelsOf(clean)).toEqual(await pixelsOf(bytes));
    expect(read(clean)?.clean).toBe(clean);
    const { xmp: left, exif } = await sharp(clean).metadata();
    expect([left, exif]).toEqual([undefined, undefined]);
  });

  it("gives nothing for a file that is cut off", async () => {
    for (const [, make] of plain) {
      const bytes = await make();
      expect(read(bytes.subarray(0, bytes.length - 20))).toBeUndefined();
    }
  });

  it("stays calm whatever it reads", async () => {
    const samples = await Promise.all([
      ...plain.map(([, make]) => make()),
      ...[animation(size), turnedPhoto(size), drawing(size).withXmp(xmp).webp().toBuffer()],
      Promise.resolve(bomb(size)),
    ]);
    const files = samples.map((sample) => ({ sample, mediaType: kindOf(sample) }));
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 8 });
    const cut = fc.oneof(fc.constant(0), fc.nat());
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        damage,
        cut,
        ({ sample, mediaType }, changes, less) => {
          const bytes = Buffer.from(sample.subarray(0, sample.length - (less % sample.length)));
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const clean = readContainer(bytes, mediaType)?.clean;
          if (clean === undefined) return;
          // What is left is what was read less some parts, so there is nothing more to take out of it.
          expect(clean.length).toBeLessThanOrEqual(bytes.length);
          expect(readContainer(clean, mediaType)?.clean).toEqual(clean);
        },
      ),
      { seed: 20261122, numRuns: 3000 },
    );
  });
});

function read(bytes: Uint8Array) {
  return readContainer(bytes, kindOf(bytes));
}

function kindOf(bytes: Uint8Array): MediaType {
  const recognised = recognise(bytes);
  if ("problem" in recognised) throw new Error(recognised.problem);
  return recognised.mediaType;
}

function plainJpeg(): Promise<Buffer> {
  return noise(size).jpeg().toBuffer();
}

function plainPng(): Promise<Buffer> {
  return drawing(size).png().toBuffer();
}

function jpegComment(): Buffer {
  return Buffer.from(`\xff\xfe\0${String.fromCharCode(secret.length + 2)}${secret}`, "latin1");
}

function gifComment(): Buffer {
  return Buffer.from(`!\xfe${String.fromCharCode(secret.length)}${secret}\0`, "latin1");
}

function insertedAt(bytes: Buffer, at: number, addition: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), addition, bytes.subarray(at)]);
}

function beforeLast(bytes: Buffer, count: number, addition: Buffer): Buffer {
  return insertedAt(bytes, bytes.length - count, addition);
}

function pixelsOf(bytes: Uint8Array): Promise<Buffer> {
  return sharp(bytes, { animated: true }).raw().toBuffer();
}
