// Every kind of image against the limits of every platform there is: what is accepted is within them,
// the rest is told what is wrong.

import sharp from "sharp";
import { afterAll, describe, expect, it } from "vitest";
import type { FileLimits } from "#connector/about.ts";
import type { Account } from "#connector/contract.ts";
import { loadConnectors } from "#platforms/load.ts";
import { minutes } from "#kernel/clock.ts";
import { hashOf, keepBytes } from "./files.ts";
import { limitsKey, prepare } from "./prepare.ts";
import { probe } from "./probe.ts";
import {
  animation,
  avifBomb,
  bomb,
  noise,
  peaksOfWorkshops,
  photo,
  sizeOf,
  tempFolder,
  turnedPhoto,
} from "./testing.ts";

/** With what the accounts of some platforms keep. */
const somebody: Account = {
  ...{ remoteId: "1", kind: "person", name: "Ada", handle: null, url: null, avatarUrl: null },
  details: { instance: "https://example.org", accountId: "1" },
};
const folder = await tempFolder();
const context = { mediaDir: folder.path, clock: { now: () => new Date("2026-11-25T12:00:00Z") } };
const limits = await limitsOfAll();
/** Some of it is drawn for each of the platforms, one after the other. */
const patienceMs = minutes(5);
const small = { width: 300, height: 200 };

afterAll(() => folder[Symbol.asyncDispose]());

describe("is accepted within the limits of every platform:", () => {
  it.each<[string, () => Promise<Buffer>]>([
    ["a JPEG of 40 megapixels", () => photo({ width: 7304, height: 5477 }).jpeg().toBuffer()],
    ["a PNG of almost 20 MB", () => uncompressed({ width: 2560, height: 2560 })],
    ["a CMYK JPEG", () => photo(small).toColourspace("cmyk").jpeg().toBuffer()],
    ["a photo that EXIF turns", () => turnedPhoto(small)],
    ["an AVIF", () => photo(small).avif({ effort: 0 }).toBuffer()],
    ["a still GIF", () => noise(small).gif().toBuffer()],
    ["a WebP", () => photo(small).webp().toBuffer()],
    ["a panorama", () => photo({ width: 9000, height: 300 }).jpeg().toBuffer()],
    ["a single pixel", () => noise({ width: 1, height: 1 }).png().toBuffer()],
  ])("%s", { timeout: patienceMs }, async (_what, make) => {
    const bytes = await make();
    for (const [key, each] of limits) {
      const { shown, mediaType } = await accepted(bytes, each);
      expect.soft(shown.length, key).toBeLessThanOrEqual(each.maxBytes);
      const { width, height } = await sizeOf(shown);
      expect.soft(Math.max(width, height), key).toBeLessThanOrEqual(each.maxSidePx);
      expect.soft(each.mediaTypes, key).toContain(mediaType);
      const { format, exif, orientation, space } = await sharp(shown).metadata();
      const facts = { format, exif, orientation, space };
      const wanted = { exif: undefined, orientation: undefined, space: "srgb" };
      expect.soft(facts, key).toEqual({ ...wanted, format: mediaType.slice("image/".length) });
    }
  });

  it("and stands upright there", async () => {
    const bytes = await turnedPhoto(small);
    for (const [key, each] of limits) {
      const { width, height } = await sizeOf((await accepted(bytes, each)).shown);
      expect(height / width, key).toBeCloseTo(1.5, 1);
    }
  });
});

it("an animated GIF is sent as it is, or it is told that it cannot be", async () => {
  const bytes = await animation(small);
  const outcomes = [];
  for (const [, each] of limits) {
    const outcome = await prepared(bytes, each);
    const isTaken = each.mediaTypes.includes("image/gif");
    const words = expect.stringContaining("Animations are sent as they are");
    expect(outcome).toEqual(isTaken ? "as-is" : { problem: words });
    outcomes.push(isTaken);
  }
  expect(new Set(outcomes)).toEqual(new Set([true, false]));
});

