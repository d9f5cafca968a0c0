// What a file is, by its first bytes. Only what is recognised here ever reaches a decoder, and what
// is something else is told so by name.

const names = {
  "image/jpeg": "JPEG",
  "image/png": "PNG",
  "image/webp": "WebP",
  "image/gif": "GIF",
  "image/avif": "AVIF",
} as const;

/** The raster images that we take. */
export type MediaType = keyof typeof names;

/** Read as Latin-1, one character per byte. https://mimesniff.spec.whatwg.org (2026-11-22) */
const signatures: readonly (readonly [RegExp, MediaType])[] = [
  [/^\xff\xd8\xff/, "image/jpeg"],
  [/^\x89PNG\r\n\x1a\n/, "image/png"],
  [/^RIFF.{4}WEBPVP8/s, "image/webp"],
  [/^GIF8[79]a/, "image/gif"],
  [/^.{4}ftyp(avif|mif1.{0,40}avif)/s, "image/avif"],
];

/** MP4 and its kin, WebM and Matroska, AVI, MPEG, Ogg, Flash, Windows Media. */
const videos =
  /^(.{4}(ftyp|moov|mdat|wide)|\x1aE\xdf\xa3|RIFF.{4}AVI |\0\0\x01[\xb3\xba]|OggS|FLV\x01|0&\xb2u)/s;

/** The first that matches is named. */
const others: readonly (readonly [RegExp, string])[] = [
  [/^$/, "an empty file"],
  [/^(\xef\xbb\xbf)?\s*<(!doctype\s+html|html|head|body)\b/i, "a web page"],
  [/^(\xef\xbb\xbf)?\s*<(svg\b|[?!][^]*<svg\b)/i, "an SVG drawing"],
  [/^(\xef\xbb\xbf)?\s*[<{[]/, "a text, not an image"],
  [/^%PDF-/, "a PDF document"],
  [/^.{4}ftypavis/s, "an animated AVIF"],
  [/^.{4}ftyp(hei[cmsx]|hev[cmsx]|mif1|msf1)/s, "a HEIC photo"],
  [videos, "a video"],
  [/^(II\*\0|MM\0\*)/, "a TIFF image"],
  [/^BM/, "a BMP image"],
  [/^(\xff\x0a|\0\0\0\x0cJXL )/, "a JPEG XL image"],
  [/^\0\0\x01\0/, "an icon file"],
];

const headBytes = 2048;

export function recognise(bytes: Uint8Array): { mediaType: MediaType } | { problem: string } {
  const head = Buffer.from(bytes.subarray(0, headBytes)).toString("latin1");
  const mediaType = signatures.find(([signature]) => signature.test(head))?.[1];
  if (mediaType !== undefined) return { mediaType };
  const kind = others.find(([signature]) => signature.test(head))?.[1] ?? "no image that we know";
  const taken = inWords(Object.keys(names));
  if (kind === "a video") {
    return { problem: `This is a video, and videos are not supported yet: use ${taken}.` };
  }
  return { problem: `This is ${kind}. Save it as ${taken} and try again.` };
}

/** How people call a media type. */
export function nameOf(mediaType: string): string {
  return mediaType in names ? names[mediaType as MediaType] : mediaType;
}

/** "JPEG, PNG or WebP" */
export function inWords(mediaTypes: readonly string[]): string {
  const called = mediaTypes.map(nameOf);
  const last = called.pop() ?? "nothing";
  return called.length === 0 ? last : `${called.join(", ")} or ${last}`;
}
