// How much memory the workshop takes at most for the worst images that are let in, each drawn once at the
// largest size that a platform takes. Floor: the workshop at an image of ten pixels.

import { writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import type { MediaType } from "#media/kinds.ts";
import { maxPixelsOf } from "#media/sizes.ts";
import { bomb, noise, peaksOfWorkshops, photo, tempFolder } from "#media/testing.ts";
import { Workshop } from "#media/workshop/workshop.ts";
import type { Figure } from "./figure.ts";

interface Picture {
  name: string;
  mediaType: MediaType;
  make(): Promise<Buffer>;
}

const side = { width: 8164, height: 6123 };
const limits = {
  ...{ maxBytes: 16_000_000, maxSidePx: 6000 },
  mediaTypes: ["image/jpeg", "image/png", "image/webp"],
};
const pictures: readonly Picture[] = [
  {
    ...{ name: "JPEG of 40 megapixels", mediaType: "image/jpeg" },
    make: () => photo({ width: 7304, height: 5477 }).jpeg().toBuffer(),
  },
  {
    ...{ name: "progressive JPEG of 50 megapixels", mediaType: "image/jpeg" },
    make: () => photo(side).jpeg({ progressive: true }).toBuffer(),
  },
  {
    ...{ name: "PNG of 20 MB", mediaType: "image/png" },
    make: () => noise({ width: 2570, height: 2570 }).png({ compressionLevel: 0 }).toBuffer(),
  },
  {
    ...{ name: "interlaced 16-bit PNG of 50 megapixels", mediaType: "image/png" },
    make: () => veil().toColourspace("rgb16").png({ progressive: true }).toBuffer(),
  },
  {
    ...{ name: "WebP of 50 megapixels", mediaType: "image/webp" },
    make: () => veil().webp({ effort: 0 }).toBuffer(),
  },
  {
    ...{ name: "AVIF of 16 megapixels", mediaType: "image/avif" },
    make: () => photo({ width: 4000, height: 4000 }).avif({ effort: 0 }).toBuffer(),
  },
  {
    ...{ name: "PNG bomb of 900 megapixels, refused", mediaType: "image/png" },
    make: () => Promise.resolve(bomb({ width: 30_000, height: 30_000 })),
  },
];
const target = { of: "ours", atMost: 800 } as const;

export async function measureImages(): Promise<Figure[]> {
  const small = () => noise({ width: 10, height: 1 }).jpeg().toBuffer();
  const floor = await peakOf({ name: "", mediaType: "image/jpeg", make: small });
  if (floor === undefined) {
    console.log("images: only Linux tells the most that a process held; nothing was measured.");
    return [];
  }
  const figures: Figure[] = [];
  for (const picture of pictures) {
    const ours = (await peakOf(picture)) ?? 0;
    figures.push({ measure: `memory, ${picture.name}`, ours, floor, unit: "MB", target });
  }
  return figures;
}

/** In MB, by a workshop of its own. */
async function peakOf({ mediaType, make }: Picture): Promise<number | undefined> {
  await using folder = await tempFolder();
  const bytes = await make();
  const file = path.join(folder.path, "image");
  await writeFile(file, bytes);
  const workshop = new Workshop({ timeoutMs: 60_000, idleMs: 5_000 });
  const before = peaksOfWorkshops();
  const maxPixels = maxPixelsOf(mediaType);
  const size = await workshop.perform("measure", { bytes, maxPixels });
  const isLetIn = size && "widthPx" in size && size.widthPx * size.heightPx <= maxPixels;
  if (isLetIn) await workshop.perform("draw", { file, mediaType, limits });
  return [...peaksOfWorkshops()].find(([pid]) => !before.has(pid))?.[1];
}

/** See-through, and all of one colour: large only when it is unpacked. */
function veil() {
  return sharp({ create: { ...side, channels: 4, background: "#8884" } });
}
