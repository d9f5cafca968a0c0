// The keys of everything about signing in: cookies, and what two-factor sign-in keeps.

import { deriveKey } from "#kernel/secret-box.ts";

export interface VersionedKey {
  /** Says which key a value was made with: it follows from the key, so that it stays. */
  version: number;
  value: string;
}

/** In the order of the secrets. */
export function versionedKeys(secrets: readonly string[]): VersionedKey[] {
  return secrets.map((secret) => ({
    version: deriveKey(secret, "sign in id").readUInt32BE(),
    value: deriveKey(secret, "sign in").toString("base64url"),
  }));
}
