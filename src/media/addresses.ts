// Addresses at which a platform itself can fetch an image: nobody guesses them, and they end.

import { createHmac, timingSafeEqual } from "node:crypto";
import { hours, plus } from "#kernel/clock.ts";
import { deriveKey } from "#kernel/secret-box.ts";

export interface MediaAddresses {
  urlOf(mediaId: string): string;
  /** The image that an address is for; undefined where it was not made here, or has ended. */
  read(address: { mediaId: string; ends: string; proof: string }): string | undefined;
}

export interface MediaAddressesOptions {
  /** An origin. */
  publicUrl: string;
  /** The newest first. */
  secretKeys: readonly string[];
  now(): Date;
}

/** A platform may fetch late, and again while it works on the image. */
const lastsMs = hours(24);

export function createMediaAddresses(options: MediaAddressesOptions): MediaAddresses {
  const { publicUrl, secretKeys, now } = options;
  const keys = secretKeys.map((secret) => deriveKey(secret, "media addresses"));
  const proofBy = (key: Buffer, mediaId: string, ends: string) =>
    createHmac("sha256", key).update(`${mediaId}/${ends}`).digest();
  return {
    urlOf(mediaId) {
      const [newest] = keys;
      if (newest === undefined) throw new Error("There is no key to sign with");
      const ends = String(plus(now(), lastsMs).getTime());
      const proof = proofBy(newest, mediaId, ends).toString("base64url");
      return `${publicUrl}/media/${mediaId}/${ends}/${proof}`;
    },
    read({ mediaId, ends, proof }) {
      const given = Buffer.from(proof, "base64url");
      const isOurs = keys.some((key) => {
        const expected = proofBy(key, mediaId, ends);
        return given.length === expected.length && timingSafeEqual(given, expected);
      });
      return isOurs && Number(ends) > now().getTime() ? mediaId : undefined;
    },
  };
}
