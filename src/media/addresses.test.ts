import { expect, it } from "vitest";
import { hours, plus } from "#kernel/clock.ts";
import { createMediaAddresses } from "./addresses.ts";

const clock = { at: new Date("2026-11-01T12:00:00Z") };
const open = (secretKeys: readonly string[]) =>
  createMediaAddresses({ publicUrl: "https://notes.example", secretKeys, now: () => clock.at });
const partsOf = (url: string) => {
  const [mediaId = "", ends = "", proof = ""] = new URL(url).pathname.split("/").slice(2);
  return { mediaId, ends, proof };
};

it("leads to its image for a day", () => {
  const addresses = open(["the only key there is"]);
  const parts = partsOf(addresses.urlOf("image-1"));
  expect(addresses.read(parts)).toBe("image-1");
  clock.at = plus(clock.at, hours(23));
  expect(addresses.read(parts)).toBe("image-1");
  clock.at = plus(clock.at, hours(1));
  expect(addresses.read(parts)).toBeUndefined();
});

it("leads nowhere when any part of it was made up", () => {
  const addresses = open(["the only key there is"]);
  const parts = partsOf(addresses.urlOf("image-1"));
  const later = String(Number(parts.ends) + 1);
  for (const change of [
    { mediaId: "image-2" },
    { ends: later },
    { proof: "" },
    { proof: "AAAA" },
  ]) {
    expect(addresses.read({ ...parts, ...change })).toBeUndefined();
  }
});

it("outlives a change of keys", () => {
  const parts = partsOf(open(["the older key of two"]).urlOf("image-1"));
  expect(open(["the newer key of two", "the older key of two"]).read(parts)).toBe("image-1");
  expect(open(["the newer key of two"]).read(parts)).toBeUndefined();
});
