// For the tests of this folder: pictures of every kind, made when asked for, and a place to keep them.

import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { crc32, deflateSync } from "node:zlib";
import type { Sharp } from "sharp";
import sharp from "sharp";
import { plus } from "#kernel/clock.ts";
import { createHttp } from "#kernel/http/fetch.ts";
import { newId } from "#kernel/ids.ts";
import type { Database } from "#store/open.ts";
import type { MediaContext } from "./context.ts";
import { storeImage } from "./images.ts";
import type { StoredImage } from "./images.ts";

interface Size {
  width: number;
  height: number;
}

/** A picture that hardly compresses. */
export function noise({ width, height }: Size, channels: 3 | 4 = 3): Sharp {
  const type = { type: "gaussian", mean: 128, sigma: 40 } as const;
  const picture = sharp({
    create: { width, height, channels: 3, background: "#888", noise: type },
  });
  return channels === 3 ? picture : picture.ensureAlpha(0.5);
}

/** As large as a good camera's, and as smooth. */
export function photo({ width, height }: Size): Sharp {
  const small = { width: Math.ceil(width / 10), height: Math.ceil(height / 10) };
  return noise(small).resize(width, height, { fit: "fill" });
}

/** Half of it red on the left, the other half see-through. */
export function drawing({ width, height }: Size): Sharp {
  const red = { width: Math.floor(width / 2), height, channels: 4, background: "#f00" } as const;
  const clear = { width, height, channels: 4, background: "#0000" } as const;
  return sharp({ create: clear }).composite([{ input: { create: red }, gravity: "west" }]);
}

/** Red above, blue below, where a camera that was held upright stored it lying on its side. */
export async function turnedPhoto({ width, height }: Size): Promise<Buffer> {
  const red = { width: Math.floor(width / 2), height, channels: 3, background: "#f00" } as const;
  const blue = { width, height, channels: 3, background: "#00f" } as const;
  return sharp({ create: blue })
    .composite([{ input: { create: red }, gravity: "west" }])
    .withExif({
      IFD0: { Artist: "Ada" },
      IFD3: { GPSLatitudeRef: "N", GPSLatitude: "52/1 31/1 0/1" },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
}

export async function animation(
  { width, height }: Size,
  type: "gif" | "webp" = "gif",
): Promise<Buffer> {
  const colours = ["#f00", "#0f0", "#00f"];
  const frames = colours.map((background) =>
    sharp({ create: { width, height, channels: 3, background } })
      .png()
      .toBuffer(),
  );
  return sharp(await Promise.all(frames), { join: { animated: true } })
    .toFormat(type)
    .toBuffer();
}

/** A small AVIF that claims to be this large, in the property of its picture. */
export async function avifBomb({ width, height }: Size): Promise<Buffer> {
  const bytes = await noise({ width: 40, height: 30 }).avif({ effort: 0 }).toBuffer();
  const sizeAt = bytes.indexOf("ispe") + 8;
  bytes.writeUInt32BE(width, sizeAt);
  bytes.writeUInt32BE(height, sizeAt + 4);
  return bytes;
}

/** A PNG of a few bytes that claims to be this large. */
export function bomb({ width, height }: Size): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const pixels = pngChunk("IDAT", deflateSync(Buffer.alloc(100)));
  const parts = [pngChunk("IHDR", header), pixels, pngChunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...parts]);
}

export function pngChunk(type: string, content: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}

export async function sizeOf(bytes: Uint8Array): Promise<Size> {
  const { width, height } = await sharp(bytes).metadata();
  return { width, height };
}

/** Red, green and blue at a place. */
export async function colourAt(bytes: Uint8Array, left: number, top: number): Promise<number[]> {
  const spot = sharp(bytes).extract({ left, top, width: 1, height: 1 }).removeAlpha();
  return [...(await spot.raw().toBuffer())];
}

export async function tempFolder(): Promise<AsyncDisposable & { path: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), "broadside-media-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  return { path: folder, [Symbol.asyncDispose]: remove };
}

export interface TestMedia extends AsyncDisposable {
  context: MediaContext;
  clock: { pass(ms: number): void };
}

/** A media folder of one's own, and a clock that stands until it is told to go on. */
export async function openMedia(allowHosts: readonly string[] = []): Promise<TestMedia> {
  const folder = await tempFolder();
  const http = createHttp({ allowHosts });
  let now = new Date("2026-11-20T09:30:00Z");
  return {
    context: { mediaDir: folder.path, http, clock: { now: () => now } },
    clock: {
      pass(ms) {
        now = plus(now, ms);
      },
    },
    async [Symbol.asyncDispose]() {
      await http.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

export async function addUser(db: Database): Promise<string> {
  const id = newId();
  const user = { id, name: "Somebody", email: `${id}@example.org` };
  await db.insertInto("users").values(user).execute();
  return id;
}

/** An image that must be taken. */
export async function addImage(
  context: MediaContext,
  db: Database,
  userId: string,
  bytes: Uint8Array,
): Promise<StoredImage> {
  const outcome = await storeImage(context, db, userId, bytes);
  if ("problem" in outcome) throw new Error(outcome.problem);
  return outcome.image;
}

/** The most that each workshop of this process has held, in MB by process; none where Linux does not tell. */
export function peaksOfWorkshops(): ReadonlyMap<string, number> {
  if (process.platform !== "linux") return new Map();
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return new Map(
    pids.flatMap((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, "latin1");
        const command = readFileSync(`/proc/${pid}/cmdline`, "latin1");
        const isOurs = Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]) === process.pid;
        const peakKb = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]);
        const isWorkshop = isOurs && command.includes("media/workshop/");
        return isWorkshop ? [[pid, (peakKb * 1024) / 1e6] as const] : [];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    }),
  );
}
