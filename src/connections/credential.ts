// Credentials at rest: sealed, and bound to the row of their connection.

import { z } from "zod";
import type { SecretBox } from "#kernel/secret-box.ts";
import type { Credential } from "#connector/contract.ts";

const credentialSchema = z.record(z.string(), z.string());

export function sealCredential(
  box: SecretBox,
  connectionId: string,
  credential: Credential,
): Buffer {
  return box.seal(JSON.stringify(credential), credentialPlace(connectionId));
}

/** @throws SecretBoxError */
export function openCredential(
  box: SecretBox,
  connectionId: string,
  sealed: Uint8Array,
): Credential {
  return credentialSchema.parse(JSON.parse(box.open(sealed, credentialPlace(connectionId))));
}

/** What a connection's credential is bound to. */
export function credentialPlace(connectionId: string): string {
  return `connections/${connectionId}`;
}
