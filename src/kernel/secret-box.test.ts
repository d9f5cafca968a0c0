import { describe, expect, it } from "vitest";
import { createSecretBox } from "./secret-box.ts";

const box = createSecretBox(["a first key of some length"]);

describe("secret box", () => {
  it("opens what it sealed, at the same place only", () => {
    const sealed = box.seal("s3cret ✓", "connections/1");
    expect(box.open(sealed, "connections/1")).toBe("s3cret ✓");
    expect(() => box.open(sealed, "connections/2")).toThrow("does not belong here");
  });

  it("never seals the same text to the same bytes", () => {
    expect(box.seal("x", "a")).not.toEqual(box.seal("x", "a"));
  });

  it("notices every changed byte", () => {
    const sealed = box.seal("text", "a");
    for (const index of sealed.keys()) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => box.open(changed, "a"), `byte ${index}`).toThrow();
    }
    expect(() => box.open(sealed.subarray(0, 10), "a")).toThrow();
  });

  it("seals with the newest key and still opens with older ones", () => {
    const rotated = createSecretBox(["a second key of some length", "a first key of some length"]);
    expect(rotated.open(box.seal("old", "a"), "a")).toBe("old");
    expect(() => box.open(rotated.seal("new", "a"), "a")).toThrow("SECRET_KEY");
  });
});
