import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toSlug } from "./slug.ts";

describe("a slug", () => {
  it.each([
    ["Hello, World!", "hello-world"],
    ["  --- Ten   Things ---  ", "ten-things"],
    ["Crème brûlée & Žižek", "creme-brulee-zizek"],
    ["İstanbul ǅ", "istanbul-dz"],
    ["C++ in 2026", "c-in-2026"],
    ["🙂 !?", ""],
    ["", ""],
  ])("of %j is %j", (text, slug) => {
    expect(toSlug(text)).toBe(slug);
  });

  it.each([
    ["Москва: мой край", "москва-мой-край"],
    ["日本語のブログ、がっこう", "日本語のブログ-がっこう"],
    ["안녕하세요 세계", "안녕하세요-세계"],
    ["हिन्दी में लेख", "हिन्दी-में-लेख"],
    ["สวัสดี ชาวโลก", "สวัสดี-ชาวโลก"],
    ["مرحبا بالعالم", "مرحبا-بالعالم"],
    ["Καλημέρα κόσμε", "καλημέρα-κόσμε"],
  ])("keeps the words of every script whole: %s", (text, slug) => {
    expect(toSlug(text)).toBe(slug);
  });

  it("is never too long, and a letter of two code units is not cut in half", () => {
    expect(toSlug("word ".repeat(100)).length).toBeLessThanOrEqual(80);
    expect(toSlug(`a${"𠀀".repeat(100)}`)).toBe(`a${"𠀀".repeat(39)}`);
  });

  it("of a text of any length and kind takes no time", () => {
    const marks = "\u05d0" + "\u0301".repeat(490_000);
    expect(toSlug(marks).length).toBeLessThanOrEqual(80);
    expect(toSlug(`${marks} title`).length).toBeLessThanOrEqual(80);
  });

  it("can stand in an address, whatever it was made of", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 120 }), (text) => {
        const slug = toSlug(text);
        expect(slug).toMatch(/^$|^[^\s\-/?#%]([^\s/?#%]*[^\s\-/?#%])?$/u);
        expect(slug.isWellFormed()).toBe(true);
      }),
      { seed: 20_261_101, numRuns: 500 },
    );
  });
});
