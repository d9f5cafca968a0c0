import { describe, expect, it } from "vitest";
import { inWords, recognise } from "./kinds.ts";

describe("recognise", () => {
  it.each([
    ["\xff\xd8\xff\xe0", "image/jpeg"],
    ["\x89PNG\r\n\x1a\n", "image/png"],
    ["RIFF\n\n\0\0WEBPVP8L", "image/webp"],
    ["GIF89a", "image/gif"],
    ["\0\0\0\x1cftypavif\0\0\0\0", "image/avif"],
    ["\0\0\0\x1cftypmif1\0\0\0\0mif1miafavif", "image/avif"],
  ])("knows %j", (head, mediaType) => {
    expect(recognise(Buffer.from(head, "latin1"))).toEqual({ mediaType });
  });

  it.each([
    ["", "an empty file"],
    ['<?xml version="1.0"?>\n<!-- Drawn -->\n<svg xmlns="…">', "an SVG drawing"],
    ["\xef\xbb\xbf <svg>", "an SVG drawing"],
    ["<!DOCTYPE html><body><svg>", "a web page"],
    ['{"error":"not found"}', "a text, not an image"],
    ["%PDF-1.7", "a PDF document"],
    ["\0\0\0\x18ftypheic\0\0\0\0mif1heic", "a HEIC photo"],
    ["\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "a HEIC photo"],
    ["\0\0\0\x18ftypavis\0\0\0\0avisavif", "an animated AVIF"],
    ["II*\0", "a TIFF image"],
    ["BM\x36\x10", "a BMP image"],
    ["RIFF\n\n\0\0WAVEfmt ", "no image that we know"],
    ["Dear reader,", "no image that we know"],
  ])("says what %j is instead", (head, kind) => {
    const problem = `This is ${kind}. Save it as JPEG, PNG, WebP, GIF or AVIF and try again.`;
    expect(recognise(Buffer.from(head, "latin1"))).toEqual({ problem });
  });
});

it.each([
  ...["\0\0\0\x18ftypisom", "\0\0\0\x14ftypqt  ", "\0\0\0\x08wide\0\0", "\x1aE\xdf\xa3\x9f"],
  ...["RIFF\n\n\0\0AVI LIST", "\0\0\x01\xba\x44", "OggS\0\x02", "FLV\x01\x05", "0&\xb2u\x8e"],
])("says of the video %j that videos are not supported yet", (head) => {
  const problem =
    "This is a video, and videos are not supported yet: use JPEG, PNG, WebP, GIF or AVIF.";
  expect(recognise(Buffer.from(head, "latin1"))).toEqual({ problem });
});

it("lists types in words", () => {
  expect(inWords(["image/jpeg"])).toBe("JPEG");
  expect(inWords(["image/jpeg", "image/png", "image/x-new"])).toBe("JPEG, PNG or image/x-new");
});
