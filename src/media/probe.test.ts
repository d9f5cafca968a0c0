import { expect, it } from "vitest";
import { probe } from "./probe.ts";
import { animation, avifBomb, bomb, drawing, noise, turnedPhoto } from "./testing.ts";

const size = { width: 40, height: 30 };
const asSeen = { widthPx: 40, heightPx: 30 };

it.each([
  ["image/jpeg", () => noise(size).jpeg().toBuffer()],
  ["image/png", () => drawing(size).png().toBuffer()],
  ["image/webp", () => drawing(size).webp().toBuffer()],
  ["image/gif", () => drawing(size).gif().toBuffer()],
  ["image/gif", () => animation(size, "gif")],
  ["image/webp", () => animation(size, "webp")],
  ["image/avif", () => noise(size).avif({ effort: 0 }).toBuffer()],
])("takes %s", async (mediaType, make) => {
  expect(await probe(await make())).toEqual({ mediaType, ...asSeen });
});

it("measures a photo as it is seen", async () => {
  const facts = { mediaType: "image/jpeg", widthPx: 30, heightPx: 40 };
  expect(await probe(await turnedPhoto(size))).toEqual(facts);
});

it("refuses what is no raster image by its name", async () => {
  expect(await probe(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"))).toEqual({
    problem: "This is an SVG drawing. Save it as JPEG, PNG, WebP, GIF or AVIF and try again.",
  });
});

it("refuses a file of more than 20 MB before it looks inside", async () => {
  expect(await probe(Buffer.alloc(20_000_001))).toEqual({
    problem: "This image is 20.1 MB, and the most is 20 MB. Make it smaller and try again.",
  });
});

it("refuses a decompression bomb by its header", async () => {
  expect(await probe(bomb({ width: 30_000, height: 30_000 }))).toEqual({
    problem:
      "This PNG has 900 megapixels (30000 × 30000), and the most is 50 megapixels. Make it smaller and try again.",
  });
});

it("refuses an AVIF that would take too much memory to decode", async () => {
  expect(await probe(await avifBomb({ width: 4001, height: 4000 }))).toEqual({
    problem:
      "This AVIF has 16.1 megapixels (4001 × 4000), and the most is 16 megapixels. Make it smaller and try again.",
  });
});

it.each([
  ["JPEG", () => noise(size).jpeg().toBuffer()],
  ["PNG", () => noise(size).png().toBuffer()],
  ["WebP", () => noise(size).webp().toBuffer()],
  ["GIF", () => noise(size).gif().toBuffer()],
  ["GIF", () => animation(size, "gif")],
  ["WebP", () => animation(size, "webp")],
  ["AVIF", () => noise(size).avif({ effort: 0 }).toBuffer()],
])("refuses a %s that is cut off, wherever", async (name, make) => {
  const bytes = await make();
  const problem = `This ${name} cannot be read to its end: it is damaged or cut off.`;
  for (const part of [0.2, 0.5, 0.9]) {
    expect(await probe(bytes.subarray(0, bytes.length * part))).toEqual({ problem });
  }
});

it("refuses a PNG whose pixels do not decode", async () => {
  const bytes = await noise(size).png().toBuffer();
  const middle = bytes.length >> 1;
  bytes.fill(0, middle, middle + 50);
  expect(await probe(bytes)).toMatchObject({ problem: expect.stringContaining("damaged") });
});
