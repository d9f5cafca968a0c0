import { rm } from "node:fs/promises";
import path from "node:path";
import type { Sharp } from "sharp";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FileLimits } from "#connector/about.ts";
import { newId } from "#kernel/ids.ts";
import type { Queryable } from "#store/open.ts";
import { openTestStore } from "#test/database/store.ts";
import { fitImage } from "./fit.ts";
import type { StoredImage } from "./images.ts";
import { readImage } from "./images.ts";
import {
  addImage,
  addUser,
  animation,
  colourAt,
  drawing,
  noise,
  openMedia,
  sizeOf,
  turnedPhoto,
} from "./testing.ts";

const store = await openTestStore();
const { db } = store;
const media = await openMedia();
const { context } = media;
const size = { width: 40, height: 30 };
const limits: FileLimits = {
  maxBytes: 1_000_000,
  maxSidePx: 1000,
  mediaTypes: ["image/jpeg", "image/png", "image/webp"],
};
const jpegOnly = { ...limits, mediaTypes: ["image/jpeg"] };
let ada = "";

beforeAll(async () => {
  ada = await addUser(db);
});

afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await media[Symbol.asyncDispose]();
});

describe("an image that is within the limits", () => {
  it("is taken as it is", async () => {
    const image = await add(noise(size).jpeg());
    expect(await fit(image, { ...limits, maxSidePx: 40, maxBytes: image.sizeBytes })).toEqual(
      image,
    );
  });

  it("loses its metadata, and nothing else, where nothing depends on it", async () => {
    const bytes = await noise(size)
      .withXmp("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")
      .jpeg()
      .toBuffer();
    const fitted = await fit(await add(bytes), limits);
    expect(fitted).toMatchObject({ widthPx: 40, heightPx: 30, mediaType: "image/jpeg" });
    const shown = await read(fitted);
    expect((await sharp(shown).metadata()).xmp).toBeUndefined();
    expect(await sharp(shown).raw().toBuffer()).toEqual(await sharp(bytes).raw().toBuffer());
  });

  it("is turned upright and tells no place", async () => {
    const bytes = await turnedPhoto(size);
    const { exif, orientation } = await sharp(bytes).metadata();
    expect([exif?.includes("Ada"), exif?.includes(gpsTag), orientation]).toEqual([true, true, 6]);
    const fitted = await fit(await add(bytes), limits);
    expect(fitted).toMatchObject({ widthPx: 30, heightPx: 40 });
    const shown = await read(fitted);
    expect(await sizeOf(shown)).toEqual({ width: 30, height: 40 });
    expect((await sharp(shown).metadata()).exif).toBeUndefined();
    const [above, below] = [await colourAt(shown, 15, 5), await colourAt(shown, 15, 35)];
    expect([above[0], below[2]]).toEqual([near(255), near(255)]);
  });

  it("is drawn in sRGB when its colours are CMYK", async () => {
    const fitted = await fit(await add(noise(size).toColourspace("cmyk").jpeg()), limits);
    expect((await sharp(await read(fitted)).metadata()).space).toBe("srgb");
  });
});

