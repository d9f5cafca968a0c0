// What the fake demands of a post: the lexicon, in the reference server's words (measured on
// @atproto/pds 0.5.35, 2026-11-22). Where that server lets a mistake pass that readers would see
// (facets outside the text, replies to nothing, unknown fields), the fake is stricter.

import { z } from "zod";

import { invalidRequest, XrpcRefusal } from "./fake-state.ts";
import type { FakeState } from "./fake-state.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

const uri = matching("uri", /^\w+:(?:\/\/)?[^\s/]\S*$/);
const did = matching("DID", /^did:[a-z]+:[\w.:%-]*[\w.-]$/);
const cid = matching("CID string", /^[A-Za-z0-9+=]{8,256}$/);
const language = matching("language", /^(?:i|[a-z]{2,3})(?:-[A-Za-z0-9]+)*$/);
const datetime = z.iso.datetime({
  offset: true,
  error: ({ input }) => `Invalid datetime (got ${JSON.stringify(input)})`,
});

const strongRef = z.strictObject({ uri, cid });
const side = z
  .int()
  .min(1, { error: ({ input }) => `integer too small (minimum 1, got ${String(input)})` });

const feature = z.discriminatedUnion("$type", [
  z.strictObject({ $type: z.literal("app.bsky.richtext.facet#link"), uri }),
  z.strictObject({ $type: z.literal("app.bsky.richtext.facet#mention"), did }),
  z.strictObject({ $type: z.literal("app.bsky.richtext.facet#tag"), tag: text(640, 64) }),
]);

const facet = z.strictObject({
  index: z.strictObject({ byteStart: z.int().min(0), byteEnd: z.int().min(0) }),
  features: z.array(feature).min(1),
});

const images = z.strictObject({
  $type: z.literal("app.bsky.embed.images"),
  images: z
    .array(
      z.strictObject({
        image: blob(2_000_000),
        alt: z.string(),
        aspectRatio: z.strictObject({ width: side, height: side }).optional(),
      }),
    )
    .max(4, { error: ({ input }) => `array too big (maximum 4, got ${(input as []).length})` }),
});

const external = z.strictObject({
  $type: z.literal("app.bsky.embed.external"),
  external: z.strictObject({
    uri,
    title: z.string(),
    description: z.string(),
    thumb: blob(1_000_000).optional(),
  }),
});

const post = z.strictObject({
  $type: z.literal("app.bsky.feed.post"),
  text: text(3000, 300),
  createdAt: datetime,
  facets: z.array(facet).optional(),
  langs: z.array(language).max(3).optional(),
  reply: z.strictObject({ root: strongRef, parent: strongRef }).optional(),
  embed: z.discriminatedUnion("$type", [images, external]).optional(),
});

export type PostRecord = z.infer<typeof post>;
export type BlobRef = z.infer<ReturnType<typeof blob>>;

/** @throws XrpcRefusal */
export function checkPost(value: unknown, owner: string, state: FakeState): PostRecord {
  const parsed = post.safeParse(value, { reportInput: true });
  const [issue] = parsed.error?.issues ?? [];
  if (!parsed.success) throw invalidPost(issue ? described(issue) : "Invalid value at $.record");
  checkFacets(parsed.data);
  checkReply(parsed.data, state);
  for (const ref of blobsOf(parsed.data)) checkBlob(ref, owner, state);
  return parsed.data;
}

function blobsOf({ embed }: PostRecord): BlobRef[] {
  switch (embed?.$type) {
    case "app.bsky.embed.images":
      return embed.images.map(({ image }) => image);
    case "app.bsky.embed.external":
      return embed.external.thumb ? [embed.external.thumb] : [];
    case undefined:
      return [];
  }
}

function checkFacets({ text, facets = [] }: PostRecord): void {
  const bytes = Buffer.from(text);
  const splitsCharacter = (offset: number) => ((bytes[offset] ?? 0) & 0xc0) === 0x80;
  facets.forEach(({ index: { byteStart, byteEnd } }, index) => {
    const isOutside = byteStart >= byteEnd || byteEnd > bytes.length;
    if (isOutside || splitsCharacter(byteStart) || splitsCharacter(byteEnd)) {
      throw invalidPost(`Invalid range at $.record.facets[${index}].index`);
    }
  });
}

function checkReply({ reply }: PostRecord, { posts }: FakeState): void {
  if (!reply) return;
  const find = (ref: z.infer<typeof strongRef>) =>
    posts.find((stored) => stored.uri === ref.uri && stored.cid === ref.cid);
  const parent = find(reply.parent);
  if (!find(reply.root) || !parent) throw invalidPost("No such record at $.record.reply");
  const parentReply = post.parse(parent.value).reply;
  if ((parentReply?.root ?? reply.parent).uri !== reply.root.uri) {
    throw invalidPost("Not the root of its parent at $.record.reply.root");
  }
}

function checkBlob({ ref, mimeType, size }: BlobRef, owner: string, { blobs }: FakeState): void {
  const found = blobs.find((stored) => stored.did === owner && stored.cid === ref.$link);
  if (!found) throw new XrpcRefusal(400, "BlobNotFound", `Could not find blob: ${ref.$link}`);
  const foundSize = Buffer.byteLength(found.base64, "base64");
  if (found.mimeType !== mimeType) throw mismatch("Mimetype", found.mimeType, mimeType);
  if (foundSize !== size) throw mismatch("Size", foundSize, size);
}

function mismatch(what: "Mimetype" | "Size", expected: string | number, got: string | number) {
  const words = `Referenced ${what} does not match stored blob. Expected: ${expected}, Got: ${got}`;
  return new XrpcRefusal(400, what === "Size" ? "InvalidSize" : "InvalidMimeType", words);
}

function invalidPost(words: string): XrpcRefusal {
  return invalidRequest(`Invalid app.bsky.feed.post record: ${words}`);
}

function described(issue: z.core.$ZodIssue): string {
  const isMissing = issue.code === "invalid_type" && issue.input === undefined;
  const path = isMissing ? issue.path.slice(0, -1) : issue.path;
  const place = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`));
  const words = isMissing
    ? `Missing required key ${JSON.stringify(issue.path.at(-1))}`
    : issue.message;
  return `${words} at $.record${place.join("")}`;
}

function matching(what: string, shape: RegExp) {
  return z.string().regex(shape, {
    error: ({ input }) => `Invalid ${what} (got ${JSON.stringify(input)})`,
  });
}

/** Counted by other means than the product counts, which is what it is there to check. */
function text(maxBytes: number, maxGraphemes: number) {
  const bytes = (value: string) => Buffer.byteLength(value);
  const graphemes = (value: string) => [...segmenter.segment(value)].length;
  return z
    .string()
    .refine((value) => bytes(value) <= maxBytes, {
      error: ({ input }) => `string too big (maximum ${maxBytes}, got ${bytes(String(input))})`,
      abort: true,
    })
    .refine((value) => graphemes(value) <= maxGraphemes, {
      error: ({ input }) =>
        `grapheme too big (maximum ${maxGraphemes}, got ${graphemes(String(input))})`,
    });
}

function blob(maxBytes: number) {
  return z
    .strictObject({
      $type: z.literal("blob"),
      ref: z.strictObject({ $link: cid }),
      mimeType: z.string().startsWith("image/"),
      size: z.int(),
    })
    .refine(({ size }) => size <= maxBytes, {
      error: ({ input }) =>
        `blob too big (maximum ${maxBytes}, got ${(input as { size: number }).size})`,
    });
}
