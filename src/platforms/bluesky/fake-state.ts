// What the fake remembers, in a form that survives JSON, and the identifiers it gives out. Every
// handle under .sandbox.test has an account there, with a DID that follows from the handle.

import { createHash } from "node:crypto";

import { z } from "zod";

const token = z.object({
  kind: z.enum(["access", "refresh"]),
  did: z.string(),
  expiresAtMs: z.number(),
});

const blob = z.object({
  did: z.string(),
  cid: z.string(),
  mimeType: z.string(),
  base64: z.string(),
});

const post = z.object({
  did: z.string(),
  rkey: z.string(),
  uri: z.string(),
  cid: z.string(),
  value: z.record(z.string(), z.json()),
});

export const fakeState = z.object({
  /** By DID: whoever has been looked up or has signed in. */
  handles: z.record(z.string(), z.string()),
  tokens: z.record(z.string(), token),
  blobs: z.array(blob),
  posts: z.array(post),
  oauth: z.record(z.string(), z.json()).optional(),
});

export type FakeState = z.infer<typeof fakeState>;
export type StoredPost = z.infer<typeof post>;

/** A refusal as XRPC words it. */
export class XrpcRefusal extends Error {
  override readonly name = "XrpcRefusal";
  readonly status: number;
  readonly error: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    error: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.error = error;
    this.headers = headers;
  }

  toResponse(): Response {
    const { status, headers, error, message } = this;
    return Response.json({ error, message }, { status, headers });
  }
}

export function invalidRequest(message: string): XrpcRefusal {
  return new XrpcRefusal(400, "InvalidRequest", message);
}

/** The account's DID; undefined for handles that have no account. */
export function didFor(handle: string, state: FakeState): string | undefined {
  if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.sandbox\.test$/.test(handle)) return undefined;
  const did = `did:plc:${base32(sha256(handle)).slice(0, 24)}`;
  state.handles[did] = handle;
  return did;
}

export function blobCid(bytes: Uint8Array): string {
  return cid(0x55, bytes);
}

/** In the form of a record's, though not from the bytes that a server would hash. */
export function recordCid(value: object): string {
  return cid(0x71, JSON.stringify(value));
}

/** Version 1, SHA-256: https://atproto.com/specs/data-model#link-and-cid-formats (2026-11-22) */
function cid(codec: number, content: string | Uint8Array): string {
  return `b${base32(Buffer.concat([Buffer.from([1, codec, 0x12, 0x20]), sha256(content)]))}`;
}

function sha256(content: string | Uint8Array): Buffer {
  return createHash("sha256").update(content).digest();
}

function base32(bytes: Buffer): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  const digits = bits.match(/.{1,5}/g) ?? [];
  return digits
    .map((digit) => "abcdefghijklmnopqrstuvwxyz234567".charAt(parseInt(digit.padEnd(5, "0"), 2)))
    .join("");
}
