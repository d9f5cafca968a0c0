// Secrets at rest: AES-256-GCM, bound to the place where they are kept, so that a sealed value copied
// to another row does not open. Keys rotate by a list: the first seals, all of them open.

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const version = 1;
const keyIdBytes = 4;
const nonceBytes = 12;
const tagBytes = 16;
const headerBytes = 1 + keyIdBytes + nonceBytes + tagBytes;

export interface SecretBox {
  /** `boundTo` names the place, such as table and row id; the same is needed to open. */
  seal(text: string, boundTo: string): Buffer;
  /** @throws SecretBoxError when no key fits, or the value was changed or moved. */
  open(sealed: Uint8Array, boundTo: string): string;
  /** Whether there are other keys than the newest. */
  hasOlderKeys: boolean;
  /** Whether it was the newest key that sealed it. */
  isNewest(sealed: Uint8Array): boolean;
}

/** What became of the secrets of a place that an older key had sealed. */
export interface SealedAgain {
  done: number;
  /** No key opens these: they were sealed with one that is not in the list any more. */
  lost: number;
}

export class SecretBoxError extends Error {
  override readonly name = "SecretBoxError";
}

/** @param secrets the newest first; each at least 16 characters, better 32 random bytes. */
export function createSecretBox(secrets: readonly string[]): SecretBox {
  const keys = secrets.map((secret) => deriveKey(secret, "seal"));
  const ids = secrets.map((secret) => deriveKey(secret, "seal id").subarray(0, keyIdBytes));
  const [newestKey] = keys;
  const [newestId] = ids;
  if (newestKey === undefined || newestId === undefined) {
    throw new SecretBoxError("A secret box needs at least one key");
  }
  return {
    seal(text, boundTo) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", newestKey, nonce);
      cipher.setAAD(Buffer.from(boundTo));
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([Buffer.of(version), newestId, nonce, cipher.getAuthTag(), body]);
    },
    open(sealed, boundTo) {
      const bytes = Buffer.from(sealed);
      const key = keys[ids.findIndex((id) => id.equals(keyIdOf(bytes)))];
      if (bytes[0] !== version || key === undefined) {
        throw new SecretBoxError(
          "No key opens this secret: is SECRET_KEY the one it was sealed with?",
        );
      }
      return decrypt(bytes, key, boundTo);
    },
    hasOlderKeys: keys.length > 1,
    isNewest: (sealed) => newestId.equals(keyIdOf(sealed)),
  };
}

function keyIdOf(sealed: Uint8Array): Uint8Array {
  return sealed.subarray(1, 1 + keyIdBytes);
}

/** 32 bytes for one purpose, so that no key serves two. */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", `broadside ${purpose}`, 32));
}

function decrypt(bytes: Buffer, key: Buffer, boundTo: string): string {
  const nonce = bytes.subarray(1 + keyIdBytes, 1 + keyIdBytes + nonceBytes);
  const tag = bytes.subarray(headerBytes - tagBytes, headerBytes);
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(boundTo));
    decipher.setAuthTag(tag);
    const body = bytes.subarray(headerBytes);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new SecretBoxError("This secret was changed or does not belong here", { cause });
  }
}