describe("an image that is beyond the limits", () => {
  it.each([1_000_000, 2_000_000])("comes below %i bytes", async (maxBytes) => {
    const image = await add(noise({ width: 1800, height: 1200 }).jpeg({ quality: 100 }));
    expect(image.sizeBytes).toBeGreaterThan(maxBytes);
    const fitted = await fit(image, { ...limits, maxBytes, maxSidePx: 2000 });
    const shown = await read(fitted);
    expect(shown.length).toBe(fitted.sizeBytes);
    expect(shown.length).toBeLessThanOrEqual(maxBytes);
    expect(shown.length).toBeGreaterThan(maxBytes / 2);
    expect(await sizeOf(shown)).toEqual({ width: fitted.widthPx, height: fitted.heightPx });
    expect(fitted.widthPx / fitted.heightPx).toBeCloseTo(1.5, 2);
  });

  it("comes down to the longer side", async () => {
    const fitted = await fit(await add(noise({ width: 60, height: 90 }).png()), {
      ...limits,
      maxSidePx: 45,
    });
    expect(fitted).toMatchObject({ widthPx: 30, heightPx: 45, mediaType: "image/png" });
  });

  it("is never made larger", async () => {
    const fitted = await fit(await add(noise(size).webp()), jpegOnly);
    expect(fitted).toMatchObject({ widthPx: 40, heightPx: 30, mediaType: "image/jpeg" });
  });

  it("stays see-through where a form for that is taken", async () => {
    const image = await add(noise({ width: 200, height: 200 }, 4).png());
    const inside = await fit(image, { ...limits, maxSidePx: 100 });
    expect(inside.mediaType).toBe("image/png");
    const tight = await fit(image, { ...limits, maxBytes: 9_000 });
    expect(tight.mediaType).toBe("image/webp");
    for (const fitted of [inside, tight]) {
      expect((await sharp(await read(fitted)).metadata()).hasAlpha).toBe(true);
    }
  });

  it("stands on white where none is", async () => {
    const fitted = await fit(await add(drawing(size).png()), jpegOnly);
    const shown = await read(fitted);
    expect(fitted.mediaType).toBe("image/jpeg");
    expect(await colourAt(shown, 35, 15)).toEqual([near(255), near(255), near(255)]);
  });

  it.each([
    ["gif", "image/png"],
    ["avif", "image/jpeg"],
  ] as const)("is drawn in the preferred form when it is a still %s", async (type, mediaType) => {
    const fitted = await fit(await add(noise(size).toFormat(type)), limits);
    expect(fitted.mediaType).toBe(mediaType);
    expect((await sharp(await read(fitted)).metadata()).format).toBe(mediaType.slice(6));
  });

  it("says so when the limits are too tight for any image", async () => {
    const image = await add(noise({ width: 300, height: 300 }).png());
    expect(await attempt(image, { ...limits, maxBytes: 200 })).toEqual({
      problem:
        "This PNG cannot be made to fit: taken is JPEG, PNG or WebP up to 1 kB and 1000 pixels on the longer side. Use another image.",
    });
  });

  it("says so when the only forms taken are some we do not draw", async () => {
    const image = await add(noise({ width: 31, height: 30 }).png());
    expect(await attempt(image, { ...limits, mediaTypes: ["image/gif"] })).toEqual({
      problem:
        "This PNG cannot be made to fit: taken is GIF up to 1 MB and 1000 pixels on the longer side. Use another image.",
    });
  });
});

describe("an animation", () => {
  it.each(["gif", "webp"] as const)("is taken as it is, as %s", async (type) => {
    const image = await add(await animation(size, type));
    expect(await fit(image, { ...limits, mediaTypes: [`image/${type}`] })).toEqual(image);
  });

  it("is refused where it does not fit, for it would stand still", async () => {
    const image = await add(await animation(size));
    const problem =
      "This animated GIF does not fit: taken is JPEG, PNG or WebP up to 1 MB and 1000 pixels on the longer side. Animations are sent as they are, so make it smaller, or use a still image.";
    expect(await attempt(image, limits)).toEqual({ problem });
    const small = { ...limits, mediaTypes: ["image/gif"], maxSidePx: 39 };
    expect(await attempt(image, small)).toHaveProperty("problem");
  });
});

