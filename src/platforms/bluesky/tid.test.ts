import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { newTid } from "./tid.ts";

/** https://atproto.com/specs/tid (2026-11-22) */
const shape = /^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$/;
const instant = fc.date({ min: new Date(0), max: new Date("2200-01-01"), noInvalidDate: true });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("a TID", () => {
  it("has the form that servers demand", () => {
    fc.assert(
      fc.property(instant, random, (date, chance) => {
        expect(newTid(date, () => chance)).toMatch(shape);
      }),
      { seed: 1 },
    );
  });

  it("sorts behind those of earlier milliseconds, whatever chance does", () => {
    fc.assert(
      fc.property(instant, random, random, (date, first, second) => {
        const next = new Date(date.getTime() + 1);
        expect(newTid(date, () => first) < newTid(next, () => second)).toBe(true);
      }),
      { seed: 2 },
    );
  });

  it("holds the microseconds and the clock id", () => {
    expect(newTid(new Date(0), () => 0)).toBe("2222222222222");
    // 2^20 ms are 1000 × 2^30 units of a clock id: 1000 = 31 × 32 + 8, with six digits of 5 bits behind.
    expect(newTid(new Date(2 ** 20), () => 0)).toBe("22222zc222222");
  });
});