it("an animated GIF is told by what it is more than may move", async () => {
  const within: FileLimits = {
    ...{ maxBytes: 100, maxSidePx: 100, mediaTypes: ["image/png", "image/gif"] },
    animation: { maxBytes: 100_000, maxWidthPx: 300, maxHeightPx: 200, maxFrames: 3 },
  };
  const moving = (change: object) =>
    ({
      ...{ ...within, animation: { ...within.animation, ...change } },
    }) as FileLimits;
  expect(await prepared(await animation(small), within)).toBe("as-is");
  for (const change of [
    { maxBytes: 100 },
    { maxWidthPx: 299 },
    { maxHeightPx: 199 },
    { maxFrames: 2 },
    { maxPixels: 3 * 300 * 200 - 1 },
  ]) {
    expect(await prepared(await animation(small), moving(change))).toEqual({
      problem: expect.stringContaining("taken is a GIF up to"),
    });
  }
});

describe("is told what is wrong before it is stored:", () => {
  it.each<[string, () => Promise<Buffer>, string]>([
    ["a PNG of 30 MB", () => uncompressed({ width: 3200, height: 3200 }), "the most is 20 MB"],
    ["an SVG", text("<svg xmlns='http://www.w3.org/2000/svg'/>"), "This is an SVG drawing."],
    ["a video", text("\0\0\0\x18ftypmp42"), "videos are not supported yet"],
    [
      "a file that is cut off",
      async () => {
        const bytes = await photo({ width: 3000, height: 2000 }).jpeg().toBuffer();
        return bytes.subarray(0, bytes.length - 1000);
      },
      "damaged or cut off",
    ],
    ["a bomb", () => Promise.resolve(bomb({ width: 30_000, height: 30_000 })), "900 megapixels"],
    ["an AVIF bomb", () => avifBomb({ width: 30_000, height: 30_000 }), "900 megapixels"],
  ])("%s", async (_what, make, words) => {
    expect(await probe(await make())).toEqual({ problem: expect.stringContaining(words) });
  });
});

/** Whatever else this process had drawn counts as well; docs/operate/performance.md has the figures. */
it("takes memory within bounds for all that", () => {
  for (const peakMb of peaksOfWorkshops().values()) expect(peakMb).toBeLessThan(900);
});

/** Each set of limits that some platform has, by what it says. */
async function limitsOfAll(): Promise<ReadonlyMap<string, FileLimits>> {
  const connectors = [...(await loadConnectors()).values()];
  const all = connectors.flatMap(({ connector }) => {
    const { images, card } = connector.limits(somebody);
    return card === null ? [images] : [images, card.thumbnail];
  });
  return new Map(all.map((each) => [limitsKey(each), each]));
}

async function prepared(bytes: Buffer, within: FileLimits) {
  const facts = await probe(bytes);
  if ("problem" in facts) throw new Error(facts.problem);
  const sha256 = hashOf(bytes);
  await keepBytes(context, sha256, bytes);
  const source = { ...facts, sha256, sizeBytes: bytes.length, mediaDir: folder.path };
  return prepare(source, within);
}

async function accepted(bytes: Buffer, within: FileLimits) {
  const outcome = await prepared(bytes, within);
  if (outcome === "as-is") {
    const facts = await probe(bytes);
    if ("problem" in facts) throw new Error(facts.problem);
    return { shown: bytes, mediaType: facts.mediaType };
  }
  if ("problem" in outcome) throw new Error(outcome.problem);
  return { shown: outcome.bytes, mediaType: outcome.mediaType };
}

function uncompressed(size: { width: number; height: number }): Promise<Buffer> {
  return noise(size).png({ compressionLevel: 0 }).toBuffer();
}

function text(bytes: string): () => Promise<Buffer> {
  return () => Promise.resolve(Buffer.from(bytes, "latin1"));
}
