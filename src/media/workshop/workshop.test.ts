import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { noise } from "../testing.ts";
import { Workshop } from "./workshop.ts";

const bytes = await noise({ width: 40, height: 30 }).jpeg().toBuffer();
const size = { widthPx: 40, heightPx: 30 };
const maxPixels = 1_000_000;
const ample = { timeoutMs: 60_000, idleMs: 60_000 };

it("answers each order with its own answer, however many come at once", async () => {
  const workshop = new Workshop(ample);
  const orders = [10, 20, 30].map(async (width) => {
    const picture = await noise({ width, height: 30 }).png().toBuffer();
    return workshop.perform("measure", { bytes: picture, maxPixels });
  });
  const sizes = [10, 20, 30].map((widthPx) => ({ widthPx, heightPx: 30 }));
  expect(await Promise.all(orders)).toEqual(sizes);
});

it("starts again after it has been idle", async () => {
  const workshop = new Workshop({ ...ample, idleMs: 0 });
  expect(await workshop.perform("measure", { bytes, maxPixels })).toEqual(size);
  await sleep(20);
  expect(await workshop.perform("measure", { bytes, maxPixels })).toEqual(size);
});

it("gives up what takes too long, and goes on with the next", async () => {
  const options = { ...ample, timeoutMs: 1 };
  const workshop = new Workshop(options);
  const failed = "it takes too much time or memory";
  expect(await workshop.perform("measure", { bytes, maxPixels })).toEqual({ failed });
  options.timeoutMs = ample.timeoutMs;
  expect(await workshop.perform("measure", { bytes, maxPixels })).toEqual(size);
});

it("says why an order failed", async () => {
  const limits = { maxBytes: 1000, maxSidePx: 10, mediaTypes: ["image/jpeg"] };
  const order = { file: "/nowhere/at-all", mediaType: "image/jpeg", limits } as const;
  const outcome = await new Workshop(ample).perform("draw", order);
  expect(outcome).toEqual({ failed: expect.stringContaining("no such file") });
});
