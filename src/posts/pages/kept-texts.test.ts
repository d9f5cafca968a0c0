import { describe, expect, it } from "vitest";
import { keptTexts } from "./kept-texts.ts";

describe("a text that is asked for again", () => {
  it("is made once, also for those who ask at the same time", async () => {
    const { ask, made } = shelf(10);
    expect(await Promise.all([ask("a", "one"), ask("a", "one"), ask("b", "two")])).toEqual([
      ...["one", "one", "two"],
    ]);
    expect(await ask("a", "one")).toBe("one");
    expect(made).toEqual(["a", "b"]);
  });

  it("makes room for those that were asked for later", async () => {
    const { ask, made } = shelf(10);
    for (const key of ["a", "b", "a", "c"]) await ask(key, "12345");
    await ask("a", "12345");
    expect(made).toEqual(["a", "b", "c"]);
    await ask("b", "12345");
    expect(made).toEqual(["a", "b", "c", "b"]);
  });

  it("drives out no others when it is longer than all that is kept", async () => {
    const { ask, made } = shelf(10);
    await ask("a", "12345");
    expect(await ask("long", "12345678901")).toBe("12345678901");
    await ask("a", "12345");
    expect(made).toEqual(["a", "long"]);
  });

  it("is tried again where it could not be made", async () => {
    const kept = keptTexts(10);
    const failing = () => Promise.reject(new Error("no paper"));
    await expect(kept("a", failing)).rejects.toThrow("no paper");
    expect(await kept("a", () => Promise.resolve("one"))).toBe("one");
  });
});

function shelf(maxLength: number) {
  const kept = keptTexts(maxLength);
  const made: string[] = [];
  const ask = (key: string, text: string) =>
    kept(key, () => {
      made.push(key);
      return Promise.resolve(text);
    });
  return { ask, made };
}