describe("fitting again", () => {
  it("finds what was fitted, for the same limits only", async () => {
    const image = await add(noise({ width: 70, height: 50 }).jpeg());
    const first = await fit(image, { ...limits, maxSidePx: 60 });
    expect(await fit(image, { ...limits, maxSidePx: 60 })).toEqual(first);
    expect((await fit(image, { ...limits, maxSidePx: 61 })).mediaId).not.toBe(first.mediaId);
    expect(await fittedRows(image)).toHaveLength(2);
  });

  it("starts from the original when it is given what was fitted", async () => {
    const image = await add(noise({ width: 71, height: 50 }).jpeg());
    const fitted = await fit(image, { ...limits, maxSidePx: 50 });
    expect(await fit(fitted, limits)).toEqual(image);
  });

  it("makes one row, however many ask at once", async () => {
    const image = await add(noise({ width: 72, height: 50 }).jpeg());
    const asked = Array.from({ length: 8 }, () => fit(image, { ...limits, maxSidePx: 50 }));
    expect(new Set((await Promise.all(asked)).map(({ mediaId }) => mediaId)).size).toBe(1);
    expect(await fittedRows(image)).toHaveLength(1);
  });

  it("makes transactions wait for nobody, so that none can wait for the other for ever", async () => {
    const images = [
      await add(noise({ width: 73, height: 50 }).jpeg()),
      await add(noise({ width: 74, height: 50 }).jpeg()),
    ];
    const small = { ...limits, maxSidePx: 50 };
    const { promise: bothBegan, resolve: goOn } = Promise.withResolvers<void>();
    let begun = 0;
    const run = (order: readonly StoredImage[]) =>
      db.transaction().execute(async (tx) => {
        const fitted = [];
        for (const image of order) {
          fitted.push(await fit(image, small, tx));
          begun += 1;
          if (begun === 2) goOn();
          await bothBegan;
        }
        return fitted;
      });
    const fitted = (await Promise.all([run(images), run(images.toReversed())])).flat();
    expect(fitted).toHaveLength(4);
    for (const { mediaId } of fitted)
      await expect(readImage(context, db, mediaId)).resolves.toBeDefined();
    for (const image of images) expect(fitted).toContainEqual(await fit(image, small));
  });

  it("leaves no row when its transaction is taken back", async () => {
    const image = await add(noise({ width: 75, height: 50 }).jpeg());
    const undone = db.transaction().execute(async (tx) => {
      await fit(image, { ...limits, maxSidePx: 50 }, tx);
      throw new Error("Changed my mind");
    });
    await expect(undone).rejects.toThrow("Changed my mind");
    expect(await fittedRows(image)).toEqual([]);
  });
});

describe("an image that is not there", () => {
  it.each([newId(), "nonsense"])("is a problem: %s", async (mediaId) => {
    const problem = "This image is no longer there. Remove it, or upload it again.";
    expect(await fitImage(context, db, mediaId, limits)).toEqual({ problem });
  });

  it("is a problem when its file is gone", async () => {
    const image = await add(noise({ width: 76, height: 50 }).jpeg());
    const row = db.selectFrom("media").select("sha256").where("id", "=", image.mediaId);
    const name = (await row.executeTakeFirstOrThrow()).sha256.toString("hex");
    await rm(path.join(context.mediaDir, name.slice(0, 2), name.slice(2, 4), name));
    const problem = "The file of this image is missing from the server. Upload the image again.";
    expect(await attempt(image, limits)).toEqual({ problem });
    expect(await attempt(image, { ...limits, maxSidePx: 50 })).toEqual({ problem });
  });
});

/** The tag of EXIF that leads to the place, little-endian. */
const gpsTag = Buffer.from([0x25, 0x88]);

/** JPEG blurs. */
function near(value: number): unknown {
  return expect.closeTo(value, -1);
}

async function add(picture: Sharp | Buffer): Promise<StoredImage> {
  const bytes = Buffer.isBuffer(picture) ? picture : await picture.toBuffer();
  return addImage(context, db, ada, bytes);
}

function attempt({ mediaId }: StoredImage, within: FileLimits, queryable: Queryable = db) {
  return fitImage(context, queryable, mediaId, within);
}

async function fit(...args: Parameters<typeof attempt>): Promise<StoredImage> {
  const outcome = await attempt(...args);
  if ("problem" in outcome) throw new Error(outcome.problem);
  return outcome;
}

function read({ mediaId }: StoredImage): Promise<Uint8Array> {
  return readImage(context, db, mediaId);
}

function fittedRows({ mediaId }: StoredImage) {
  return db.selectFrom("media").select("id").where("originalId", "=", mediaId).execute();
}
